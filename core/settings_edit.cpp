#include "core/settings_edit.h"

#include "core/commented_json.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

constexpr std::string_view white_space = " \t\r\n";

struct Edit {
  std::size_t position = 0;
  std::size_t erased = 0;
  std::string inserted;
};

std::string edited(std::string_view text, std::vector<Edit> edits) {
  std::ranges::stable_sort(edits, {}, &Edit::position);
  std::string result;
  std::size_t at = 0;
  for (const Edit& edit : edits) {
    result += text.substr(at, edit.position - at);
    result += edit.inserted;
    at = edit.position + edit.erased;
  }
  result += text.substr(at);
  return result;
}

// ---- what is ours ----

// A shell command with the program as a word of its own, and `hook --agent` behind it.
bool calls_hook(std::string_view command, const std::string& program) {
  const std::string call = program + " hook --agent";
  for (std::size_t at = command.find(call); at != std::string_view::npos;
       at = command.find(call, at + 1)) {
    if (at == 0 || std::string_view(" \t\n;&|('\"").find(command[at - 1]) != std::string_view::npos)
      return true;
  }
  return false;
}

bool has_hook_arguments(std::string_view text, const JsonNode& entry) {
  const JsonNode* const arguments = entry.member("args");
  return arguments != nullptr && arguments->children.size() >= 2 &&
         string_at(text, arguments->children[0]) == "hook" &&
         string_at(text, arguments->children[1]).starts_with("--agent");
}

class Own {
 public:
  Own(std::string_view text, const OwnMarks& marks) : text_(text), marks_(marks) {}

  // An entry that calls our program.
  bool is_call(const JsonNode& node) const {
    for (const std::string_view name : {"command", "exec", "bash"}) {
      const JsonNode* const member = node.member(name);
      if (member == nullptr) continue;
      const std::string command = string_at(text_, *member);
      if (calls_hook(command, marks_.program)) return true;
      if (command == marks_.program && has_hook_arguments(text_, node)) return true;
    }
    return false;
  }
  // An entry, or a group {"matcher", "hooks": [...]} of nothing but such.
  bool is_entry(const JsonNode& node) const {
    if (is_call(node)) return true;
    const JsonNode* const group = node.member("hooks");
    return group != nullptr && group->kind == JsonKind::array && !group->children.empty() &&
           std::ranges::all_of(group->children, [&](const JsonNode& one) { return is_call(one); });
  }
  bool is_plugin(const JsonNode& node) const {
    return !marks_.plugin.empty() && string_at(text_, node) == marks_.plugin;
  }
  std::size_t count(const JsonNode& root) const {
    const JsonNode* const hooks = root.member("hooks");
    const JsonNode* const plugins = root.member("plugin");
    std::size_t sum = hooks == nullptr ? 0 : calls_in(*hooks);
    if (plugins != nullptr && plugins->kind == JsonKind::array)
      sum += static_cast<std::size_t>(std::ranges::count_if(
          plugins->children, [&](const JsonNode& one) { return is_plugin(one); }));
    return sum;
  }

 private:
  std::size_t calls_in(const JsonNode& node) const {
    std::size_t sum = 0;
    for (const JsonNode& child : node.children)
      sum += node.kind == JsonKind::array && is_call(child) ? 1 : calls_in(child);
    return sum;
  }

  std::string_view text_;
  const OwnMarks& marks_;
};

// ---- taking out ----

class Remover {
 public:
  Remover(std::string_view text, const OwnMarks& marks) : text_(text), own_(text, marks) {}

  std::vector<Edit> edits(const JsonNode& root) {
    std::vector<bool> gone;
    for (const JsonNode& child : root.children) {
      const bool plugins = child.key == "plugin" && child.kind == JsonKind::array;
      gone.push_back((plugins || child.key == "hooks") && take_out(child, plugins));
    }
    if (std::ranges::find(gone, true) != gone.end()) erase(root, gone, edits_);
    return std::move(edits_);
  }

