#include "core/drift/comparable.h"
#include "core/drift/drift.h"
#include "core/drift/match.h"
#include "core/drift/python_twins.h"
#include "core/ecosystem.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

using Pointers = std::vector<const Component*>;
using Slice = std::span<const Component* const>;

auto name_key(const Component& component) {
  return std::tie(component.ecosystem, component.name);
}

// Components that can drift, by ecosystem and name; inventories in canonical order stay as they
// are.
Pointers comparable_components(const Inventory& inventory, const Comparable& comparable) {
  Pointers pointers;
  pointers.reserve(inventory.components.size());
  const std::string* last = nullptr;
  bool wanted = false;
  for (const Component& component : inventory.components) {
    if (last == nullptr || *last != component.ecosystem) {
      last = &component.ecosystem;
      wanted = comparable.ecosystems.contains(component.ecosystem);
    }
    if (wanted && component.owner.empty()) pointers.push_back(&component);
  }
  const auto less = [](const Component* left, const Component* right) {
    return canonical_key(*left) < canonical_key(*right);
  };
  if (!std::ranges::is_sorted(pointers, less)) std::ranges::sort(pointers, less);
  return pointers;
}

// Takes all components of the first name off the front.
Slice take_name(Slice& rest) {
  std::size_t end = 1;
  while (end < rest.size() && name_key(*rest[end]) == name_key(*rest[0]))
    ++end;
  const Slice taken = rest.first(end);
  rest = rest.subspan(end);
  return taken;
}

class Differ {
 public:
  Differ(const Inventory& dev, const Reference& reference)
      : dev_(dev), reference_(reference), comparable_(judge_comparable(dev, reference)) {
    for (const Fault& fault : reference.faults)
      faults_[fault.kind] = fault;
    rules_ = {.across_architectures = comparable_.across_architectures,
              .dev_arch = comparable_.dev_arch,
              .prod_arch = comparable_.prod_arch,
              .multi_arch_collapsed = faults_.contains(FaultKind::multi_arch_collapsed),
              .epoch_lost = faults_.contains(FaultKind::epoch_lost)};
    if (comparable_.ecosystems.contains("pypi")) twins_.emplace(dev, reference.inventory);
  }

  Comparison run() {
    const Pointers dev = comparable_components(dev_, comparable_);
    const Pointers prod = comparable_components(reference_.inventory, comparable_);
    Slice dev_rest(dev);
    Slice prod_rest(prod);
    while (!dev_rest.empty() || !prod_rest.empty()) {
      const bool take_dev = prod_rest.empty() || (!dev_rest.empty() && name_key(*dev_rest[0]) <=
                                                                           name_key(*prod_rest[0]));
      const bool take_prod = dev_rest.empty() || (!prod_rest.empty() && name_key(*prod_rest[0]) <=
                                                                            name_key(*dev_rest[0]));
      const Slice dev_name = take_dev ? take_name(dev_rest) : Slice();
      const Slice prod_name = take_prod ? take_name(prod_rest) : Slice();
      const std::size_t begin = drifts_.size();
      compare_name(dev_name, prod_name);
      sort_name(begin);
    }
    return finish();
  }

 private:
  void compare_name(Slice dev, Slice prod) {
    const std::string& ecosystem = (dev.empty() ? prod : dev)[0]->ecosystem;
    if (ecosystem != ecosystem_) {
      ecosystem_ = ecosystem;
      rules_.ecosystem = find_ecosystem(ecosystem);
    }
    Pointers own;
    Pointers echoes;
    if (ecosystem == "pypi") {
      for (const Component* component : prod)
        (twins_->is_twin(*component) ? echoes : own).push_back(component);
      prod = own;
    }
    const MatchResult result = match_instances(rules_, dev, prod, echoes);
    for (const VersionPair& pair : result.versions)
      add_version(*pair.dev, *pair.prod, pair.change);
    for (const Component* component : result.dev_only)
      add_dev_only(*component);
    add_prod_only(result.prod_only);
    for (const Component* echo : echoes)
      uses_[FaultKind::deb_owned_python_listed].add(echo->name);
    add_uses(FaultKind::multi_arch_collapsed, result.multi_arch_collapsed);
    add_uses(FaultKind::epoch_lost, result.epoch_lost);
  }

