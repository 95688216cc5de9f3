#include "core/drift/shipping.h"

#include "core/drift/name_glob.h"
#include "core/drift/ship_closure.h"
#include "core/registry/image_name.h"
#include "core/ship/python_requirement.h"
#include "core/text.h"
#include "core/version/pep440.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

using registry::ImageName;
using State = Shipping::State;
using Index = std::multimap<std::string_view, const Shipped*>;

constexpr std::size_t image_bytes = 200;
constexpr std::string_view open_version = "no version is pinned: the build takes what is newest";

Shipping statement(State state, const Shipped& shipped, std::string why) {
  return {.state = state, .at = shipped.at, .why = std::move(why)};
}

// It says so; whether that holds is as certain as the file can be read.
Shipping ships(const Shipped& shipped) {
  return shipped.certain() ? statement(State::shipping, shipped, {})
                           : statement(State::maybe, shipped, shipped.doubt);
}

Shipping another_version(State state, const Shipped& shipped) {
  return statement(state, shipped, "it ships another version: " + shipped.version);
}

bool is_pattern(std::string_view version) {
  return version.find('*') != std::string_view::npos;
}

Shipping deb_version(const Drift& drift, const Shipped& shipped) {
  const std::string& here = drift.dev->version;
  if (shipped.upgrade_only && shipped.version.empty() && drift.change.downgrade) return {};
  if (shipped.version.empty()) {
    std::string why = shipped.certain() ? std::string(open_version) : shipped.doubt;
    if (shipped.certain() && !shipped.suite.empty())
      why = "which version that is, the suite " + shipped.suite + " says";
    return statement(State::maybe, shipped, std::move(why));
  }
  if (shipped.version == here) return ships(shipped);
  if (is_pattern(shipped.version) && name_glob_matches(shipped.version, here))
    return statement(State::maybe, shipped, "its version is a pattern: " + shipped.version);
  return another_version(State::none, shipped);
}

Shipping deb_dev_only(const Drift& drift, const Shipped& shipped) {
  if (shipped.upgrade_only) return {};
  const std::string& here = drift.dev->version;
  const bool meets = shipped.version.empty() || shipped.version == here ||
                     (is_pattern(shipped.version) && name_glob_matches(shipped.version, here));
  return meets ? ships(shipped) : another_version(State::maybe, shipped);
}

Shipping pypi_statement(const Drift& drift, const Shipped& shipped) {
  const std::string& here = drift.dev->version;
  const bool dev_only = drift.kind == DriftKind::dev_only;
  if (!meets_specifiers(here, shipped.version))
    return another_version(dev_only ? State::maybe : State::none, shipped);
  if (dev_only || !pinned_version(shipped.version).empty()) return ships(shipped);
  std::string why = shipped.version.empty()
                        ? std::string(open_version)
                        : "the build may take another version that is " + shipped.version;
  return statement(State::maybe, shipped, shipped.certain() ? std::move(why) : shipped.doubt);
}

// What one word of a build file says of one drift.
Shipping statement_of(const Drift& drift, const Shipped& shipped) {
  if (drift.ecosystem == "pypi") return pypi_statement(drift, shipped);
  return drift.kind == DriftKind::version ? deb_version(drift, shipped)
                                          : deb_dev_only(drift, shipped);
}

bool concerns(const Shipped& shipped, const Drift& drift, const Platform& platform) {
  if (shipped.ecosystem != drift.ecosystem) return false;
  if (drift.ecosystem != "deb" || drift.arch.empty() || drift.arch == "all") return true;
  if (!shipped.arch.empty()) return shipped.arch == drift.arch;
  return platform.arch.empty() || platform.arch == drift.arch;
}

