// What would have to ship: a package, and what of its needs production lacks.
#include "core/drift/drift.h"
#include "core/drift/remedy.h"
#include "core/ecosystem.h"
#include "core/ecosystems/deb_relations.h"
#include "core/limits.h"
#include "core/production/lookup.h"
#include "core/version/pep440_specifier.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

using ByName = std::unordered_map<std::string_view, std::vector<const Component*>>;

// More installed packages than this never provide one name; a hostile database may say so.
constexpr std::size_t providers_limit = 64;

void add(ByName& names, std::string_view name, const Component& component) {
  std::vector<const Component*>& list = names[name];
  if (list.size() < providers_limit) list.push_back(&component);
}

ByName debs_of(const Inventory& inventory) {
  ByName names;
  for (const Component& component : inventory.components) {
    if (component.ecosystem == "deb") add(names, component.name, component);
  }
  return names;
}

bool arch_fits(const Component& left, const Component& right) {
  return left.arch == right.arch || left.arch == "all" || right.arch == "all" ||
         left.arch.empty() || right.arch.empty();
}

// Follows what is installed here to what production has.
class Closure {
 public:
  Closure(const Inventory& dev, const Reference& reference)
      : dev_(debs_of(dev)), production_(debs_of(reference.inventory)) {
    for (const Component& component : dev.components) {
      if (component.ecosystem != "deb" || component.provides.empty()) continue;
      for_each_relation(component.provides,
                        [&](std::string_view name) { add(provided_, name, component); });
    }
  }

  // The root first, then the others in the order they are reached.
  std::vector<const Component*> from(const Component& root) {
    std::vector<const Component*> lacking = {&root};
    std::unordered_set<const Component*> seen = {&root};
    for (std::size_t at = 0; at < lacking.size(); ++at) {
      const Component& package = *lacking[at];
      for (const auto& alternatives : deb_alternatives(package.relations)) {
        if (is_in_production(alternatives)) continue;
        const Component* const needed = installed_here(alternatives, package);
        if (needed != nullptr && seen.insert(needed).second) lacking.push_back(needed);
      }
    }
    return lacking;
  }

  // Empty where production does not have it.
  std::string production_version(std::string_view name) const {
    const auto found = production_.find(name);
    return found == production_.end() ? std::string() : found->second.front()->version;
  }

 private:
  bool is_in_production(const std::vector<DebRelation>& alternatives) const {
    return std::ranges::any_of(alternatives, [&](const DebRelation& relation) {
      if (const auto found = production_.find(relation.name); found != production_.end()) {
        for (const Component* const component : found->second) {
          if (fits(relation, component->version)) return true;
        }
      }
      const auto provided = provided_.find(relation.name);
      return provided != provided_.end() &&
             std::ranges::any_of(provided->second, [&](const Component* component) {
               return production_.contains(component->name);
             });
    });
  }

  // The first alternative that is met here; null: none is (a recommendation nobody followed).
  const Component* installed_here(const std::vector<DebRelation>& alternatives,
                                  const Component& package) const {
    for (const DebRelation& relation : alternatives) {
      for (const ByName* const names : {&dev_, &provided_}) {
        const auto found = names->find(relation.name);
        if (found == names->end()) continue;
        for (const Component* const component : found->second) {
          const bool met = names == &provided_ || fits(relation, component->version);
          if (met && arch_fits(package, *component)) return component;
        }
      }
    }
    return nullptr;
  }

  ByName dev_;
  ByName production_;
  ByName provided_;
};

Drift drift_of(const Component& dev, const Component* production, const Reference& reference) {
  Drift drift{.kind = production != nullptr ? DriftKind::version : DriftKind::dev_only,
              .reference = reference.name,
              .ecosystem = dev.ecosystem,
              .name = dev.name,
              .arch = dev.arch,
              .place = dev.place,
              .dev = dev};
  if (production != nullptr) {
    drift.prod = *production;
    const Ecosystem* const ecosystem = find_ecosystem(dev.ecosystem);
    if (ecosystem != nullptr) drift.change = ecosystem->classify(production->version, dev.version);
  }
  return drift;
}

void keep_ship(Subject& subject, std::vector<Remedy> remedies) {
  for (Remedy& remedy : remedies) {
    if (remedy.kind == Remedy::Kind::ship) subject.ship.push_back(std::move(remedy));
  }
}

bool is_wanted(const Component& component, const Question& question) {
  if (question.python)
    return is_within(component.version, question.python->clauses, PreReleases::count);
  return question.relation.empty() ||
         fits(*parse_deb_relation(question.relation), component.version);
}

void ship_deb(Subject& subject, const Component& here, const Component* production,
              const Reference& reference, const ProductionContext& context) {
  Closure closure(*context.dev, reference);
  const std::vector<const Component*> lacking = closure.from(here);
  subject.lacking_known = !here.relations.empty() || lacking.size() > 1;
  subject.lacking_count = lacking.size();
  std::vector<Drift> drifts;
  for (const Component* const component : lacking) {
    std::string version = closure.production_version(component->name);
    if (version.empty()) drifts.push_back(drift_of(*component, nullptr, reference));
    if (subject.lacking.size() < limits::answer_packages)
      subject.lacking.push_back(
          {.name = component->name, .here = component->version, .production = std::move(version)});
  }
  if (production != nullptr) drifts = {drift_of(here, production, reference)};
  std::vector<const Drift*> group;
  for (const Drift& drift : drifts)
    group.push_back(&drift);
  keep_ship(subject,
            deb_remedies(group, here.name,
                         remedy_facts(*context.dev, reference, *context.policy, context.remedies)));
}

}  // namespace

void add_shipping(Subject& subject, const Question& question, const Reference& reference,
                  const ProductionContext& context) {
  const bool unmet = subject.condition && subject.condition->met == Says::no;
  if (subject.has != Says::no && !unmet) return;
  for (const Component* const here :
       instances_of(*context.dev, subject.ecosystem, subject.name, question.arch)) {
    if (!is_wanted(*here, question)) continue;
    const auto production =
        instances_of(reference.inventory, subject.ecosystem, subject.name, question.arch);
    const Component* const first = production.empty() ? nullptr : production.front();
    if (subject.ecosystem == "deb") {
      ship_deb(subject, *here, first, reference, context);
    } else if (subject.ecosystem == "pypi") {
      follow_python_needs(subject, *here, reference, context);
      keep_ship(subject, pypi_remedies(drift_of(*here, first, reference),
                                       remedy_facts(*context.dev, reference, *context.policy,
                                                    context.remedies)));
    }
    return;
  }
}

}  // namespace prodparity
