#include "core/settings_remover.h"

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

class OwnEntries {
 public:
  OwnEntries(std::string_view text, const OwnMarks& marks) : text_(text), marks_(marks) {}

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

class Remover {
 public:
  Remover(std::string_view text, const OwnMarks& marks) : text_(text), own_(text, marks) {}

  std::vector<TextEdit> edits(const JsonNode& root) {
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

  // Ours have white space behind their bracket; what was there and empty was filled without
  // (core/settings_adder.cpp). A comment in it is somebody's.
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

  void erase(const JsonNode& node, const std::vector<bool>& gone,
             std::vector<TextEdit>& edits) const {
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
  OwnEntries own_;
  std::vector<TextEdit> edits_;
};

}  // namespace

std::size_t count_own_entries(std::string_view text, const JsonNode& root, const OwnMarks& marks) {
  return OwnEntries(text, marks).count(root);
}

std::vector<TextEdit> removal_of_entries(std::string_view text, const JsonNode& root,
                                         const OwnMarks& marks) {
  return Remover(text, marks).edits(root);
}

}  // namespace prodparity
