#include "core/report/fold.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

using Names = std::map<std::pair<std::string, std::string>, std::set<std::string>>;

std::string version_of(const Shared<Component>& component) {
  return component ? component->version : std::string();
}

// Findings with equal keys are one row.
auto fold_key(const Finding& finding, bool unfolded) {
  const Drift& drift = finding.drift;
  const bool version = drift.kind == DriftKind::version;
  return std::tuple(unfolded || finding.group.id.empty() ? finding.id : finding.group.id,
                    finding.ships(), drift.kind, drift.reference, drift.ecosystem, drift.place,
                    version ? version_of(drift.dev) : std::string(),
                    version ? version_of(drift.prod) : std::string());
}

// Which architectures a name has findings for: only then is a name alone unclear.
Names architectures_of(std::span<const Finding> findings) {
  Names names;
  for (const Finding& finding : findings)
    names[{finding.drift.ecosystem, finding.drift.name}].insert(finding.drift.arch);
  return names;
}

std::string label_of(const Finding& finding, const Names& architectures) {
  const Drift& drift = finding.drift;
  const auto found = architectures.find({drift.ecosystem, drift.name});
  const bool unclear = found != architectures.end() && found->second.size() > 1;
  return unclear && !drift.arch.empty() ? drift.name + ':' + drift.arch : drift.name;
}

void choose_head(Row& row) {
  row.strictest = row.members.front();
  for (const Finding* member : row.members) {
    if (member->tier > row.strictest->tier) row.strictest = member;
  }
  const auto asked_for =
      std::find_if(row.members.begin(), row.members.end(),
                   [](const Finding* member) { return member->drift.name == member->group.head; });
  row.head = asked_for == row.members.end() ? row.strictest : *asked_for;
}

void name_members(Row& row, const Names& architectures) {
  row.names.push_back(label_of(*row.head, architectures));
  for (const Finding* member : row.members) {
    if (member != row.head) row.names.push_back(label_of(*member, architectures));
  }
}

// Splits the last word off: {"apt-get install", "libssl3=3.0"}. A quoted word is not taken apart.
std::pair<std::string_view, std::string_view> last_word(std::string_view command) {
  const std::size_t space = command.rfind(' ');
  if (space == std::string_view::npos) return {{}, command};
  if (command.find_first_of("'\"") != std::string_view::npos) return {command, {}};
  return {command.substr(0, space), command.substr(space + 1)};
}

// One command for the members of a row, where their commands differ in the last word only.
bool join(Remedy& into, std::string& first_stem, const Remedy& other) {
  if (into.kind != other.kind || into.target != other.target || into.note != other.note)
    return false;
  if (into.command == other.command) return true;
  const auto [stem, word] = last_word(other.command);
  if (stem.empty() || word.empty() || stem != first_stem) return false;
  into.command += ' ';
  into.command += word;
  return true;
}

// Of a large group one member holds the commands, and the others only say so.
bool has_command(const Finding& finding) {
  return std::any_of(finding.remedies->begin(), finding.remedies->end(),
                     [](const Remedy& remedy) { return !remedy.command.empty(); });
}

int rank_of(const Row& row) {
  constexpr int after_warn = 2 * static_cast<int>(Tier::info) + 1;
  return row.ships ? after_warn : 2 * static_cast<int>(row.tier);
}

}  // namespace

std::vector<Row> fold(std::span<const Finding> findings, bool unfolded) {
  const Names architectures = architectures_of(findings);
  std::vector<Row> rows;
  std::map<decltype(fold_key(findings.front(), unfolded)), std::size_t> row_of_key;
  for (const Finding& finding : findings) {
    const auto [position, added] = row_of_key.try_emplace(fold_key(finding, unfolded), rows.size());
    if (added) rows.emplace_back();
    Row& row = rows[position->second];
    row.members.push_back(&finding);
    const Tier tier = unfolded ? finding.tier : finding.shown_tier;
    row.tier = added ? tier : std::max(row.tier, tier);
  }
  for (Row& row : rows) {
    row.ships = row.members.front()->ships() && row.tier >= Tier::warn;
    choose_head(row);
    name_members(row, architectures);
  }
  std::stable_sort(rows.begin(), rows.end(), [](const Row& left, const Row& right) {
    return rank_of(left) > rank_of(right);
  });
  return rows;
}

std::vector<Remedy> remedies_of(const Row& row) {
  const bool came_along =
      row.head->drift.kind == DriftKind::dev_only && row.head->drift.name == row.head->group.head;
  if (row.members.size() == 1 || (came_along && has_command(*row.head))) return *row.head->remedies;
  std::vector<Remedy> joined = *row.head->remedies;
  std::vector<std::string> stems;
  stems.reserve(joined.size());
  for (const Remedy& remedy : joined)
    stems.emplace_back(last_word(remedy.command).first);
  for (const Finding* member : row.members) {
    for (const Remedy& remedy : *member->remedies) {
      if (member == row.head || remedy.command.empty()) continue;
      bool done = false;
      for (std::size_t i = 0; i < joined.size() && !done; ++i)
        done = join(joined[i], stems[i], remedy);
      if (done) continue;
      joined.push_back(remedy);
      stems.emplace_back(last_word(remedy.command).first);
    }
  }
  // "See another member" says nothing beside that member's command.
  const auto undoes = [](const Remedy& remedy) { return remedy.kind == Remedy::Kind::undo; };
  const bool told = std::ranges::any_of(
      joined, [&](const Remedy& remedy) { return undoes(remedy) && !remedy.command.empty(); });
  if (told)
    std::erase_if(joined,
                  [&](const Remedy& remedy) { return undoes(remedy) && remedy.command.empty(); });
  return joined;
}

std::string names_of(const Row& row, std::size_t at_most) {
  std::string text;
  const std::size_t shown = row.names.size() > at_most ? at_most : row.names.size();
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) text += ", ";
    text += row.names[i];
  }
  if (row.names.size() > shown)
    text += " and " + std::to_string(row.names.size() - shown) + " more";
  return text;
}

Tally tally(std::span<const Row> rows) {
  Tally result;
  for (const Row& row : rows) {
    if (row.ships) {
      ++result.ships;
      continue;
    }
    switch (row.tier) {
      case Tier::block:
        ++result.block;
        break;
      case Tier::warn:
        ++result.warn;
        break;
      case Tier::info:
        ++result.info;
        break;
      case Tier::ignore:
        ++result.ignored;
        break;
    }
  }
  return result;
}

}  // namespace prodparity
