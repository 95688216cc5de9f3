// What the hub knows of who made what changed.
#include "core/announce.h"
#include "core/json.h"
#include "core/limits.h"
#include "daemon/hub.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace prodparity {
namespace {

// What is another version, or came or went.
ChangedVersions changed_between(const VersionMap& before, const VersionMap& now) {
  ChangedVersions changed;
  auto old = before.begin();
  auto fresh = now.begin();
  while (old != before.end() || fresh != now.end()) {
    if (fresh == now.end() || (old != before.end() && old->first < fresh->first)) {
      changed.emplace_hint(changed.end(), old->first, "");
      ++old;
    } else if (old == before.end() || fresh->first < old->first) {
      changed.insert(changed.end(), *fresh++);
    } else {
      if (old->second != fresh->second) changed.insert(changed.end(), *fresh);
      ++old;
      ++fresh;
    }
  }
  return changed;
}

const Shared<Attribution>& nobody_was_seen() {
  static const Shared<Attribution> nobody =
      Attribution{.likeliest = {.evidence = {"it was not seen who made this change"}}};
  return nobody;
}

}  // namespace

// Of a session's first reading, and of what its set-up brings, nobody is asked.
std::vector<JournalEntry> Hub::attribute_changes(const Inventory& inventory) {
  std::vector<JournalEntry> entries;
  if (!outside_.attribute) return entries;
  Shared<VersionMap> now = versions_of(inventory);
  const ChangedVersions changed = previous_ ? changed_between(*previous_, *now) : ChangedVersions();
  const std::vector<Attributed> changes = outside_.attribute(changed);
  if (!settings_.in_setup) {
    for (const Attributed& change : changes) {
      for (std::string& data : attributed_data(change))
        entries.push_back(entry(JournalKind::attributed, std::move(data)));
    }
  }
  previous_ = now == history_.session_start ? history_.session_start : std::move(now);
  return entries;
}

Shared<Attribution> Hub::attribution_of(const Finding& finding) const {
  const Drift& drift = finding.drift;
  if (drift.origin == Origin::baseline || drift.origin == Origin::setup) return {};
  const AttributionLedger& ledger = journal_.recovered().attributed;
  const Shared<Attribution> known = drift.dev
                                        ? ledger.of(version_key(*drift.dev), drift.dev->version)
                                        : ledger.of_gone(gone_prefix(drift));
  return known ? known : nobody_was_seen();
}

void Hub::attach_attributions() {
  if (!outside_.attribute) return;
  for (Finding& finding : verdict_.findings)
    finding.attribution = attribution_of(finding);
}

// What changed once more since then was another's doing.
void Hub::attribute_again(std::vector<Attributed> changes) {
  std::vector<JournalEntry> entries;
  const AttributionLedger& ledger = journal_.recovered().attributed;
  for (Attributed& change : changes) {
    std::erase_if(change.components, [&](const auto& component) {
      const auto found = previous_->find(component.first);
      const bool gone = found == previous_->end();
      if (gone ? !component.second.empty() : found->second != component.second) return true;
      const Shared<Attribution> known = ledger.of(component.first, component.second);
      return !known || *known == change.attribution;
    });
    for (std::string& data : attributed_data(change))
      entries.push_back(entry(JournalKind::attributed, std::move(data)));
  }
  if (entries.empty()) return;
  journal(std::move(entries));
  attach_attributions();
  if (outside_.publish_soon)
    outside_.publish_soon();
  else
    publish();
}

// What the journal has of a finding is from when it was announced.
void Hub::add_attributions(TimelinePart& part, const Asking* asking) const {
  if (!outside_.attribute) return;
  for (JournalEntry& entry : part.entries) {
    if (entry.kind != JournalKind::finding_announced) continue;
    const Result<nlohmann::json> data =
        parse_json(entry.data, {.limit_bytes = 2 * limits::journal_line_bytes});
    const std::string id = data ? text_at(*data, "id") : std::string();
    const auto finding = std::ranges::find(verdict_.findings, id, &Finding::id);
    if (finding != verdict_.findings.end() && finding->attribution)
      entry.data = with_attribution(entry.data, *finding->attribution, asking);
  }
}

}  // namespace prodparity
