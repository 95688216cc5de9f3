#include "client/push_text.h"

#include "core/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {
namespace {

constexpr std::size_t lines_behind = 4;  // of push_uncommitted() and push_stop()
constexpr std::size_t names_shown = 6;
constexpr std::size_t name_bytes = 100;

}  // namespace

std::string push_summary(std::string_view instant, std::string_view report, bool is_clean) {
  std::string text(instant);
  text += is_clean ? report.substr(0, report.find('\n') + 1) : report;
  const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n'));
  constexpr std::size_t room = push_lines - lines_behind;
  if (lines <= room) return text;
  std::size_t end = 0;
  for (std::size_t i = 0; i + 1 < room; ++i)
    end = text.find('\n', end) + 1;
  return text.substr(0, end) +
         fmt::format("prodparity: {} more lines: prodparity report\n", lines - (room - 1));
}

std::string push_uncommitted(const std::vector<std::string>& places) {
  if (places.empty()) return {};
  std::vector<std::string> names;
  names.reserve(places.size());
  for (const std::string& place : places)
    names.push_back(printable(place, name_bytes));
  return fmt::format(
      "prodparity: not committed, so that this push does not ship what it says: {}\n",
      listed(names, names_shown));
}

std::vector<const ReportedFinding*> stopping(const Reported& reported) {
  std::vector<const ReportedFinding*> found;
  for (const ReportedFinding& finding : reported.findings) {
    if (finding.tier == Tier::block && !finding.ships) found.push_back(&finding);
  }
  return found;
}

std::string push_stop(const std::vector<const ReportedFinding*>& findings) {
  std::vector<std::string> names;
  for (const ReportedFinding* const finding : findings) {
    std::string name = printable(finding->name, name_bytes);
    if (std::ranges::count(names, name) == 0) names.push_back(std::move(name));
  }
  const std::string word = printable(shell_word(findings.front()->name), name_bytes);
  return fmt::format(
      "prodparity: this push is stopped (enforce is block): neither shipped by this branch nor "
      "accepted: {}\n"
      "prodparity: it goes on when that is undone, when the Dockerfile or requirements ship it, or "
      "a "
      "person accepts it: prodparity accept {} --reason \"...\"\n"
      "prodparity: or all the same: git push --no-verify\n",
      listed(names, names_shown), word);
}

}  // namespace prodparity
