#pragma once

#include "core/drift/finding.h"
#include "core/limits.h"

#include <cstddef>
#include <string>
#include <string_view>

// One file a format. Every one is a pure function of the Verdict; untrusted text is escaped here.
namespace prodparity {

struct TerminalStyle {
  bool colour = false;
  std::size_t width = 80;  // columns, 0: no limit; sentences break at words, commands with a '\\'
  bool all = false;        // also info and ignored findings, groups unfolded
  // For `explain`: all of them, groups folded, remedies also of what is for information.
  bool explain = false;
};
std::string render_terminal(const Verdict& verdict, const TerminalStyle& style);

// For a pull request's comment: starts with a marker comment that holds `key`, so that the next run
// can find and update it in place. What did not fit is counted and said.
struct MarkdownStyle {
  std::string key = "default";
  std::size_t limit_characters = limits::markdown_characters;  // counted as bytes, which are more
};
std::string render_markdown(const Verdict& verdict, const MarkdownStyle& style);

// "prodparity.report/1", docs/report.schema.json; in ASCII, the rest as \\u escapes, so that it is
// harmless on a terminal too. `now` (RFC 3339) is left out where empty.
std::string render_json(const Verdict& verdict, std::string_view now);

}  // namespace prodparity
