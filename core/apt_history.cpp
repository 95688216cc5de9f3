#include "core/apt_history.h"

#include "core/limits.h"
#include "core/text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

using Action = AptChange::Action;

std::optional<Action> action_of(std::string_view key) {
  constexpr std::array<std::pair<std::string_view, Action>, 6> actions = {
      {{"Install", Action::install},
       {"Reinstall", Action::reinstall},
       {"Upgrade", Action::upgrade},
       {"Downgrade", Action::downgrade},
       {"Remove", Action::remove},
       {"Purge", Action::purge}}};
  const auto* const found = std::ranges::find(actions, key, [](const auto& a) { return a.first; });
  return found == actions.end() ? std::nullopt : std::optional(found->second);
}

// "NAME:ARCH (OLD, NEW, automatic)", each of the words in brackets where it applies.
std::optional<AptChange> parse_change(Action action, std::string_view item) {
  const std::size_t open = item.find('(');
  if (open == std::string_view::npos || item.size() > limits::name_bytes) return std::nullopt;
  const std::string_view package = trim(item.substr(0, open));
  const std::size_t colon = std::min(package.find(':'), package.size());
  AptChange change{.action = action, .name = std::string(package.substr(0, colon))};
  if (change.name.empty()) return std::nullopt;
  if (colon < package.size()) change.arch = package.substr(colon + 1);
  const bool has_previous = action == Action::upgrade || action == Action::downgrade;
  for (const std::string_view word : split(item.substr(open + 1), ',')) {
    const std::string_view text = trim(word);
    if (text == "automatic")
      change.automatic = true;
    else if (has_previous && change.previous_version.empty())
      change.previous_version = text;
    else if (change.version.empty())
      change.version = text;
  }
  return change;
}

// Items end at ")": the commas between them and inside are the same.
void parse_changes(Action action, std::string_view list, std::size_t limit,
                   std::vector<AptChange>& changes) {
  while (!list.empty() && changes.size() < limit) {
    const std::size_t close = list.find(')');
    if (close == std::string_view::npos) return;
    std::string_view item = list.substr(0, close);
    list.remove_prefix(close + 1);
    item.remove_prefix(std::min(item.find_first_not_of(", "), item.size()));
    if (auto change = parse_change(action, item)) changes.push_back(std::move(*change));
  }
}

void set_field(AptRun& run, std::string_view key, std::string_view value) {
  value = trim(value).substr(0, limits::command_line_bytes);
  if (key == "Commandline") run.command_line = value;
  if (key == "Requested-By") run.requested_by = value;
  if (key == "Error") run.error = value;
  if (key == "End-Date") run.end_date = value;
}

}  // namespace

std::vector<AptRun> parse_apt_history(std::string_view bytes) {
  std::vector<AptRun> runs;
  std::size_t taken = 0;
  for_each_line(bytes, [&](std::string_view line, std::size_t) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return;
    const std::string_view key = line.substr(0, colon);
    const std::string_view value = line.substr(colon + 1);
    if (key == "Start-Date") {
      if (runs.size() < limits::apt_runs)
        runs.push_back({.start_date = std::string(trim(value).substr(0, limits::name_bytes))});
      return;
    }
    if (runs.empty()) return;
    AptRun& run = runs.back();
    if (const auto action = action_of(key)) {
      const std::size_t before = run.changes.size();
      parse_changes(*action, value, before + (limits::components - taken), run.changes);
      taken += run.changes.size() - before;
    } else {
      set_field(run, key, value);
    }
  });
  return runs;
}

std::vector<std::string_view> asked_for(const AptRun& run) {
  std::vector<std::string_view> names;
  for (const AptChange& change : run.changes) {
    if (change.action == Action::install && !change.automatic) names.emplace_back(change.name);
  }
  return names;
}

}  // namespace prodparity
