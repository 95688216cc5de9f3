#pragma once

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>

// As much of JSON Schema (draft 7) as docs/*.schema.json use: type, enum, required, properties,
// additionalProperties, items, minimum.
namespace prodparity::test {

inline bool has_type(const nlohmann::json& value, const std::string& type) {
  if (type == "integer") return value.is_number_integer();
  return type == value.type_name();
}

// The first violation, or empty. `where` is its place in the document.
inline std::string violation(const nlohmann::json& schema, const nlohmann::json& value,
                             const std::string& where = "$") {
  if (schema.is_boolean()) return schema.get<bool>() ? "" : where + " is not allowed";
  if (schema.contains("enum")) {
    bool listed = false;
    for (const auto& allowed : schema["enum"])
      listed = listed || allowed == value;
    if (!listed) return where + " is not one of the enum";
  }
  if (schema.contains("type")) {
    bool matches = false;
    const auto& types = schema["type"];
    for (const auto& type : types.is_array() ? types : nlohmann::json::array({types}))
      matches = matches || has_type(value, type.get<std::string>());
    if (!matches) return where + " has the wrong type";
  }
  if (schema.contains("minimum") && value.is_number() && value < schema["minimum"])
    return where + " is too small";
  if (value.is_array() && schema.contains("items")) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      const std::string found =
          violation(schema["items"], value[i], where + "[" + std::to_string(i) + "]");
      if (!found.empty()) return found;
    }
  }
  if (!value.is_object()) return "";
  for (const auto& key : schema.value("required", nlohmann::json::array())) {
    if (!value.contains(key.get<std::string>())) return where + " lacks " + key.get<std::string>();
  }
  const nlohmann::json properties = schema.value("properties", nlohmann::json::object());
  const nlohmann::json others = schema.value("additionalProperties", nlohmann::json(true));
  for (const auto& [key, member] : value.items()) {
    const std::string found =
        violation(properties.contains(key) ? properties[key] : others, member, where + "." + key);
    if (!found.empty()) return found;
  }
  return "";
}

}  // namespace prodparity::test
