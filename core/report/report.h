#pragma once

#include "core/drift/finding.h"

#include <cstddef>
#include <string>

// One file a format. Every one is a pure function of the Verdict; untrusted text is escaped here.
namespace prodparity {

struct TerminalStyle {
  bool colour = false;
  std::size_t width = 80;  // columns; lines are cut to it, never wrapped in mid-word
  bool all = false;        // also info and ignored findings, groups unfolded
};
std::string render_terminal(const Verdict& verdict, const TerminalStyle& style);

struct MarkdownStyle {
  std::string key = "default";  // in the marker comment, to find and update the comment in place
  std::size_t limit_characters = 65'000;
};
std::string render_markdown(const Verdict& verdict, const MarkdownStyle& style);

// "prodparity.report/1", docs/report.schema.json. `now` (RFC 3339) is left out where empty.
std::string render_json(const Verdict& verdict, std::string_view now);

}  // namespace prodparity
