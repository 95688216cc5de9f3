#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// Small pure helpers on text, and the one place where untrusted text is made harmless.
namespace prodparity {

// Everything that comes from an SBOM, a package database, a file name or a peer is untrusted.
// Returns `text` so that a terminal, a log or an agent can show it on one line: control
// characters (C0, DEL, C1), line and paragraph separators, bidirectional overrides and isolates,
// zero-width and tag characters, and bytes that are not UTF-8 become a visible escape (`\x1b`,
// `\u{202e}`); a backslash stays as it is. At most `limit` bytes of result, then "…".
std::string printable(std::string_view text, std::size_t limit = 1024);

// `printable` (to which `limit` applies), and every character with a meaning in GitHub's Markdown
// or HTML neutralised, also mentions (@name), autolinks and issue references (#1). For running
// text, table cells and line starts.
std::string markdown_text(std::string_view text, std::size_t limit = 1024);

// `printable` as inline code: a backtick fence longer than any inside; <code> with entities where
// there is a pipe, so that it is right in a table cell and outside of one. Empty for empty text.
std::string markdown_code(std::string_view text, std::size_t limit = 1024);

// `text` as one word for a POSIX shell, quoted only where it must be. Exact but for NUL bytes,
// which no shell can hold and which are left out; whoever *shows* it calls printable().
std::string shell_word(std::string_view text);

// A JSON document in ASCII: the same values, everything else as \\u escapes (DEL too), so that it
// is harmless on a terminal.
std::string ascii_json(std::string_view json);

// "a, b, c and 4 more": at most `most` of them by name. As they are: whoever shows them has called
// printable() on each.
std::string listed(const std::vector<std::string>& names, std::size_t most);

// Columns a terminal needs for `text` (printable already): East Asian wide characters count 2,
// combining ones 0.
std::size_t display_width(std::string_view text);

// As much of `text` (printable already) as fits into `columns`, the last of them "…" where cut.
std::string cut_to_width(std::string_view text, std::size_t columns);

std::string_view trim(std::string_view text);  // ASCII white space, both ends
std::string ascii_lower(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);
// Whether `path` names something in `folder`, at any depth; not the folder itself.
bool is_inside(std::string_view path, std::string_view folder);
// The folder that `path` names something in: "/a" of "/a/b", "/" of "/a" and of "/" itself; empty
// for a mere name. Text alone: nothing is looked up, and no '/' at its end is expected.
std::string_view parent_of(std::string_view path);

// Calls `visit(line, number)` for each line without its '\n' (and '\r'); numbers start at 1.
// A last line without '\n' counts.
template <class Visit>
void for_each_line(std::string_view text, Visit visit) {
  std::size_t number = 0;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    visit(line, ++number);
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

}  // namespace prodparity