// The best that is said of a dev-only package, the last that is said of a version: later commands
// change what earlier ones installed.
Shipping said_of(const Drift& drift, const Index& index, const Platform& platform) {
  Shipping said;
  const bool dev_only = drift.kind == DriftKind::dev_only;
  if (!drift.dev || (!dev_only && drift.kind != DriftKind::version)) return said;
  for (const std::string_view name : {std::string_view(drift.name), std::string_view()}) {
    const auto [begin, end] = index.equal_range(name);
    for (auto at = begin; at != end; ++at) {
      if (!concerns(*at->second, drift, platform)) continue;
      Shipping next = statement_of(drift, *at->second);
      const bool better =
          dev_only || name.empty() ? next.state > said.state : !next.at.path.empty();
      if (better) said = std::move(next);
    }
  }
  return said;
}

// What production's SBOM says of the image it is built on or, of the same repository, of itself.
std::optional<ImageName> known_base(const Reference& reference, const ImageName& from) {
  std::string name;
  std::string digest;
  for (const Fact& fact : reference.inventory.facts) {
    if (fact.kind == "image" && fact.name == "base_name") name = fact.value;
    if (fact.kind == "image" && fact.name == "base_digest") digest = fact.value;
  }
  std::optional<ImageName> known =
      registry::parse_image_name(name.empty() ? reference.subject : name);
  if (name.empty() && known && known->repository != from.repository) return std::nullopt;
  if (known && !name.empty() && known->digest.empty()) known->digest = digest;
  return known;
}

// A version of a base's package may be another one with another base; which one its file does not
// say.
void mark_base(std::vector<Finding>& findings, const Reference& reference, const ShipBase& base) {
  const std::optional<ImageName> from = registry::parse_image_name(base.image);
  if (!from) return;
  const std::optional<ImageName> known = known_base(reference, *from);
  if (!known || is_same_image(*from, *known)) return;
  std::string why = "FROM " + printable(base.image, image_bytes);
  if (!base.fixed) why += " (by the default of a variable)";
  why += " is another image than production's SBOM says, " +
         printable(known->repository + (known->tag.empty() ? "" : ':' + known->tag) +
                       (known->digest.empty() ? "" : '@' + known->digest),
                   image_bytes) +
         ": what is in it no file here says";
  for (Finding& finding : findings) {
    const bool unsaid = finding.shipping.state == State::none && finding.shipping.at.path.empty();
    if (unsaid && finding.drift.kind == DriftKind::version && finding.drift.ecosystem == "deb")
      finding.shipping = {.state = State::maybe, .at = base.at, .why = why};
  }
}

void set_shown_tiers(std::vector<Finding>& findings) {
  std::map<std::pair<std::string_view, bool>, Tier> strictest;
  for (const Finding& finding : findings) {
    Tier& tier = strictest[{finding.group.id, finding.ships()}];
    tier = std::max(tier, finding.tier);
  }
  for (Finding& finding : findings)
    finding.shown_tier = strictest[{finding.group.id, finding.ships()}];
}

}  // namespace

void mark_shipping(std::vector<Finding>& findings, const Inventory& dev, const Reference& reference,
                   std::span<const Shipment> shipments) {
  Index index;
  std::vector<const ShipBase*> bases;
  for (const Shipment& shipment : shipments) {
    if (!shipment.reference.empty() && shipment.reference != reference.name) continue;
    if (shipment.base) bases.push_back(&*shipment.base);
    for (const Shipped& shipped : shipment.shipped)
      index.emplace(shipped.name, &shipped);
  }
  if (index.empty() && bases.empty()) return;
  for (Finding& finding : findings)
    finding.shipping = said_of(finding.drift, index, dev.platform);
  spread_shipping(findings, reference, [&](const Finding& finding) {
    const auto [begin, end] = index.equal_range(finding.drift.name);
    return std::any_of(begin, end, [](const auto& entry) { return entry.second->recommends; });
  });
  for (const ShipBase* const base : bases)
    mark_base(findings, reference, *base);
  set_shown_tiers(findings);
}

}  // namespace prodparity
