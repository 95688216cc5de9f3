#include "tests/support/mutations.h"

#include "core/base64.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace prodparity::test {
namespace {

using nlohmann::json;

const std::string doubled_mark = "#doubled";

bool is_number(const std::string& text) {
  return !text.empty() && text.size() < 19 &&
         text.find_first_not_of("0123456789") == std::string::npos;
}

std::vector<json> changed_text(const std::string& text) {
  if (is_number(text)) return {std::to_string(std::stoll(text) + 1)};
  std::vector<json> changed;
  const std::optional<std::string> bytes = base64_decoded(text);
  const std::string& from = bytes ? *bytes : text;
  for (const std::size_t at : {std::size_t{0}, from.size() / 2, from.size() - 1}) {
    if (from.empty()) break;
    std::string other = from;
    other[at] = static_cast<char>(other[at] ^ 1);
    changed.emplace_back(bytes ? base64_encoded(other) : other);
  }
  return changed;
}

std::vector<json> changed(const json& value) {
  if (value.is_string()) return changed_text(value.get<std::string>());
  if (value.is_number_integer()) return {value.get<std::int64_t>() + 1};
  if (value.is_boolean()) return {!value.get<bool>()};
  return {};
}

json emptied(const json& value) {
  if (value.is_string()) return "";
  if (value.is_array()) return json::array();
  if (value.is_object()) return json::object();
  return 0;
}

std::vector<std::string> places_of(const json& document, const std::string& at = {}) {
  std::vector<std::string> places;
  for (const auto& [key, value] : document.items()) {
    std::string token;
    for (const char c : key)
      token += c == '/' ? "~1" : std::string(1, c);
    const std::string place = at + '/' + token;
    places.push_back(place);
    if (!value.is_structured()) continue;
    for (std::string& inner : places_of(value, place))
      places.push_back(std::move(inner));
  }
  return places;
}

void remove(json& parent, const std::string& key) {
  if (parent.is_array()) {
    parent.erase(std::stoul(key));
  } else {
    parent.erase(key);
  }
}

void double_it(json& parent, const std::string& key, const json& value) {
  if (parent.is_array()) {
    parent.push_back(value);
  } else {
    parent[key + doubled_mark] = value;
  }
}

}  // namespace

std::vector<Mutation> mutations_of(
    const json& document, const json& other,
    const std::function<bool(const std::string& place)>& doubles_member) {
  std::vector<Mutation> all;
  for (const std::string& place : places_of(document)) {
    const json::json_pointer pointer(place);
    const json& value = document.at(pointer);
    const auto add = [&](const char* kind, const std::function<void(json&)>& change) {
      Mutation mutation{.place = place, .kind = kind, .document = document};
      change(mutation.document);
      if (mutation.document != document) all.push_back(std::move(mutation));
    };
    const auto set = [&](const char* kind, const json& to) {
      add(kind, [&](json& one) { one[pointer] = to; });
    };
    for (const json& to : changed(value))
      set("changed", to);
    if (value.is_string()) set("extended", value.get<std::string>() + "A");
    set("emptied", emptied(value));
    set("null", nullptr);
    add("removed", [&](json& one) { remove(one[pointer.parent_pointer()], pointer.back()); });
    if (document.at(pointer.parent_pointer()).is_array() || doubles_member(place))
      add("doubled",
          [&](json& one) { double_it(one[pointer.parent_pointer()], pointer.back(), value); });
    if (other.contains(pointer)) set("swapped", other.at(pointer));
  }
  return all;
}

std::string text_of(const json& document) {
  std::string text = document.dump();
  for (std::size_t at = 0; (at = text.find(doubled_mark + "\":", at)) != std::string::npos;)
    text.erase(at, doubled_mark.size());
  return text;
}

}  // namespace prodparity::test
