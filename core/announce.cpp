#include "core/announce.h"

#include "core/attribution/attribution_json.h"
#include "core/digest.h"
#include "core/json.h"
#include "core/limits.h"
#include "core/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

namespace prodparity {
namespace {

using nlohmann::json;

constexpr std::size_t fingerprint_digits = 16;

json version_or_null(const Shared<Component>& component) {
  return component ? json(component->version) : json();
}

bool is_within(std::string_view path, std::string_view folder) {
  while (folder.ends_with('/'))
    folder.remove_suffix(1);
  return path == folder || is_inside(path, folder);
}

// `gap` keeps `finding` from being judged.
bool hides(const Gap& gap, const OpenFinding& finding) {
  if (!gap.reference.empty() && gap.reference != finding.reference) return false;
  if (!gap.ecosystem.empty() && gap.ecosystem != finding.ecosystem) return false;
  if (gap.paths.empty() || finding.place.empty()) return true;
  return std::any_of(gap.paths.begin(), gap.paths.end(), [&](const std::string& path) {
    return is_within(path, finding.place) || is_within(finding.place, path);
  });
}

}  // namespace

bool is_live(const Finding& finding) {
  const Origin origin = finding.drift.origin;
  return (origin == Origin::session || origin == Origin::unknown) &&
         finding.shown_tier >= Tier::warn && finding.tier != Tier::ignore && !finding.ships();
}

std::string fingerprint_of(const Finding& finding) {
  const json parts = {to_string(finding.tier), version_or_null(finding.drift.dev),
                      version_or_null(finding.drift.prod)};
  return sha256_hex(dump_json(parts)).substr(0, fingerprint_digits);
}

Announcement announce(const std::map<std::string, OpenFinding, std::less<>>& open,
                      const Verdict& verdict) {
  Announcement announcement;
  std::set<std::string_view> present;
  for (const Finding& finding : verdict.findings) {
    present.insert(finding.id);
    const auto told = open.find(finding.id);
    if (finding.ships() && told != open.end() && !told->second.shipping)
      announcement.shipping.push_back(&finding);
    if (!is_live(finding)) continue;
    if (told == open.end() || told->second.shipping ||
        told->second.fingerprint != fingerprint_of(finding))
      announcement.appeared.push_back(&finding);
  }
  for (const auto& entry : open) {  // no binding: clang 14 lets no lambda capture one
    if (present.contains(entry.first)) continue;
    const bool hidden = std::any_of(verdict.gaps.begin(), verdict.gaps.end(),
                                    [&](const Gap& gap) { return hides(gap, entry.second); });
    if (!hidden) announcement.resolved.push_back(entry.first);
  }
  return announcement;
}

std::string shipping_data(const Finding& finding) {
  return dump_json({{"id", finding.id},
                    {"ecosystem", finding.drift.ecosystem},
                    {"name", finding.drift.name},
                    {"reference", finding.drift.reference},
                    {"path", finding.shipping.at.path},
                    {"line", finding.shipping.at.line},
                    {"why", finding.shipping.why}});
}

std::string finding_data(const Finding& finding) {
  const Drift& drift = finding.drift;
  json remedies = json::array();
  for (const Remedy& remedy : *finding.remedies) {
    remedies.push_back({{"kind", to_string(remedy.kind)},
                        {"command", remedy.command},
                        {"target", remedy.target},
                        {"note", remedy.note}});
  }
  return dump_json(
      {{"id", finding.id},
       {"attribution", finding.attribution
                           ? attribution_json(*finding.attribution, AttributionReader::here)
                           : json(nullptr)},
       {"fingerprint", fingerprint_of(finding)},
       {"kind", to_string(drift.kind)},
       {"origin", to_string(drift.origin)},
       {"reference", drift.reference},
       {"tier", to_string(finding.tier)},
       {"rule", finding.rule},
       {"ecosystem", drift.ecosystem},
       {"name", drift.name},
       {"arch", drift.arch},
       {"place", drift.place},
       {"dev_version", version_or_null(drift.dev)},
       {"prod_version", version_or_null(drift.prod)},
       {"reason", sentence_of(finding.reason)},
       {"remedies", remedies},
       {"group",
        {{"id", finding.group.id}, {"head", finding.group.head}, {"size", finding.group.size}}}});
}

std::string_view cause_for(const Attribution& attribution, const Asking& asking) {
  const auto is_theirs = [&](const Cause& cause) {
    return cause.actor == Actor::agent && cause.agent == asking.caller.agent &&
           cause.session == asking.caller.session;
  };
  const Cause& likeliest = attribution.likeliest;
  if (is_theirs(likeliest)) {
    // An agent that gives calls no id is known by the command; at a prompt there is no call.
    const bool same_call = asking.tool_call.empty() && likeliest.tool_call.empty()
                               ? !asking.command.empty() && likeliest.tool_command == asking.command
                               : likeliest.tool_call == asking.tool_call;
    return same_call ? "this_call" : "this_session";
  }
  const bool may_be_theirs = std::ranges::any_of(attribution.others, is_theirs) ||
                             (likeliest.agent == asking.caller.agent && likeliest.session.empty());
  return likeliest.actor == Actor::unknown || may_be_theirs ? "unknown" : "other";
}

std::string with_attribution(const std::string& data, const Attribution& attribution,
                             const Asking* asking) {
  Result<json> parsed = parse_json(data, {.limit_bytes = 2 * limits::journal_line_bytes});
  if (!parsed || !parsed->is_object()) return data;
  (*parsed)["attribution"] = attribution_json(attribution, AttributionReader::here);
  if (asking != nullptr) (*parsed)["cause"] = cause_for(attribution, *asking);
  return dump_json(*parsed);
}

}  // namespace prodparity
