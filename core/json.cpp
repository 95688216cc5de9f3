#include "core/json.h"

#include "core/limits.h"
#include "core/result.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

using Json = nlohmann::json;

std::size_t line_at(std::string_view text, std::size_t position) {
  const std::string_view before = text.substr(0, std::min(position, text.size()));
  return 1 + static_cast<std::size_t>(std::ranges::count(before, '\n'));
}

// RFC 6901: '~' and '/' inside a key.
std::string escaped(std::string_view key) {
  std::string text;
  for (const char c : key) {
    if (c == '~') {
      text += "~0";
    } else if (c == '/') {
      text += "~1";
    } else {
      text += c;
    }
  }
  return text;
}

// Builds the value as nlohmann's own parser would, but stops at the depth bound and at a repeated
// key. Names and signatures are nlohmann's SAX contract.
class Builder {
 public:
  Builder(std::string_view bytes, bool unique_keys) : bytes_(bytes), unique_keys_(unique_keys) {}

  bool null() { return put(nullptr); }
  bool boolean(bool value) { return put(value); }
  bool number_integer(std::int64_t value) { return put(value); }
  bool number_unsigned(std::uint64_t value) { return put(value); }
  bool number_float(double value, const std::string&) { return put(value); }
  bool string(std::string& value) { return put(std::move(value)); }
  bool binary(Json::binary_t&) { return false; }  // JSON text has none
  bool start_object(std::size_t) { return open(Json::object()); }
  bool start_array(std::size_t) { return open(Json::array()); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool key(std::string& name) {
    Json& object = *open_.back();
    if (unique_keys_ && object.contains(name)) {
      error_ = Error{.code = ErrorCode::malformed,
                     .message = "the key '" + name + "' stands twice in one object",
                     .path = {},
                     .line = line_of(bytes_, pointer() + '/' + escaped(name))};
      return false;
    }
    keys_.back() = std::move(name);
    return true;
  }

  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception& exception) {
    const bool at_end = position > bytes_.size();
    std::string_view what = exception.what();
    if (const auto start = what.find("syntax error"); start != std::string_view::npos)
      what.remove_prefix(start);
    error_ = Error{.code = at_end ? ErrorCode::truncated : ErrorCode::malformed,
                   .message = at_end ? std::string("the JSON text ends in mid-document")
                                     : "not valid JSON: " + std::string(what),
                   .path = {},
                   .line = line_at(bytes_, position)};
    return false;
  }

  std::optional<Error> error_;
  Json root_;

 private:
  bool open(Json&& container) {
    if (open_.size() == limits::json_depth) {
      error_ =
          Error{.code = ErrorCode::too_deep,
                .message = "nested deeper than " + std::to_string(limits::json_depth) + " levels",
                .path = {},
                .line = line_of(bytes_, pointer())};
      return false;
    }
    open_.push_back(place(std::move(container)));
    keys_.emplace_back();
    return true;
  }

  bool close() {
    open_.pop_back();
    keys_.pop_back();
    return true;
  }

  bool put(Json&& value) {
    place(std::move(value));
    return true;
  }

  // Pointers stay valid: only the innermost open container grows, and nothing points into it yet.
  Json* place(Json&& value) {
    if (open_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    Json& parent = *open_.back();
    if (parent.is_array()) {
      parent.push_back(std::move(value));
      return &parent.back();
    }
    Json& slot = parent[keys_.back()];
    slot = std::move(value);
    return &slot;
  }

  // Of the innermost open container.
  std::string pointer() const {
    std::string text;
    for (std::size_t i = 0; i + 1 < open_.size(); ++i) {
      text += '/';
      text += open_[i]->is_array() ? std::to_string(open_[i]->size() - 1) : escaped(keys_[i]);
    }
    return text;
  }

  std::string_view bytes_;
  bool unique_keys_;
  std::vector<Json*> open_;
  std::vector<std::string> keys_;
};

// Walks JSON text by tokens to find where one value begins. It trusts the text to be valid and
// only promises to end and to stay inside it when it is not.
class PlaceFinder {
 public:
  explicit PlaceFinder(std::string_view text) : text_(text) {}

  // The last of several values of one name: the one that readers keep, or the repetition that
  // an error is about.
  std::optional<std::size_t> find(const std::vector<std::string>& path) {
    value(path, 0, true, 0);
    return found_;
  }

 private:
  void white_space() {
    while (at_ < text_.size()) {
      const std::string_view rest = text_.substr(at_);
      if (rest.starts_with("//")) {
        // As nlohmann ends such a comment: also at a carriage return and at a NUL.
        at_ = std::min(text_.find_first_of(std::string_view("\n\r\0", 3), at_), text_.size());
        if (at_ < text_.size()) ++at_;
      } else if (rest.starts_with("/*")) {
        const std::size_t end = text_.find("*/", at_ + 2);
        at_ = end == std::string_view::npos ? text_.size() : end + 2;
      } else if (std::string_view(" \t\r\n\xEF\xBB\xBF").find(rest.front()) !=
                 std::string_view::npos) {
        ++at_;
      } else {
        return;
      }
    }
  }

