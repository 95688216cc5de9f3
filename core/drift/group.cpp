#include "core/drift/group.h"

#include "core/digest.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

constexpr std::size_t nobody = std::numeric_limits<std::size_t>::max();

// Breadth first from all of `heads` at once.
void spread(const PackageGraph& graph, std::vector<std::size_t> heads,
            std::vector<std::size_t>& head_of) {
  for (const std::size_t head : heads)
    head_of[head] = head;
  while (!heads.empty()) {
    std::vector<std::size_t> next;
    for (const std::size_t at : heads) {
      for (const std::size_t needed : graph.needs(at)) {
        if (head_of[needed] != nobody) continue;
        head_of[needed] = head_of[at];
        next.push_back(needed);
      }
    }
    heads = std::move(next);
  }
}

// Those without a head that none of the others without one needs.
std::vector<std::size_t> roots_of_rest(const PackageGraph& graph,
                                       const std::vector<std::size_t>& head_of) {
  std::vector<bool> needed(graph.size(), false);
  for (std::size_t i = 0; i < graph.size(); ++i) {
    if (head_of[i] != nobody) continue;
    for (const std::size_t other : graph.needs(i))
      needed[other] = true;
  }
  std::vector<std::size_t> roots;
  for (std::size_t i = 0; i < graph.size(); ++i) {
    if (head_of[i] == nobody && !needed[i]) roots.push_back(i);
  }
  return roots;
}

// What belongs together: findings of one key are one group.
struct Key {
  std::string kind;
  std::string head;

  auto operator<=>(const Key&) const = default;
};

std::string hash_of(const Finding& finding, const Key& key) {
  const Drift& drift = finding.drift;
  std::string text;
  for (const std::string& part : {key.kind, drift.reference, drift.ecosystem, key.head})
    text += part + '\0';
  return sha256_hex(text).substr(0, 16);
}

std::string label_of(const Drift& drift) {
  return drift.name + ':' + drift.arch;
}

// Dev-only Debian packages of which their source package alone says that they belong together, by
// its name, their architecture and whether they are ignored: what is fine and what is not, or what
// is foreign and what is native, are seen apart.
struct Siblings {
  std::string source;
  std::string arch;
  bool ignored = false;

  auto operator<=>(const Siblings&) const = default;
};

// The dev-only Debian packages of one comparison and what heads each.
struct Installs {
  std::vector<const Finding*> findings;
  std::vector<std::size_t> heads;  // as heads_of
};

// Some SBOMs state no relation at all; then nobody can tell what an install brought. Their lone
// packages, by what they have in common. A source of which one package states relations is left
// alone: there the graph knows.
std::map<Siblings, std::vector<std::size_t>> siblings_of(const Installs& installs,
                                                         const NameSet& asked) {
  std::vector<std::size_t> size(installs.heads.size(), 0);
  for (const std::size_t head : installs.heads)
    ++size[head];
  NameSet stating;
  std::map<std::string, std::string> main_arch;  // "all" goes with the first one of its source
  for (const Finding* finding : installs.findings) {
    const Drift& drift = finding->drift;
    if (!drift.dev->relations.empty()) stating.insert(source_of(drift));
    if (drift.arch != "all") main_arch.emplace(source_of(drift), drift.arch);
  }
  std::map<Siblings, std::vector<std::size_t>> siblings;
  for (std::size_t i = 0; i < installs.findings.size(); ++i) {
    const Drift& drift = installs.findings[i]->drift;
    const std::string source = source_of(drift);
    if (size[installs.heads[i]] > 1 || stating.contains(source) || asked.contains(drift.name))
      continue;
    const auto main = main_arch.find(source);
    const bool goes_along = drift.arch == "all" && main != main_arch.end();
    siblings[{.source = source,
              .arch = goes_along ? main->second : drift.arch,
              .ignored = installs.findings[i]->tier == Tier::ignore}]
        .push_back(i);
  }
  return siblings;
}

