#include "core/inventory_json.h"

#include "core/inventory_codec.h"
#include "core/json.h"
#include "core/limits.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace prodparity {
namespace {

using namespace codec;

constexpr std::string_view inventory_schema = "prodparity.inventory/1";

}  // namespace

std::string write_inventory(const Inventory& inventory) {
  Json frame = Json::object();
  write_frame(frame, inventory);
  // One component a line: a diff of two inventories, and evidence lines, mean something.
  std::string text = with_schema(inventory_schema, frame);
  text.pop_back();
  text += ",\"components\":[";
  const char* separator = "\n";
  for (const Component& component : inventory.components) {
    text += separator;
    append_component(text, component);
    separator = ",\n";
  }
  return text + "\n]}\n";
}

Result<Inventory> read_inventory(std::string_view bytes, std::string_view path) {
  const auto json = parse_json(bytes, {.limit_bytes = limits::reference_file_bytes}, path);
  if (!json) return json.error();
  if (const auto error = wrong_schema(*json, inventory_schema, path)) return *error;
  std::size_t index = 0;
  try {
    Inventory inventory = frame_of(*json);
    const Json* const components = member_of(*json, "components");
    if (components == nullptr) throw Wrong{"'components' is missing"};
    if (components->size() > limits::components)
      return damaged(ErrorCode::too_large, "too many components", path);
    inventory.components.reserve(components->size());
    for_each_of(*json, "components", [&](const Json& item) {
      inventory.components.push_back(component_of(object_of(item, "components")));
      ++index;
    });
    sort_canonical(inventory);
    return inventory;
  } catch (const Wrong& wrong) {
    return wrong_value(wrong, path, line_of(bytes, "/components/" + std::to_string(index)));
  }
}

}  // namespace prodparity