  // A string's raw inside; at_ stands behind it.
  std::string_view string() {
    const std::size_t begin = ++at_;
    while (at_ < text_.size() && text_[at_] != '"')
      at_ += text_[at_] == '\\' ? 2U : 1U;
    at_ = std::min(at_, text_.size());
    const std::string_view inside = text_.substr(begin, at_ - begin);
    at_ = std::min(at_ + 1, text_.size());
    return inside;
  }

  static bool equal(std::string_view raw, const std::string& name) {
    if (raw == name) return true;
    if (raw.find('\\') == std::string_view::npos) return false;
    const Json decoded = Json::parse('"' + std::string(raw) + '"', nullptr, false);
    return decoded.is_string() && decoded.get_ref<const std::string&>() == name;
  }

  // `wanted`: every step so far matched the path's first `steps`.
  void value(const std::vector<std::string>& path, std::size_t steps, bool wanted,
             std::size_t depth) {
    white_space();
    if (at_ >= text_.size()) return;
    if (wanted && steps == path.size()) found_ = at_;
    const char first = text_[at_];
    if (first == '"') {
      string();
    } else if ((first == '{' || first == '[') && depth > limits::json_depth) {
      at_ = text_.size();
    } else if (first == '{' || first == '[') {
      ++at_;
      members(first == '{', path, steps, wanted && steps < path.size(), depth);
    } else {
      at_ = std::min(text_.find_first_of(",]} \t\r\n/", at_ + 1), text_.size());
    }
  }

  void members(bool object, const std::vector<std::string>& path, std::size_t steps, bool wanted,
               std::size_t depth) {
    for (std::size_t index = 0;; ++index) {
      white_space();
      if (at_ >= text_.size()) return;
      if (text_[at_] == ']' || text_[at_] == '}') {
        ++at_;
        return;
      }
      bool matches = wanted && !object && path[steps] == std::to_string(index);
      if (object && text_[at_] == '"') {
        const std::string_view name = string();
        matches = wanted && equal(name, path[steps]);
        white_space();
        if (at_ < text_.size() && text_[at_] == ':') ++at_;
      }
      value(path, steps + (matches ? 1 : 0), matches, depth + 1);
      white_space();
      if (at_ < text_.size() && text_[at_] == ',') ++at_;
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::optional<std::size_t> found_;
};

std::optional<std::vector<std::string>> pointer_steps(std::string_view pointer) {
  std::vector<std::string> steps;
  if (!pointer.empty() && pointer.front() != '/') return std::nullopt;
  for (std::size_t i = 0; i < pointer.size(); ++i) {
    if (pointer[i] == '/') {
      steps.emplace_back();
    } else if (pointer.substr(i).starts_with("~1")) {
      steps.back() += '/';
      ++i;
    } else if (pointer.substr(i).starts_with("~0")) {
      steps.back() += '~';
      ++i;
    } else {
      steps.back() += pointer[i];
    }
  }
  return steps;
}

}  // namespace

Result<Json> parse_json(std::string_view bytes, const JsonRules& rules, std::string_view path) {
  if (bytes.size() > rules.limit_bytes)
    return Error{.code = ErrorCode::too_large,
                 .message = "larger than " + std::to_string(rules.limit_bytes) + " bytes",
                 .path = std::string(path)};
  if (bytes.find_first_not_of(" \t\r\n") == std::string_view::npos)
    return Error{
        .code = ErrorCode::empty, .message = "nothing is in it", .path = std::string(path)};
  Builder builder(bytes, rules.unique_keys);
  if (!Json::sax_parse(bytes, &builder, Json::input_format_t::json, true, rules.comments)) {
    Error error = builder.error_.value_or(
        Error{.code = ErrorCode::malformed, .message = "not valid JSON", .path = {}});
    error.path = path;
    return error;
  }
  // Named, since a Json value could as well become an Error by its conversions.
  return {boost::system::in_place_value, std::move(builder.root_)};
}

std::string dump_json(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string text_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::size_t number_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number_unsigned() ? found->get<std::size_t>() : 0;
}

Json part_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() ? Json(nullptr) : *found;
}

void append_json_text(std::string& json, std::string_view text) {
  const bool plain = std::ranges::all_of(
      text, [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; });
  if (!plain) {
    json += dump_json(Json(text));
    return;
  }
  json += '"';
  json += text;
  json += '"';
}

std::size_t line_of(std::string_view text, std::string_view pointer) {
  const auto steps = pointer_steps(pointer);
  if (!steps) return 0;
  const auto found = PlaceFinder(text).find(*steps);
  return found ? line_at(text, *found) : 0;
}

}  // namespace prodparity