// Keys of the dev-only Debian packages among `findings`, by position.
std::map<std::size_t, Key> dev_only_keys(const std::vector<Finding>& findings,
                                         const DevOnlyDebs& debs, const NameSet& asked,
                                         bool marks) {
  const std::vector<std::size_t>& positions = debs.positions;
  Installs installs;
  for (const std::size_t position : positions)
    installs.findings.push_back(&findings[position]);
  installs.heads = heads_of(debs.graph, asked, marks);
  std::map<std::size_t, Key> keys;
  for (std::size_t i = 0; i < positions.size(); ++i)
    keys[positions[i]] = {.kind = "install",
                          .head = label_of(installs.findings[installs.heads[i]]->drift)};
  if (marks) return keys;  // it is known which ones were asked for
  for (const auto& [common, members] : siblings_of(installs, asked)) {
    if (members.size() == 1) continue;
    const Drift* head = &installs.findings[members[0]]->drift;
    for (const std::size_t member : members) {
      const Drift& drift = installs.findings[member]->drift;
      if (drift.name == common.source) head = &drift;
    }
    for (const std::size_t member : members)
      keys[positions[member]] = {.kind = "siblings", .head = label_of(*head)};
  }
  return keys;
}

Key key_of(const Finding& finding, const Key* dev_only) {
  const Drift& drift = finding.drift;
  if (dev_only != nullptr) return *dev_only;
  if (drift.kind == DriftKind::version && drift.ecosystem == "deb")
    return {.kind = "source", .head = source_of(drift)};
  return {.kind = "single", .head = finding.id};
}

}  // namespace

std::string source_of(const Drift& drift) {
  if (drift.dev && !drift.dev->source.empty()) return drift.dev->source;
  if (drift.prod && !drift.prod->source.empty()) return drift.prod->source;
  return drift.name;
}

DevOnlyDebs dev_only_debs(std::span<const Drift> drifts) {
  std::vector<std::size_t> positions;
  std::vector<const Component*> packages;
  for (std::size_t i = 0; i < drifts.size(); ++i) {
    if (drifts[i].kind != DriftKind::dev_only || drifts[i].ecosystem != "deb") continue;
    positions.push_back(i);
    packages.push_back(&*drifts[i].dev);
  }
  return {.positions = std::move(positions), .graph = PackageGraph(std::move(packages))};
}

std::vector<std::size_t> heads_of(const PackageGraph& graph, const NameSet& asked, bool marks) {
  std::vector<std::size_t> head_of(graph.size(), nobody);
  std::vector<std::size_t> heads;
  for (std::size_t i = 0; i < graph.size(); ++i) {
    const Component& package = graph.package(i);
    if ((marks && !package.automatic) || asked.contains(package.name)) heads.push_back(i);
  }
  spread(graph, heads, head_of);
  spread(graph, roots_of_rest(graph, head_of), head_of);
  // What is left needs each other in a circle: the first of it heads it.
  for (std::size_t i = 0; i < graph.size(); ++i) {
    if (head_of[i] == nobody) spread(graph, {i}, head_of);
  }
  return head_of;
}

void assign_groups(std::vector<Finding>& findings, const DevOnlyDebs& debs, const NameSet& asked,
                   bool marks) {
  const auto dev_only = dev_only_keys(findings, debs, asked, marks);
  std::map<Key, std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const auto known = dev_only.find(i);
    groups[key_of(findings[i], known == dev_only.end() ? nullptr : &known->second)].push_back(i);
  }
  for (const auto& [key, members] : groups) {
    Tier strictest = Tier::ignore;
    for (const std::size_t member : members)
      strictest = std::max(strictest, findings[member].tier);
    const Finding& first = findings[members[0]];
    Group group{.id = hash_of(first, key), .head = key.head, .size = members.size()};
    if (key.kind == "single") group.head = first.drift.name;
    if (key.kind == "install" || key.kind == "siblings")
      group.head = key.head.substr(0, key.head.rfind(':'));
    for (const std::size_t member : members) {
      findings[member].group = group;
      findings[member].shown_tier = strictest;
    }
  }
}

}  // namespace prodparity
