#pragma once

#include "core/inventory.h"
#include "core/result.h"

#include <nlohmann/json_fwd.hpp>

#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

// What our own two formats share: the values of an Inventory as JSON. Readers throw Wrong, which
// is caught where the document's path is known.
namespace prodparity::codec {

using Json = nlohmann::json;

// A value that is not what its key promises.
struct Wrong {
  std::string what;
};

// One table a type serves writing and reading, so that no field can be forgotten in one of them.
template <class T>
using TextField = std::pair<const char*, std::string T::*>;

// Null: there is no such key.
const Json* member_of(const Json& json, const char* key);
const std::string& text_of(const Json& value, std::string_view key);
std::size_t number_of(const Json& value, std::string_view key);
const Json& object_of(const Json& value, std::string_view key);  // of an element of array `key`
void put_text(Json& json, const char* key, const std::string& text);  // unless it is empty

// Calls visit(element) for each element of the array `key`, which may be absent.
void for_each_of(const Json& json, const char* key, const std::function<void(const Json&)>& visit);

template <class T, std::size_t N>
void write_texts(Json& json, const std::array<TextField<T>, N>& table, const T& value) {
  for (const auto& [key, member] : table)
    put_text(json, key, value.*member);
}

template <class T, std::size_t N>
void read_texts(const Json& json, const std::array<TextField<T>, N>& table, T& value) {
  for (const auto& [key, member] : table) {
    if (const Json* const found = member_of(json, key)) value.*member = text_of(*found, key);
  }
}

template <class Enum>
Enum enum_of(std::optional<Enum> (*parse)(std::string_view), const Json& json, const char* key) {
  const Json* const value = member_of(json, key);
  if (value == nullptr) throw Wrong{"'" + std::string(key) + "' is missing"};
  const auto parsed = parse(text_of(*value, key));
  if (!parsed) throw Wrong{"'" + std::string(key) + "' has an unknown value"};
  return *parsed;
}

// One line without its end, keys sorted, empty fields left out.
void append_component(std::string& text, const Component& component);
Component component_of(const Json& json);

// Everything of an Inventory but its components.
void write_frame(Json& json, const Inventory& inventory);
Inventory frame_of(const Json& json);

// The schema comes first, so that a reader knows the document by its first bytes.
std::string with_schema(std::string_view schema, const Json& json);
// "prodparity.inventory/1" is read, "prodparity.inventory/2" is a newer program's.
std::optional<Error> wrong_schema(const Json& json, std::string_view wanted, std::string_view path);

Error damaged(ErrorCode code, std::string message, std::string_view path, std::size_t line = 0);
Error wrong_value(const Wrong& wrong, std::string_view path, std::size_t line);

}  // namespace prodparity::codec
