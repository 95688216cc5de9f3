#include "core/inventory_codec.h"

#include "core/json.h"
#include "tests/support/catch.h"
#include "tests/support/full_inventory.h"

#include <nlohmann/json.hpp>

#include <string>

using namespace prodparity;

namespace {

std::string line_of(const Component& component) {
  std::string text;
  codec::append_component(text, component);
  return text;
}

}  // namespace

TEST_CASE("inventory codec: a component is written as a JSON value of it would be") {
  Component odd = full_component();
  odd.relations = "\"quoted\" \\ \n\x1b[0m \x7f caf\xC3\xA9 \xff";
  for (const Component& component : {full_component(), odd, Component{.name = "bare"}}) {
    const auto value = parse_json(line_of(component));
    REQUIRE(value.has_value());
    CHECK(line_of(component) == dump_json(*value));
  }
  CHECK(line_of({}) == "{}");
}

TEST_CASE("inventory codec: a member of the wrong type is named") {
  const auto what = [](const nlohmann::json& json) -> std::string {
    try {
      static_cast<void>(codec::component_of(json));
    } catch (const codec::Wrong& wrong) {
      return wrong.what;
    }
    return {};
  };
  CHECK(what({{"ecosystem", "deb"}, {"name", "a"}}).empty());
  CHECK(what({{"ecosystem", "deb"}}) == "a component has no 'ecosystem' or no 'name'");
  CHECK(what({{"held", 1}}) == "'held' is neither true nor false");
  CHECK(what({{"line", "1"}}) == "'line' is no count");
  CHECK(what({{"path", 1}}) == "'path' is no text");
  CHECK(what({{"ships", "much"}}) == "'ships' has an unknown value");
}
