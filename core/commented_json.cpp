#include "core/commented_json.h"

#include "core/limits.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity {
namespace {

using nlohmann::json;

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// Reads by recursion, at most limits::json_depth deep. A function that returns false has set the
// error.
class NodeReader {
 public:
  explicit NodeReader(std::string_view text) : text_(text) {}

  Result<JsonNode> document() {
    if (text_.starts_with(byte_order_mark)) at_ = byte_order_mark.size();
    JsonNode root;
    if (!skip_space()) return *error_;
    if (at_ == text_.size())
      return Error{.code = ErrorCode::empty, .message = "nothing is in it", .path = {}};
    root.key_begin = at_;
    if (!value(root, 0) || !skip_space()) return *error_;
    if (at_ != text_.size()) {
      fail(ErrorCode::malformed, "something follows the end of the JSON text", at_);
      return *error_;
    }
    return {boost::system::in_place_value, std::move(root)};
  }

 private:
  bool fail(ErrorCode code, std::string message, std::size_t position) {
    error_ = Error{.code = code,
                   .message = std::move(message),
                   .path = {},
                   .line = line_number_at(text_, position)};
    return false;
  }
  bool ends() {
    return fail(ErrorCode::truncated, "the JSON text ends in mid-document", text_.size());
  }

  bool skip_space() {
    for (;;) {
      at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size());
      const std::string_view rest = text_.substr(at_);
      if (rest.starts_with("//")) {
        const std::size_t start = at_;
        at_ = std::min(text_.find('\n', at_), text_.size());
        // Readers disagree on whether it ends the comment.
        const std::size_t lone = text_.substr(start, at_ - start).find('\r');
        if (lone != std::string_view::npos && start + lone + 1 != at_)
          return fail(ErrorCode::malformed, "a carriage return stands in a comment", start);
      } else if (rest.starts_with("/*")) {
        const std::size_t end = text_.find("*/", at_ + 2);
        if (end == std::string_view::npos) return ends();
        at_ = end + 2;
      } else {
        return true;
      }
    }
  }

  bool value(JsonNode& node, std::size_t depth) {
    if (at_ == text_.size()) return ends();
    node.begin = at_;
    const char first = text_[at_];
    if (first != '{' && first != '[') return scalar(node);
    if (depth == limits::json_depth)
      return fail(ErrorCode::too_deep,
                  "nested deeper than " + std::to_string(limits::json_depth) + " levels", at_);
    node.kind = first == '{' ? JsonKind::object : JsonKind::array;
    ++at_;
    return children(node, depth);
  }

  bool children(JsonNode& node, std::size_t depth) {
    const char close = node.kind == JsonKind::object ? '}' : ']';
    std::set<std::string, std::less<>> keys;
    for (;;) {
      if (!skip_space()) return false;
      if (at_ == text_.size()) return ends();
      if (text_[at_] == close) {
        node.end = ++at_;
        return true;
      }
      if (!node.children.empty() && !node.children.back().comma)
        return fail(ErrorCode::malformed,
                    std::string("not valid JSON: ',' or '") + close + "' is missing", at_);
      JsonNode& child = node.children.emplace_back();
      child.key_begin = at_;
      if (node.kind == JsonKind::object && !key(child, keys)) return false;
      if (!value(child, depth + 1) || !skip_space()) return false;
      if (at_ < text_.size() && text_[at_] == ',') child.comma = at_++;
    }
  }

  bool key(JsonNode& child, std::set<std::string, std::less<>>& keys) {
    if (text_[at_] != '"')
      return fail(ErrorCode::malformed, "not valid JSON: a member's name is missing", at_);
    JsonNode name;
    name.begin = at_;
    if (!scalar(name)) return false;
    child.key = string_at(text_, name);
    if (!keys.insert(child.key).second)
      return fail(ErrorCode::malformed, "the key '" + child.key + "' stands twice in one object",
                  name.begin);
    if (!skip_space()) return false;
    if (at_ == text_.size()) return ends();
    if (text_[at_] != ':') return fail(ErrorCode::malformed, "not valid JSON: ':' is missing", at_);
    ++at_;
    return skip_space();
  }

  bool scalar(JsonNode& node) {
    if (text_[at_] == '"') {
      for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_)
        if (text_[at_] == '\\') ++at_;
      if (at_ >= text_.size()) return ends();
      ++at_;
    } else {
      at_ = std::min(text_.find_first_of(",:[]{}\" \t\r\n/", at_), text_.size());
    }
    node.end = at_;
    if (json::accept(text_.substr(node.begin, node.end - node.begin))) return true;
    return fail(ErrorCode::malformed, "not valid JSON: no value stands here", node.begin);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::optional<Error> error_;
};

json value_of(std::string_view text, const JsonNode& node) {
  if (node.kind == JsonKind::scalar)
    return json::parse(text.substr(node.begin, node.end - node.begin), nullptr, false);
  json value = node.kind == JsonKind::object ? json::object() : json::array();
  for (const JsonNode& child : node.children) {
    if (node.kind == JsonKind::object)
      value[child.key] = value_of(text, child);
    else
      value.push_back(value_of(text, child));
  }
  return value;
}

}  // namespace

const JsonNode* JsonNode::member(std::string_view name) const {
  if (kind != JsonKind::object) return nullptr;
  const auto found = std::ranges::find(children, name, &JsonNode::key);
  return found == children.end() ? nullptr : &*found;
}

Result<JsonNode> parse_commented_json(std::string_view text) {
  if (text.size() > limits::config_bytes)
    return Error{.code = ErrorCode::too_large,
                 .message = "larger than " + std::to_string(limits::config_bytes) + " bytes",
                 .path = {}};
  return NodeReader(text).document();
}

std::size_t line_number_at(std::string_view text, std::size_t position) {
  const std::string_view before = text.substr(0, std::min(position, text.size()));
  return 1 + static_cast<std::size_t>(std::ranges::count(before, '\n'));
}

std::string string_at(std::string_view text, const JsonNode& node) {
  if (node.kind != JsonKind::scalar) return {};
  const json value = value_of(text, node);
  return value.is_string() ? value.get<std::string>() : std::string();
}

bool same_value(std::string_view text, const JsonNode& node, std::string_view other_text,
                const JsonNode& other) {
  return value_of(text, node) == value_of(other_text, other);
}

}  // namespace prodparity