 private:
  // Whether the whole of it goes; else what goes in it is noted.
  bool take_out(const JsonNode& node, bool plugins) {
    std::vector<bool> gone;
    const std::size_t before = edits_.size();
    for (const JsonNode& child : node.children) {
      if (plugins)
        gone.push_back(own_.is_plugin(child));
      else
        gone.push_back((node.kind == JsonKind::array && own_.is_entry(child)) ||
                       take_out(child, false));
    }
    if (std::ranges::find(gone, true) == gone.end()) return false;
    if (std::ranges::find(gone, false) == gone.end() && was_made(node)) {
      edits_.resize(before);
      return true;
    }
    erase(node, gone, edits_);
    return false;
  }

  // Ours have white space behind their bracket; what was there and empty was filled without (see
  // Adder). A comment in it is somebody's.
  bool was_made(const JsonNode& node) const {
    std::size_t at = node.begin + 1;
    const bool mark = white_space.find(text_[at]) != std::string_view::npos;
    const auto is_bare = [&](std::size_t from, std::size_t to) {
      const std::string_view between = text_.substr(from, to - from);
      return between.find_first_not_of(" \t\r\n,") == std::string_view::npos;
    };
    for (const JsonNode& child : node.children) {
      if (!is_bare(at, child.key_begin)) return false;
      at = child.end;
    }
    return mark && is_bare(at, node.end - 1);
  }

  void erase(const JsonNode& node, const std::vector<bool>& gone, std::vector<Edit>& edits) const {
    std::optional<std::size_t> last_kept;
    std::size_t behind = node.begin + 1;  // the token before
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      const JsonNode& child = node.children[i];
      if (gone[i]) {
        const std::size_t begin = space_before(child, behind);
        edits.push_back({.position = begin, .erased = child.end - begin, .inserted = {}});
        if (child.comma) edits.push_back({.position = *child.comma, .erased = 1, .inserted = {}});
      } else {
        last_kept = i;
      }
      behind = child.comma ? *child.comma + 1 : child.end;
    }
    if (!gone.back() || node.children.back().comma || !last_kept) return;
    edits.push_back({.position = *node.children[*last_kept].comma, .erased = 1, .inserted = {}});
  }

  // Where the indentation and the one line break begin that came with it. The line break before a
  // comment stays where what follows would get into that comment.
  std::size_t space_before(const JsonNode& child, std::size_t behind) const {
    std::size_t at = child.key_begin;
    while (at > behind && (text_[at - 1] == ' ' || text_[at - 1] == '\t'))
      --at;
    if (at == behind || text_[at - 1] != '\n') return at;
    const std::string_view gap = text_.substr(behind, at - behind);
    const bool bare = gap.find_first_not_of(white_space) == std::string_view::npos;
    const std::size_t next = child.comma ? *child.comma + 1 : child.end;
    const std::size_t stop = text_.find_first_not_of(" \t", next);
    const bool line_ends =
        stop != std::string_view::npos && (text_[stop] == '\n' || text_.substr(stop, 2) == "\r\n");
    if (!bare && !line_ends) return at;
    --at;
    return at > behind && text_[at - 1] == '\r' ? at - 1 : at;
  }

  std::string_view text_;
  Own own_;
  std::vector<Edit> edits_;
};

// ---- putting in ----

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

  std::vector<Edit> edits() { return std::move(edits_); }

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
  // that what is made for entries has the mark of it (Remover::was_made).
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
  // for one that was there (Remover::was_made).
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
  std::vector<Edit> edits_;
};

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
  return edited(settings, Remover(settings, own).edits(root));
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
      Own(settings, own).count(*given) == Own(wanted, own).count(*entries))
    return std::string(settings);
  const std::string before = without_entries(settings, *given, own);
  const Result<JsonNode> root = parse_object(before);
  if (!root) return root.error();
  Adder adder(before, wanted, *root);
  if (std::optional<Error> error = adder.merge(*root, *entries)) return *std::move(error);
  std::string result = edited(before, adder.edits());
  const Result<Removal> again = remove_entries(result, wanted, own);
  if (!again || again->bytes != before)
    return Error{.code = ErrorCode::unsupported,
                 .message =
                     "the entries could not be taken out again exactly: this is a bug, "
                     "please report it; nothing is written",
                 .path = {}};
  return result;
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
  return Own(settings, own).count(*root);
}

}  // namespace prodparity
