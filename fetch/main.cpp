#include "fetch/commands/commands.h"

int main(int argc, char** argv) {
  return prodparity::fetch::run_fetch(argc, argv);
}
