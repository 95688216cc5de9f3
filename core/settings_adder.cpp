#include "core/settings_adder.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

class Adder {
 public:
  Adder(std::string_view text, std::string_view wanted_text, const JsonNode& root)
      : text_(text), wanted_text_(wanted_text) {
    const std::size_t line_end = text.find('\n');
    if (line_end != std::string_view::npos && line_end > 0 && text[line_end - 1] == '\r')
      line_break_ = "\r\n";
    if (root.children.empty()) return;
    const std::string unit = indentation_at(root.children.front().key_begin).value_or("");
    if (!unit.empty()) unit_ = unit;
  }

  std::optional<Error> merge(const JsonNode& here, const JsonNode& wanted) {
    std::vector<const JsonNode*> missing;
    for (const JsonNode& part : wanted.children) {
      const JsonNode* const there =
          wanted.kind == JsonKind::array ? nullptr : here.member(part.key);
      if (there == nullptr) {
        if (part.kind == JsonKind::scalar && wanted.kind == JsonKind::object)
          return wrong("'" + part.key + "' is missing; it must be " + wanted_slice(part), here);
        missing.push_back(&part);
      } else if (there->kind != part.kind) {
        return wrong("'" + part.key + "' is no " + name_of(part.kind), *there);
      } else if (part.kind == JsonKind::scalar) {
        if (!same_value(text_, *there, wanted_text_, part))
          return wrong("'" + part.key + "' is not " + wanted_slice(part), *there);
      } else if (auto error = merge(*there, part)) {
        return error;
      }
    }
    if (!missing.empty()) insert(here, missing);
    return std::nullopt;
  }

  std::vector<TextEdit> edits() { return std::move(edits_); }

 private:
  Error wrong(std::string message, const JsonNode& node) const {
    return {.code = ErrorCode::wrong_config,
            .message = std::move(message),
            .path = {},
            .line = line_number_at(text_, node.key_begin)};
  }
  static std::string name_of(JsonKind kind) {
    if (kind == JsonKind::object) return "object";
    return kind == JsonKind::array ? "list" : "single value";
  }
  std::string wanted_slice(const JsonNode& node) const {
    return std::string(wanted_text_.substr(node.begin, node.end - node.begin));
  }

  // The white space before `position`, where nothing else stands before it on its line.
  std::optional<std::string> indentation_at(std::size_t position) const {
    std::size_t at = position;
    while (at > 0 && (text_[at - 1] == ' ' || text_[at - 1] == '\t'))
      --at;
    if (at == 0 || text_[at - 1] != '\n') return std::nullopt;
    return std::string(text_.substr(at, position - at));
  }
  // Of the line that `position` is on.
  std::string line_indentation(std::size_t position) const {
    const std::size_t before =
        position == 0 ? std::string_view::npos : text_.rfind('\n', position - 1);
    const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
    const std::size_t end = std::min(text_.find_first_not_of(" \t", begin), position);
    return std::string(text_.substr(begin, end - begin));
  }

  // An entry of a list is one line where the wanted text has one; all else is laid out anew, so
  // that what is made for entries has the mark of it (core/settings_remover.cpp).
  std::string rendered(const JsonNode& node, const std::string& indentation) const {
    std::string text;
    if (!node.key.empty()) text = '"' + node.key + "\": ";
    const bool made = !node.key.empty() && node.kind != JsonKind::scalar;
    if (!made && wanted_slice(node).find('\n') == std::string::npos)
      return text + wanted_slice(node);
    text += node.kind == JsonKind::object ? '{' : '[';
    for (const JsonNode& child : node.children) {
      text += line_break_ + indentation + unit_ + rendered(child, indentation + unit_);
      if (&child != &node.children.back()) text += ',';
    }
    text += line_break_ + indentation;
    return text + (node.kind == JsonKind::object ? '}' : ']');
  }

  // Where the line of the last child ends, behind its comma and comments; none where more stands
  // on that line.
  std::optional<std::size_t> line_end_behind(std::size_t position) const {
    for (;;) {
      position = std::min(text_.find_first_not_of(" \t", position), text_.size());
      const std::string_view rest = text_.substr(position);
      if (rest.starts_with('\n') || rest.starts_with("\r\n")) return position;
      if (rest.starts_with("//")) {
        const std::size_t end = text_.find('\n', position);  // a bracket follows: there is one
        return text_[end - 1] == '\r' ? end - 1 : end;
      }
      const std::size_t end = rest.starts_with("/*") ? rest.find("*/", 2) : std::string_view::npos;
      if (end == std::string_view::npos || rest.substr(0, end).find('\n') != std::string_view::npos)
        return std::nullopt;
      position += end + 2;
    }
  }

  void insert(const JsonNode& here, const std::vector<const JsonNode*>& missing) {
    if (here.children.empty()) return fill(here, missing);
    const JsonNode& last = here.children.back();
    const std::size_t behind = last.comma ? *last.comma + 1 : last.end;
    const std::optional<std::size_t> line_end = line_end_behind(behind);
    if (!last.comma) edits_.push_back({.position = last.end, .erased = 0, .inserted = ","});
    std::string indentation = line_indentation(here.begin);
    if (line_end) indentation = indentation_at(last.key_begin).value_or(indentation + unit_);
    const std::string before = line_end ? line_break_ + indentation : " ";
    std::string text;
    for (const JsonNode* const part : missing)
      text += (part == missing.front() ? "" : ",") + before + rendered(*part, indentation);
    if (last.comma) text += ',';
    edits_.push_back(
        {.position = line_end.value_or(behind), .erased = 0, .inserted = std::move(text)});
  }

  // Into what was there and empty: without white space behind the bracket, by which it is known
  // for one that was there (core/settings_remover.cpp).
  void fill(const JsonNode& here, const std::vector<const JsonNode*>& missing) {
    const std::string indentation = line_indentation(here.begin) + unit_;
    std::string text;
    for (const JsonNode* const part : missing) {
      if (!text.empty()) text += ',' + line_break_ + indentation;
      text += rendered(*part, indentation);
    }
    edits_.push_back({.position = here.begin + 1, .erased = 0, .inserted = std::move(text)});
  }

  std::string_view text_;
  std::string_view wanted_text_;
  std::string line_break_ = "\n";
  std::string unit_ = "  ";
  std::vector<TextEdit> edits_;
};

}  // namespace

Result<std::vector<TextEdit>> addition_of_entries(std::string_view text, const JsonNode& root,
                                                  std::string_view wanted_text,
                                                  const JsonNode& wanted) {
  Adder adder(text, wanted_text, root);
  if (std::optional<Error> error = adder.merge(root, wanted)) return *std::move(error);
  return adder.edits();
}

}  // namespace prodparity