  // Names come in order, so only the drifts of the last name, from `begin` on, need sorting.
  void sort_name(std::size_t begin) {
    if (drifts_.size() - begin < 2) return;
    const auto key = [](const Drift& drift) {
      return std::tie(drift.arch, drift.place, drift.kind);
    };
    const auto first = drifts_.begin() + static_cast<std::ptrdiff_t>(begin);
    std::ranges::stable_sort(first, drifts_.end(), {}, key);
    // Two instances in one place (an interrupted upgrade of pip) are one drift: the first stays.
    const auto same = [&](const Drift& left, const Drift& right) {
      return key(left) == key(right);
    };
    drifts_.erase(std::unique(first, drifts_.end(), same), drifts_.end());
  }

  void add_uses(FaultKind kind, const FaultUse& use) {
    if (use.count == 0) return;
    FaultUse& sum = uses_[kind];
    if (sum.count == 0) sum.example = use.example;
    sum.count += use.count;
  }

  bool half_way(const Component& component) const {
    if (comparable_.in_transition.empty()) return false;
    const std::string name = component.ecosystem + ':' + component.name + ':';
    return comparable_.in_transition.contains(name + component.arch) ||
           comparable_.in_transition.contains(name);
  }

  Drift drift_of(DriftKind kind, const Component& component) const {
    const bool native = rules_.across_architectures &&
                        (component.arch == rules_.dev_arch || component.arch == rules_.prod_arch);
    return {.kind = kind,
            .reference = reference_.name,
            .ecosystem = component.ecosystem,
            .name = component.name,
            .arch = native ? std::string() : component.arch};
  }

  void add_version(const Component& dev, const Component& prod, const Change& change) {
    if (half_way(dev) || half_way(prod)) return;
    Drift drift = drift_of(DriftKind::version, dev);
    drift.place = dev.place;
    drift.dev = dev;
    drift.prod = prod;
    drift.change = change;
    drifts_.push_back(std::move(drift));
  }

  void add_dev_only(const Component& dev) {
    if (half_way(dev) || comparable_.prod_incomplete.contains(dev.ecosystem)) return;
    if (dev.deselected && faults_.contains(FaultKind::deinstalled_dropped)) {
      uses_[FaultKind::deinstalled_dropped].add(dev.name);
      return;
    }
    if (add_hidden_deb(dev)) return;
    Drift drift = drift_of(DriftKind::dev_only, dev);
    drift.place = dev.place;
    drift.dev = dev;
    drifts_.push_back(std::move(drift));
  }

  // A pip install over a Debian package's module is a change of version for whoever imports it.
  bool add_hidden_deb(const Component& dev) {
    if (dev.ecosystem != "pypi" || dev.hides.empty()) return false;
    const Component* const deb = twins_->hidden_deb(dev.hides);
    if (deb == nullptr) return false;
    Component hidden{.ecosystem = dev.ecosystem,
                     .name = dev.name,
                     .version = upstream_version(deb->version),
                     .evidence = deb->evidence,
                     .owner = qualified_name(*deb)};
    if (rules_.ecosystem->compare_versions(hidden.version, dev.version) == 0) return false;
    add_version(dev, hidden, rules_.ecosystem->classify(hidden.version, dev.version));
    return true;
  }

  // Several places of production are one drift here: the name is missing.
  void add_prod_only(Slice prod) {
    const Component* last = nullptr;
    for (const Component* component : prod) {
      if (half_way(*component) || comparable_.dev_incomplete.contains(component->ecosystem))
        continue;
      Drift drift = drift_of(DriftKind::prod_only, *component);
      drift.prod = *component;
      if (last != nullptr && last->arch == component->arch)
        drifts_.back() = std::move(drift);  // ascending: the highest version stays
      else
        drifts_.push_back(std::move(drift));
      last = component;
    }
  }

  void note_faults() {
    for (const auto& [kind, use] : uses_) {
      Fault& fault = faults_[kind];
      fault.kind = kind;
      if (fault.example.empty()) fault.example = use.example;
      fault.count += use.count;
    }
    for (const auto& [kind, fault] : faults_) {
      if (fault.count != 0) comparable_.notes.push_back(note_of(fault));
    }
  }

  Comparison finish() {
    note_faults();
    for (Gap& gap : comparable_.gaps)
      gap.reference = reference_.name;
    return {.drifts = std::move(drifts_),
            .gaps = std::move(comparable_.gaps),
            .notes = std::move(comparable_.notes)};
  }

  const Inventory& dev_;
  const Reference& reference_;
  Comparable comparable_;
  MatchRules rules_;
  std::string ecosystem_;
  std::optional<PythonTwins> twins_;
  std::map<FaultKind, Fault> faults_;
  std::map<FaultKind, FaultUse> uses_;
  std::vector<Drift> drifts_;
};

}  // namespace

Comparison diff(const Inventory& dev, const Reference& reference) {
  return Differ(dev, reference).run();
}

}  // namespace prodparity
