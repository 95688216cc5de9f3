#pragma once

#include "core/json.h"
#include "core/limits.h"
#include "core/result.h"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

// A value with the RFC 6901 pointer that names it, for the line in an error.
struct ConfigValue {
  const nlohmann::json& value;
  std::string pointer;
};

// A configuration file as JSON with comments. Errors: wrong_config, with the line.
Result<nlohmann::json> parse_config(std::string_view bytes, std::string_view path);

class ConfigReader;

// One key of an object and what reads its value.
template <class T>
struct ConfigField {
  const char* key;
  void (*read)(ConfigReader& reader, const ConfigValue& at, T& target);
};

// Reads a configuration document value by value. The first thing that is wrong stays in error(),
// with file and line; after it every reading is empty and does nothing.
class ConfigReader {
 public:
  ConfigReader(std::string_view text, std::string_view path) : text_(text), path_(path) {}

  const std::optional<Error>& error() const { return error_; }
  void fail(const ConfigValue& at, const std::string& message);

  std::string text(const ConfigValue& at);  // at most limits::pattern_bytes
  std::string non_empty_text(const ConfigValue& at);
  bool boolean(const ConfigValue& at);
  std::vector<std::string> texts(const ConfigValue& at);  // a list of non-empty strings
  std::string regexp(const ConfigValue& at);              // compiles under RE2
  void each(const ConfigValue& at,
            const std::function<void(const ConfigValue&, std::size_t)>& visit);

  // A list of words that `parse` knows.
  template <class T, class Parse>
  std::vector<T> words(const ConfigValue& at, Parse parse, std::string_view what) {
    std::vector<T> found;
    each(at, [&](const ConfigValue& element, std::size_t) {
      const std::string word = text(element);
      if (error_) return;
      if (const std::optional<T> value = parse(word))
        found.push_back(*value);
      else
        fail(element, "'" + word + "' is no " + std::string(what));
    });
    return found;
  }

  template <class T>
  void object(const ConfigValue& at, std::span<const ConfigField<T>> fields, std::string_view what,
              T& target) {
    for (const std::string& key : keys(at, what)) {
      const ConfigValue value = member(at, key);
      const ConfigField<T>* known = nullptr;
      for (const ConfigField<T>& field : fields) {
        if (key == field.key) known = &field;
      }
      if (known == nullptr)
        fail(value, "unknown key '" + key + "' in " + std::string(what));
      else
        known->read(*this, value, target);
      if (error_) return;
    }
  }

  bool has(const ConfigValue& at, const char* key) const;

 private:
  std::vector<std::string> keys(const ConfigValue& at, std::string_view what);
  static ConfigValue member(const ConfigValue& at, const std::string& key);

  std::string_view text_;
  std::string_view path_;
  std::optional<Error> error_;
};

}  // namespace prodparity
