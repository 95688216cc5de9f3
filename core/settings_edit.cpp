#include "core/settings_edit.h"

#include "core/commented_json.h"
#include "core/settings_adder.h"
#include "core/settings_remover.h"
#include "core/text_edit.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

// Every part of `wanted` is in `here`, wherever in its list.
bool contains_all(std::string_view text, const JsonNode& here, std::string_view wanted_text,
                  const JsonNode& wanted) {
  if (here.kind != wanted.kind) return false;
  if (wanted.kind == JsonKind::scalar) return same_value(text, here, wanted_text, wanted);
  return std::ranges::all_of(wanted.children, [&](const JsonNode& part) {
    if (wanted.kind == JsonKind::object) {
      const JsonNode* const there = here.member(part.key);
      return there != nullptr && contains_all(text, *there, wanted_text, part);
    }
    return std::ranges::any_of(here.children, [&](const JsonNode& there) {
      return same_value(text, there, wanted_text, part);
    });
  });
}

Result<JsonNode> parse_object(std::string_view text) {
  Result<JsonNode> root = parse_commented_json(text);
  if (root && root->kind != JsonKind::object)
    return Error{.code = ErrorCode::wrong_config,
                 .message = "it is no JSON object",
                 .path = {},
                 .line = line_number_at(text, root->begin)};
  return root;
}

std::string without_entries(std::string_view settings, const JsonNode& root, const OwnMarks& own) {
  return edited(settings, removal_of_entries(settings, root, own));
}

// Only scalars that we want to stand in the file.
bool has_nothing_else(std::string_view settings, std::string_view wanted) {
  const Result<JsonNode> root = parse_object(settings);
  const Result<JsonNode> parts = parse_object(wanted);
  if (!root || !parts) return false;
  std::size_t at = 0;
  for (const JsonNode& child : root->children) {
    const JsonNode* const part = parts->member(child.key);
    if (part == nullptr || part->kind != JsonKind::scalar) return false;
    if (settings.substr(at, child.key_begin - at).find('/') != std::string_view::npos) return false;
    at = child.end;
  }
  return settings.substr(at).find('/') == std::string_view::npos;
}

}  // namespace

Result<std::string> add_entries(std::string_view settings, std::string_view wanted,
                                const OwnMarks& own) {
  const Result<JsonNode> entries = parse_object(wanted);
  if (!entries) return entries.error();
  const Result<JsonNode> given = parse_object(settings);
  if (!given) return given.error();
  if (contains_all(settings, *given, wanted, *entries) &&
      count_own_entries(settings, *given, own) == count_own_entries(wanted, *entries, own))
    return std::string(settings);
  const std::string before = without_entries(settings, *given, own);
  const Result<JsonNode> root = parse_object(before);
  if (!root) return root.error();
  Result<std::vector<TextEdit>> edits = addition_of_entries(before, *root, wanted, *entries);
  if (!edits) return edits.error();
  std::string result = edited(before, *std::move(edits));
  const Result<Removal> again = remove_entries(result, wanted, own);
  if (!again) return again.error();  // too large, with them
  if (again->bytes != before)
    return Error{.code = ErrorCode::unsupported,
                 .message =
                     "the entries could not be taken out again exactly: this is a bug, "
                     "please report it; nothing is written",
                 .path = {}};
  return result;
}

std::string with_entries(const std::string& text, std::string_view more) {
  const Result<JsonNode> root = parse_object(text);
  const Result<JsonNode> wanted = parse_object(more);
  if (!root || !wanted) return text;
  Result<std::vector<TextEdit>> edits = addition_of_entries(text, *root, more, *wanted);
  return edits ? edited(text, *std::move(edits)) : text;
}

Result<Removal> remove_entries(std::string_view settings, std::string_view wanted,
                               const OwnMarks& own) {
  const Result<JsonNode> root = parse_object(settings);
  if (!root) return root.error();
  Removal removal{.bytes = without_entries(settings, *root, own)};
  removal.nothing_left = has_nothing_else(removal.bytes, wanted);
  return removal;
}

Result<std::size_t> count_entries(std::string_view settings, const OwnMarks& own) {
  const Result<JsonNode> root = parse_object(settings);
  if (!root) return root.error();
  return count_own_entries(settings, *root, own);
}

}  // namespace prodparity
