#include "core/drift/origin.h"

#include <optional>
#include <string>
#include <string_view>

namespace prodparity {
namespace {

// Whether `moment` was already as the drift says.
bool was_so(const Drift& drift, const VersionMap& moment) {
  if (drift.dev) {
    const auto found = moment.find(version_key(*drift.dev));
    return found != moment.end() && found->second == drift.dev->version;
  }
  const std::string prefix = gone_prefix(drift);
  const auto next = moment.lower_bound(prefix);
  return next == moment.end() || !next->first.starts_with(prefix);
}

}  // namespace

std::string version_key(const Component& component) {
  return qualified_name(component) + ':' + component.arch + ':' + component.place;
}

std::string gone_prefix(const Drift& drift) {
  std::string prefix = drift.ecosystem + ':' + drift.name + ':';
  if (!drift.arch.empty() && drift.arch != "all") prefix += drift.arch + ':';
  return prefix;
}

VersionMap versions_of(const Inventory& inventory) {
  VersionMap versions;
  for (const Component& component : inventory.components)
    versions.insert_or_assign(version_key(component), component.version);
  return versions;
}

void hold_once(History& history) {
  if (history.session_start == history.baseline) history.session_start = history.baseline;
  if (history.setup_end == history.session_start) history.setup_end = history.session_start;
}

Origin origin_of(const Drift& drift, const History& history) {
  const auto had = [&](const Shared<VersionMap>& moment) {
    return moment && was_so(drift, *moment);
  };
  if (!history.baseline && !history.session_start && !history.setup_end) return Origin::unknown;
  if (had(history.baseline)) return Origin::baseline;
  if (had(history.session_start)) return history.baseline ? Origin::setup : Origin::baseline;
  return had(history.setup_end) ? Origin::setup : Origin::session;
}

}  // namespace prodparity
