#include "core/attribution/ledger.h"

#include "core/attribution/attribution_json.h"
#include "core/json.h"
#include "core/limits.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

using nlohmann::json;

// Of one line; the attribution beside it needs less than the other half.
constexpr std::size_t components_bytes = limits::journal_line_bytes / 3;

}  // namespace

void AttributionLedger::add(const Attributed& change) {
  const Shared<Attribution> shared(change.attribution);
  for (const auto& [key, version] : change.components) {
    const auto known = entries_.find(key);
    if (known != entries_.end())
      known->second = {.version = version, .attribution = shared};
    else if (entries_.size() < limits::attributed_components)
      entries_.emplace(key, Entry{.version = version, .attribution = shared});
  }
}

Shared<Attribution> AttributionLedger::of(std::string_view key, std::string_view version) const {
  const auto found = entries_.find(key);
  if (found == entries_.end() || found->second.version != version) return {};
  return found->second.attribution;
}

Shared<Attribution> AttributionLedger::of_gone(std::string_view key_prefix) const {
  for (auto next = entries_.lower_bound(key_prefix);
       next != entries_.end() && next->first.starts_with(key_prefix); ++next) {
    if (next->second.version.empty()) return next->second.attribution;
  }
  return {};
}

void AttributionLedger::keep_only(const ChangedVersions& present) {
  std::erase_if(entries_, [&](const auto& entry) {
    const auto found = present.find(entry.first);
    const std::string_view now = found == present.end() ? std::string_view() : found->second;
    return now != entry.second.version;
  });
}

std::vector<Attributed> AttributionLedger::changes() const {
  std::vector<Attributed> changes;
  std::map<const Attribution*, std::size_t> places;
  for (const auto& [key, entry] : entries_) {
    const auto [place, is_new] = places.emplace(&*entry.attribution, changes.size());
    if (is_new) changes.push_back({.attribution = *entry.attribution, .components = {}});
    changes[place->second].components.emplace(key, entry.version);
  }
  return changes;
}

std::vector<std::string> attributed_data(const Attributed& change) {
  std::vector<std::string> lines;
  const json attribution = attribution_json(change.attribution, AttributionReader::here);
  json components = json::object();
  std::size_t bytes = 0;
  const auto end_line = [&] {
    if (components.empty()) return;
    lines.push_back(dump_json({{"attribution", attribution}, {"components", components}}));
    components = json::object();
    bytes = 0;
  };
  for (const auto& [key, version] : change.components) {
    const std::size_t needed = dump_json(json(key)).size() + dump_json(json(version)).size() + 2;
    if (bytes + needed > components_bytes) end_line();
    components[key] = version;
    bytes += needed;
  }
  end_line();
  return lines;
}

std::optional<Attributed> read_attributed(std::string_view data) {
  const Result<json> parsed = parse_json(data);
  if (!parsed || !parsed->is_object()) return std::nullopt;
  const json attribution = part_at(*parsed, "attribution");
  const json components = part_at(*parsed, "components");
  if (!attribution.is_object() || !components.is_object()) return std::nullopt;
  Attributed change{.attribution = read_attribution(attribution), .components = {}};
  for (const auto& [key, version] : components.items()) {
    if (version.is_string()) change.components.emplace(key, version.get<std::string>());
  }
  return change;
}

}  // namespace prodparity
