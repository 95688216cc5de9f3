#include "core/inventory_json.h"

#include "core/limits.h"
#include "tests/support/catch.h"
#include "tests/support/full_inventory.h"

#include <cstddef>
#include <string>
#include <string_view>

using namespace prodparity;

TEST_CASE("inventory json: every field comes back") {
  const auto read = read_inventory(write_inventory(full_inventory()), "i.json");
  REQUIRE(read.has_value());
  CHECK(*read == full_inventory());
  CHECK(*read_inventory(write_inventory({}), "i.json") == Inventory{});
}

TEST_CASE("inventory json: errors say what is wrong and on which line") {
  const auto code = [](std::string_view text) { return read_inventory(text, "i").error().code; };
  CHECK(code("") == ErrorCode::empty);
  CHECK(code("{}") == ErrorCode::malformed);
  CHECK(code(R"({"schema":"prodparity.inventory/2"})") == ErrorCode::unsupported);
  CHECK(code(R"({"schema":"prodparity.inventory/1"})") == ErrorCode::malformed);
  const auto wrong = read_inventory(
      "{\"schema\":\"prodparity.inventory/1\",\"components\":[\n"
      "{\"ecosystem\":\"deb\",\"name\":\"a\"},\n{\"ecosystem\":\"deb\",\"name\":7}]}",
      "i");
  REQUIRE_FALSE(wrong.has_value());
  CHECK(
      wrong.error() ==
      Error{.code = ErrorCode::malformed, .message = "'name' is no text", .path = "i", .line = 3});
}

TEST_CASE("inventory json: as many components are read as the bound allows and not one more") {
  const auto code = [](std::size_t count) {
    std::string text = R"({"schema":"prodparity.inventory/1","components":[{})";
    for (std::size_t i = 1; i < count; ++i)
      text += ",{}";
    return read_inventory(text + "]}", "i").error().code;
  };
  CHECK(code(limits::components) == ErrorCode::malformed);  // looked into: the first has no name
  CHECK(code(limits::components + 1) == ErrorCode::too_large);
}
