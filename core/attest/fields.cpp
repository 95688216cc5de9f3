#include "core/attest/fields.h"

#include "core/attest/refused.h"
#include "core/base64.h"
#include "core/json.h"

#include <nlohmann/json.hpp>

#include <charconv>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace prodparity::attest {

using nlohmann::json;

Fields::Fields(const json& object, std::string place) : object_(&object), place_(std::move(place)) {
  if (!object.is_object()) refuse(Reason::malformed, place_ + " is no object");
}

std::string Fields::place_of(std::string_view key) const {
  return place_.empty() ? std::string(key) : place_ + '.' + std::string(key);
}

const json* Fields::find(const char* key) const {
  const auto found = object_->find(key);
  return found == object_->end() || found->is_null() ? nullptr : &*found;
}

const json& Fields::need(const char* key) const {
  const json* const found = find(key);
  if (found == nullptr) refuse(Reason::malformed, place_of(key) + " is missing");
  return *found;
}

Fields Fields::object(const char* key) const {
  return {need(key), place_of(key)};
}

std::optional<Fields> Fields::optional_object(const char* key) const {
  if (!has(key)) return std::nullopt;
  return object(key);
}

std::string Fields::text(const char* key) const {
  const json& value = need(key);
  if (!value.is_string()) refuse(Reason::malformed, place_of(key) + " is no text");
  return value.get<std::string>();
}

std::string Fields::optional_text(const char* key) const {
  return has(key) ? text(key) : std::string();
}

std::string Fields::bytes(const char* key) const {
  return decoded(text(key), place_of(key));
}

std::int64_t Fields::number(const char* key) const {
  const json* const value = find(key);
  if (value == nullptr) return 0;
  std::int64_t number = 0;
  if (value->is_number_unsigned()) {
    const auto unsigned_number = value->get<std::uint64_t>();
    if (unsigned_number <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
      return static_cast<std::int64_t>(unsigned_number);
  } else if (value->is_number_integer()) {
    return value->get<std::int64_t>();
  } else if (value->is_string()) {
    const auto& text = value->get_ref<const std::string&>();
    const char* const end = text.data() + text.size();
    const auto [last, error] = std::from_chars(text.data(), end, number);
    if (error == std::errc() && last == end && !text.empty()) return number;
  }
  refuse(Reason::malformed, place_of(key) + " is no 64-bit integer");
}

std::vector<Fields> Fields::objects(const char* key, std::size_t limit) const {
  std::vector<Fields> result;
  const json* const list = find(key);
  if (list == nullptr) return result;
  if (!list->is_array()) refuse(Reason::malformed, place_of(key) + " is no list");
  if (list->size() > limit)
    refuse(Reason::too_large, place_of(key) + " has more than " + std::to_string(limit));
  for (const json& element : *list)
    result.emplace_back(element, place_of(key) + '[' + std::to_string(result.size()) + ']');
  return result;
}

std::vector<std::string> Fields::byte_list(const char* key, std::size_t limit) const {
  std::vector<std::string> result;
  const json* const list = find(key);
  if (list == nullptr) return result;
  if (!list->is_array()) refuse(Reason::malformed, place_of(key) + " is no list");
  if (list->size() > limit)
    refuse(Reason::too_large, place_of(key) + " has more than " + std::to_string(limit));
  for (const json& element : *list) {
    const std::string place = place_of(key) + '[' + std::to_string(result.size()) + ']';
    if (!element.is_string()) refuse(Reason::malformed, place + " is no text");
    result.push_back(decoded(element.get_ref<const std::string&>(), place));
  }
  return result;
}

json parse_document(std::string_view bytes, std::size_t limit, const std::string& name) {
  Result<json> document = parse_json(bytes, {.limit_bytes = limit}, name);
  if (!document)
    refuse(document.error().code == ErrorCode::too_large ? Reason::too_large : Reason::malformed,
           to_string(document.error()));
  if (!document->is_object()) refuse(Reason::malformed, name + " is no JSON object");
  return *std::move(document);
}

std::string decoded(std::string_view text, const std::string& place) {
  std::optional<std::string> bytes = base64_decoded(text);
  if (!bytes) refuse(Reason::malformed, place + " is no base64");
  return *std::move(bytes);
}

}  // namespace prodparity::attest
