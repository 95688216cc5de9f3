#pragma once

#include "core/result.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// JSON as people keep it in settings files: with comments (// and /* */) and commas behind the
// last element. What is read is where everything stands, so that text can be put in and taken out
// while every other byte stays. Pure.
namespace prodparity {

enum class JsonKind { object, array, scalar };

// One value of the text. Positions are bytes from its beginning.
struct JsonNode {
  JsonKind kind = JsonKind::scalar;
  std::size_t begin = 0;  // the value is [begin, end)
  std::size_t end = 0;
  std::size_t key_begin = 0;         // of a member; else `begin`
  std::string key;                   // of a member, decoded
  std::optional<std::size_t> comma;  // the one behind it
  std::vector<JsonNode> children;    // of an object or array, in their order

  const JsonNode* member(std::string_view name) const;  // null: there is none, or it is no object
};

// The whole text: one value. A byte order mark before it is passed over. Errors: too_large
// (limits::config_bytes), empty, truncated, malformed (with the line; also a key that stands twice
// in one object, on which readers disagree), too_deep (limits::json_depth).
Result<JsonNode> parse_commented_json(std::string_view text);

// 1-based.
std::size_t line_number_at(std::string_view text, std::size_t position);

// A string's content, decoded; empty for every other value.
std::string string_at(std::string_view text, const JsonNode& node);

// Whether both mean the same, however they are written and in whatever order their members stand.
bool same_value(std::string_view text, const JsonNode& node, std::string_view other_text,
                const JsonNode& other);

}  // namespace prodparity
