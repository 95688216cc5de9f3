#include "core/drift/match.h"

#include <algorithm>
#include <compare>
#include <map>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace prodparity {
namespace {

std::strong_ordering compare(const MatchRules& rules, std::string_view left,
                             std::string_view right) {
  if (left == right) return std::strong_ordering::equal;
  return rules.ecosystem == nullptr ? left <=> right
                                    : rules.ecosystem->compare_versions(left, right);
}

Change classify(const MatchRules& rules, std::string_view prod, std::string_view dev) {
  if (rules.ecosystem == nullptr) return {.change_class = ChangeClass::other};
  return rules.ecosystem->classify(prod, dev);
}

// The architecture as it counts for the key; empty matches every one.
std::string_view key_arch(const MatchRules& rules, const Component& component, bool in_dev) {
  if (component.arch == "all") return {};
  const std::string_view native = in_dev ? rules.dev_arch : rules.prod_arch;
  return rules.across_architectures && component.arch == native ? std::string_view("native")
                                                                : std::string_view(component.arch);
}

// Production's instances of one name under one architecture.
struct Bucket {
  std::vector<const Component*> ascending;                        // by version
  std::unordered_map<std::string_view, const Component*> places;  // highest version of each
  bool met = false;  // some instance of the dev container has this key
};

using Buckets = std::map<std::string_view, Bucket>;

void sort_bucket(const MatchRules& rules, Bucket& bucket) {
  std::ranges::stable_sort(bucket.ascending, [&](const Component* left, const Component* right) {
    return compare(rules, left->version, right->version) < 0;
  });
  for (const Component* component : bucket.ascending)
    bucket.places.insert_or_assign(component->place, component);
}

Buckets make_buckets(const MatchRules& rules, std::span<const Component* const> components) {
  Buckets buckets;
  for (const Component* component : components)
    buckets[key_arch(rules, *component, false)].ascending.push_back(component);
  for (auto& [arch, bucket] : buckets)
    sort_bucket(rules, bucket);
  return buckets;
}

const Component* equal_version(const MatchRules& rules, const Bucket& bucket,
                               std::string_view version) {
  const auto at = std::ranges::lower_bound(
      bucket.ascending, version,
      [&](std::string_view left, std::string_view right) {
        return compare(rules, left, right) < 0;
      },
      [](const Component* component) { return std::string_view(component->version); });
  return at != bucket.ascending.end() && compare(rules, (*at)->version, version) == 0 ? *at
                                                                                      : nullptr;
}

const Component* best_instance(const Bucket& bucket, const Component& dev) {
  const auto same_place = bucket.places.find(dev.place);
  return same_place != bucket.places.end() ? same_place->second : bucket.ascending.back();
}

class Matcher {
 public:
  Matcher(const MatchRules& rules, std::span<const Component* const> prod,
          std::span<const Component* const> echoes)
      : rules_(rules), prod_(make_buckets(rules, prod)), echoes_(make_buckets(rules, echoes)) {}

  void match(const Component& dev) {
    const std::string_view arch = key_arch(rules_, dev, true);
    if (find_equal(echoes_, arch, dev) != nullptr) return;
    if (find_equal(prod_, arch, dev) != nullptr) return;
    const Component* best = find_best(arch, dev);
    if (best == nullptr && rules_.multi_arch_collapsed && !prod_.empty()) {
      best = collapsed(dev);
      if (best == nullptr) return;
    }
    if (best == nullptr)
      result_.dev_only.push_back(&dev);
    else
      pair(dev, *best);
  }

  MatchResult finish() {
    for (const auto& [arch, bucket] : prod_) {
      if (!bucket.met)
        result_.prod_only.insert(result_.prod_only.end(), bucket.ascending.begin(),
                                 bucket.ascending.end());
    }
    return std::move(result_);
  }

 private:
  static bool fits(std::string_view left, std::string_view right) {
    return left == right || left.empty() || right.empty();
  }

  const Component* find_equal(Buckets& buckets, std::string_view arch, const Component& dev) const {
    const Component* equal = nullptr;
    for (auto& [other, bucket] : buckets) {
      if (!fits(arch, other)) continue;
      bucket.met = true;
      if (equal == nullptr) equal = equal_version(rules_, bucket, dev.version);
    }
    return equal;
  }

  const Component* find_best(std::string_view arch, const Component& dev) const {
    const Component* best = nullptr;
    for (const auto& [other, bucket] : prod_) {
      if (!fits(arch, other)) continue;
      const Component* const candidate = best_instance(bucket, dev);
      if (best == nullptr || candidate->place == dev.place) best = candidate;
    }
    return best;
  }

  // Production's maker keeps one entry for all architectures of a name. Null: it is this one.
  const Component* collapsed(const Component& dev) {
    const Component* best = nullptr;
    for (auto& [arch, bucket] : prod_) {
      bucket.met = true;
      if (equal_version(rules_, bucket, dev.version) != nullptr) {
        result_.multi_arch_collapsed.add(dev.name);
        return nullptr;
      }
      if (best == nullptr) best = bucket.ascending.back();
    }
    return best;
  }

  void pair(const Component& dev, const Component& prod) {
    const std::string_view bare = without_epoch(dev.version);
    const bool lost = rules_.epoch_lost && bare.size() != dev.version.size() &&
                      without_epoch(prod.version).size() == prod.version.size();
    if (lost) {
      result_.epoch_lost.add(dev.name);
      if (compare(rules_, bare, prod.version) == 0) return;
    }
    const Change change = classify(rules_, prod.version, lost ? bare : dev.version);
    if (rules_.across_architectures && change.change_class == ChangeClass::rebuild) return;
    result_.versions.push_back({.dev = &dev, .prod = &prod, .change = change});
  }

  const MatchRules& rules_;
  Buckets prod_;
  Buckets echoes_;
  MatchResult result_;
};

}  // namespace

std::string_view without_epoch(std::string_view version) {
  const std::size_t end = version.find_first_not_of("0123456789");
  if (end == 0 || end == std::string_view::npos || version[end] != ':') return version;
  return version.substr(end + 1);
}

MatchResult match_instances(const MatchRules& rules, std::span<const Component* const> dev,
                            std::span<const Component* const> prod,
                            std::span<const Component* const> echoes) {
  // Nearly every name of a usual comparison ends here.
  if (dev.size() == 1 && prod.size() == 1 && dev[0]->version == prod[0]->version &&
      dev[0]->arch == prod[0]->arch)
    return {};
  Matcher matcher(rules, prod, echoes);
  for (const Component* component : dev)
    matcher.match(*component);
  return matcher.finish();
}

}  // namespace prodparity
