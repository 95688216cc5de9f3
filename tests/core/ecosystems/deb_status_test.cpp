#include "core/ecosystems/deb_status.h"

#include "tests/support/catch.h"

#include <string>
#include <string_view>
#include <vector>

using namespace prodparity;

TEST_CASE("dpkg: as many packages as the bound allows are read, one more is told") {
  const std::string two =
      "Package: a\nStatus: install ok installed\nVersion: 1\n\n"
      "Package: b\nStatus: install ok installed\nVersion: 1\n";
  const auto read = [&](std::size_t limit) {
    const std::vector<FileBytes> files = {{.path = "/status", .bytes = two}};
    return parse_deb_database(
        files, [](std::string_view) { return DebFileRole::status; }, limit);
  };
  CHECK(read(2).components.size() == 2);
  CHECK(read(2).unread.empty());
  CHECK(read(1).components.size() == 1);
  REQUIRE(read(1).unread.size() == 1);
  CHECK(read(1).unread[0].error.code == ErrorCode::too_large);
}
