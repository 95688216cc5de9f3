#include "core/drift/ship_closure.h"

#include "core/ecosystems/deb_relations.h"
#include "core/text.h"

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

using State = Shipping::State;
using Positions = std::unordered_map<std::string_view, std::vector<std::size_t>>;

// More packages than this never provide one name; a hostile database may say so.
constexpr std::size_t providers_limit = 64;

void add(Positions& positions, std::string_view name, std::size_t position) {
  std::vector<std::size_t>& list = positions[name];
  if (list.size() < providers_limit) list.push_back(position);
}

bool arch_fits(const Drift& left, const Drift& right) {
  return left.arch == right.arch || left.arch == "all" || right.arch == "all";
}

class Spread {
 public:
  Spread(std::vector<Finding>& findings, const Reference& reference)
      : findings_(findings), reached_(findings.size()) {
    for (const Component& component : reference.inventory.components) {
      if (component.ecosystem != "deb") continue;
      production_.insert(component.name);
      for_each_relation(component.provides,
                        [&](std::string_view name) { production_.insert(name); });
    }
    for (std::size_t i = 0; i < findings_.size(); ++i) {
      const Drift& drift = findings_[i].drift;
      if (drift.ecosystem != "deb" || drift.kind != DriftKind::dev_only) continue;
      add(named_, drift.name, i);
      for_each_relation(drift.dev->provides,
                        [&](std::string_view name) { add(providing_, name, i); });
    }
  }

  // From the findings of one kind, so that what is certain is told before what is not.
  void from(State state, bool with_recommends,
            const std::function<bool(const Finding&)>& recommends) {
    for (std::size_t i = 0; i < findings_.size(); ++i) {
      const Finding& finding = findings_[i];
      const bool root = finding.drift.ecosystem == "deb" && finding.drift.dev &&
                        finding.shipping.state == state && !is_brought(i);
      if (root && recommends(finding) == with_recommends)
        open_.push_back({.at = i, .recommends = with_recommends, .state = state});
    }
    while (!open_.empty()) {
      const Step step = open_.back();
      open_.pop_back();
      visit(step);
    }
  }

 private:
  struct Step {
    std::size_t at = 0;
    bool recommends = false;
    State state = State::none;
  };

  bool is_brought(std::size_t at) const { return reached_[at] == Reached::brought; }

  void visit(const Step& step) {
    const std::string_view relations = findings_[step.at].drift.dev->relations;
    const std::size_t end = std::min(relations.find(recommends_mark), relations.size());
    take(step, relations.substr(0, end));
    if (step.recommends) take(step, relations.substr(end));
  }

  void take(const Step& step, std::string_view relations) {
    for (std::string_view relation : split(relations, ',')) {
      while (relation.starts_with(';') || relation.starts_with(' '))
        relation.remove_prefix(1);
      const std::vector<std::string_view> alternatives = relation_names(relation);
      const bool there = std::ranges::any_of(
          alternatives, [&](std::string_view name) { return production_.contains(name); });
      if (!there) take_one_of(step, alternatives);
    }
  }

  // apt takes the first that there is; which one that is in production's build is certain of a
  // package that is here, and the first.
  void take_one_of(const Step& step, const std::vector<std::string_view>& alternatives) {
    for (std::size_t i = 0; i < alternatives.size(); ++i) {
      const State state = i == 0 ? step.state : State::maybe;
      if (bring(step, named_, alternatives[i], state)) return;
      if (bring(step, providing_, alternatives[i], State::maybe)) return;
    }
  }

  bool bring(const Step& step, const Positions& positions, std::string_view name, State state) {
    const auto found = positions.find(name);
    if (found == positions.end()) return false;
    bool any = false;
    for (const std::size_t other : found->second) {
      if (other == step.at || !arch_fits(findings_[step.at].drift, findings_[other].drift))
        continue;
      any = true;
      give(step, other, state);
    }
    return any;
  }

  void give(const Step& step, std::size_t other, State state) {
    Finding& finding = findings_[other];
    if (finding.shipping.state >= state) return;
    const Shipping& from = findings_[step.at].shipping;
    finding.shipping = {.state = state, .at = from.at, .why = from.why};
    if (state != from.state)
      finding.shipping.why = "another package may be taken there";
    else if (!is_brought(step.at) && state == State::shipping)
      finding.shipping.why = "it comes with " + findings_[step.at].drift.name;
    reached_[other] = Reached::brought;
    open_.push_back({.at = other, .recommends = step.recommends, .state = state});
  }

  enum class Reached { no, brought };

  std::vector<Finding>& findings_;
  std::vector<Reached> reached_;
  std::unordered_set<std::string_view> production_;
  Positions named_;
  Positions providing_;
  std::vector<Step> open_;
};

}  // namespace

void spread_shipping(std::vector<Finding>& findings, const Reference& reference,
                     const std::function<bool(const Finding&)>& recommends) {
  Spread spread(findings, reference);
  for (const State state : {State::shipping, State::maybe}) {
    spread.from(state, true, recommends);
    spread.from(state, false, recommends);
  }
}

}  // namespace prodparity
