#include "core/drift/config_reader.h"

#include <re2/re2.h>

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace prodparity {
namespace {

// RFC 6901: "~" is "~0", "/" is "~1".
std::string escaped(const std::string& key) {
  std::string text;
  for (const char c : key) {
    if (c == '~')
      text += "~0";
    else if (c == '/')
      text += "~1";
    else
      text += c;
  }
  return text;
}

std::string name_of(const ConfigValue& at) {
  return at.pointer.empty() ? "the document" : at.pointer.substr(1);
}

}  // namespace

Result<nlohmann::json> parse_config(std::string_view bytes, std::string_view path) {
  Result<nlohmann::json> document = parse_json(bytes, {.comments = true}, path);
  if (document) return document;
  Error error = document.error();
  error.code = ErrorCode::wrong_config;
  return error;
}

void ConfigReader::fail(const ConfigValue& at, const std::string& message) {
  if (error_) return;
  error_ = Error{.code = ErrorCode::wrong_config,
                 .message = message,
                 .path = std::string(path_),
                 .line = at.pointer.empty() ? 1 : line_of(text_, at.pointer)};
}

std::string ConfigReader::text(const ConfigValue& at) {
  if (error_) return {};
  if (!at.value.is_string()) {
    fail(at, name_of(at) + " must be a string");
    return {};
  }
  auto found = at.value.get<std::string>();
  if (found.size() <= limits::pattern_bytes) return found;
  fail(at, name_of(at) + " is longer than " + std::to_string(limits::pattern_bytes) + " bytes");
  return {};
}

std::string ConfigReader::non_empty_text(const ConfigValue& at) {
  std::string found = text(at);
  if (found.empty()) fail(at, name_of(at) + " must not be empty");
  return found;
}

bool ConfigReader::boolean(const ConfigValue& at) {
  if (error_) return false;
  if (at.value.is_boolean()) return at.value.get<bool>();
  fail(at, name_of(at) + " must be true or false");
  return false;
}

void ConfigReader::each(const ConfigValue& at,
                        const std::function<void(const ConfigValue&, std::size_t)>& visit) {
  if (error_) return;
  if (!at.value.is_array()) return fail(at, name_of(at) + " must be a list");
  if (at.value.size() > limits::rules)
    return fail(at, name_of(at) + " has more than " + std::to_string(limits::rules) + " entries");
  for (std::size_t i = 0; i < at.value.size() && !error_; ++i)
    visit({at.value.at(i), at.pointer + '/' + std::to_string(i)}, i);
}

std::vector<std::string> ConfigReader::texts(const ConfigValue& at) {
  std::vector<std::string> found;
  each(at,
       [&](const ConfigValue& element, std::size_t) { found.push_back(non_empty_text(element)); });
  return found;
}

std::string ConfigReader::regexp(const ConfigValue& at) {
  std::string expression = non_empty_text(at);
  if (error_) return {};
  const RE2 compiled(expression, RE2::Quiet);
  if (!compiled.ok()) fail(at, name_of(at) + " is no RE2 expression: " + compiled.error());
  return expression;
}

bool ConfigReader::has(const ConfigValue& at, const char* key) const {
  return at.value.is_object() && at.value.contains(key);
}

std::vector<std::string> ConfigReader::keys(const ConfigValue& at, std::string_view what) {
  std::vector<std::string> found;
  if (error_) return found;
  if (!at.value.is_object()) {
    fail(at, std::string(what) + " must be an object");
    return found;
  }
  for (const auto& [key, value] : at.value.items())
    found.push_back(key);
  return found;
}

ConfigValue ConfigReader::member(const ConfigValue& at, const std::string& key) {
  return {at.value.at(key), at.pointer + '/' + escaped(key)};
}

}  // namespace prodparity
