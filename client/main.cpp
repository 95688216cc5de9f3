#include "client/commands/commands.h"

int main(int argc, char** argv) {
  return prodparity::run_client(argc, argv);
}
