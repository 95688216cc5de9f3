#pragma once

#include "core/drift/comparable.h"
#include "core/drift/drift.h"
#include "core/drift/evaluate.h"
#include "core/drift/finding.h"
#include "core/drift/policy.h"
#include "core/inventory.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

// What the spelling of remedies depends on, the same for all findings of one comparison.
struct RemedyFacts {
  RemedyContext context;
  Platform platform;    // of the dev container
  std::string created;  // when production's SBOM was made, RFC 3339; untrusted
  std::string snapshot_url;
  std::string index_url;
  NameSet python_places;  // PyPI places of the dev container
  NameSet pip_places;     // those that have pip of their own
};

RemedyFacts remedy_facts(const Inventory& dev, const Reference& reference, const Policy& policy,
                         const RemedyContext& context);

// What ends a whole group at once, the recommended way first. `group` are its drifts in canonical
// order, `head` the name it was asked for. Names and versions are untrusted: every one is checked
// for its ecosystem's shape and quoted; where one is not well formed there is a note and no
// command.
std::vector<Remedy> deb_remedies(std::span<const Drift* const> group, std::string_view head,
                                 const RemedyFacts& facts);
std::vector<Remedy> pypi_remedies(const Drift& drift, const RemedyFacts& facts);

// A command of ours as root types it: without the sudo before its parts. Quoted words stay.
std::string without_sudo(std::string_view command);
void take_sudo_away(std::vector<Finding>& findings);

// Newer than production's by a security or stable update: `+deb12u3`, `~deb12u3`,
// `ubuntu0.22.04.1`, `+esm1`. Production should have it, rather than the dev container lose it.
bool is_security_update(const Drift& drift);

}  // namespace prodparity
