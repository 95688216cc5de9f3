#include "io/trusted_root.h"

#include "io/child.h"
#include "tests/support/catch.h"

#include <filesystem>
#include <string>

using namespace prodparity;

TEST_CASE("trust root: the configured file, else this machine's, else the installed one") {
  CHECK(trusted_root_path("/srv/root.json") == "/srv/root.json");
  CHECK(installed_trusted_root_path().starts_with(own_folder() + '/'));
  const bool has_own = std::filesystem::exists(std::string(machine_trusted_root_path));
  CHECK(trusted_root_path("") ==
        (has_own ? std::string(machine_trusted_root_path) : installed_trusted_root_path()));
}
