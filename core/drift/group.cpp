#include "core/drift/group.h"

#include "core/digest.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <map>
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

// Heads of the dev-only Debian packages among `findings`, by position.
std::map<std::size_t, std::string> install_heads(const std::vector<Finding>& findings,
                                                 const NameSet& asked, bool marks) {
  std::vector<std::size_t> positions;
  std::vector<const Component*> packages;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const Drift& drift = findings[i].drift;
    if (drift.kind != DriftKind::dev_only || drift.ecosystem != "deb") continue;
    positions.push_back(i);
    packages.push_back(&*drift.dev);
  }
  const PackageGraph graph(std::move(packages));
  const std::vector<std::size_t> heads = heads_of(graph, asked, marks);
  std::map<std::size_t, std::string> names;
  for (std::size_t i = 0; i < heads.size(); ++i) {
    const Drift& head = findings[positions[heads[i]]].drift;
    names[positions[i]] = head.name + ':' + head.arch;
  }
  return names;
}

Key key_of(const Finding& finding, const std::string* install_head) {
  const Drift& drift = finding.drift;
  if (install_head != nullptr) return {.kind = "install", .head = *install_head};
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

void assign_groups(std::vector<Finding>& findings, const NameSet& asked, bool marks) {
  const auto installs = install_heads(findings, asked, marks);
  std::map<Key, std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const auto install = installs.find(i);
    groups[key_of(findings[i], install == installs.end() ? nullptr : &install->second)].push_back(
        i);
  }
  for (const auto& [key, members] : groups) {
    Tier strictest = Tier::ignore;
    for (const std::size_t member : members)
      strictest = std::max(strictest, findings[member].tier);
    const Finding& first = findings[members[0]];
    Group group{.id = hash_of(first, key), .head = key.head, .size = members.size()};
    if (key.kind == "single") group.head = first.drift.name;
    if (key.kind == "install") group.head = key.head.substr(0, key.head.rfind(':'));
    for (const std::size_t member : members) {
      findings[member].group = group;
      findings[member].shown_tier = strictest;
    }
  }
}

}  // namespace prodparity
