// Whether what production has is within a requirement.
#include "core/ecosystems/deb_relations.h"
#include "core/passes.h"
#include "core/production/lookup.h"
#include "core/version/pep440.h"
#include "core/version/pep440_specifier.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

std::string relation_text(const DebRelation& relation) {
  return fmt::format("({} {})", relation.op, relation.version);
}

// The versions that production has, each once.
std::string versions_of(const std::vector<Held>& all) {
  std::set<std::string> versions;
  for (const Held& one : all)
    versions.insert(one.version);
  return fmt::format("{}", fmt::join(versions, ", "));
}

bool loses_epochs(const Reference& reference) {
  return std::ranges::any_of(
      reference.faults, [](const Fault& fault) { return fault.kind == FaultKind::epoch_lost; });
}

// `fit` of `all` instances fit.
void decide(Condition& condition, const std::vector<Held>& all, std::size_t fit) {
  if (fit == all.size())
    condition.met = Says::yes;
  else if (fit == 0)
    condition.met = Says::no;
  condition.why = "production has " + versions_of(all);
  if (fit != 0 && fit != all.size())
    condition.why += ", of which some are within it: which one counts its SBOM does not say";
}

Condition deb_condition(const Subject& subject, const Question& question,
                        const Reference& reference) {
  const DebRelation relation = *parse_deb_relation(question.relation);
  Condition condition{.text = relation_text(relation)};
  const bool no_epoch = std::ranges::none_of(subject.production, [](const Held& one) {
    return one.version.find(':') != std::string::npos;
  });
  const bool epoch_here = std::ranges::any_of(
      subject.here, [](const Held& one) { return one.version.find(':') != std::string::npos; });
  const bool epoch_asked = relation.version.find(':') != std::string_view::npos;
  if (no_epoch && (epoch_here || epoch_asked) && loses_epochs(reference)) {
    condition.why = "production has " + versions_of(subject.production) +
                    ", and the maker of its SBOM leaves out epochs";
    return condition;
  }
  const auto fit = std::ranges::count_if(
      subject.production, [&](const Held& one) { return fits(relation, one.version); });
  // Several architectures of one package: any of them satisfies a plain relation.
  if (fit > 0 && question.arch.empty()) {
    condition.met = Says::yes;
    condition.why = "production has " + versions_of(subject.production);
    return condition;
  }
  decide(condition, subject.production, static_cast<std::size_t>(fit));
  return condition;
}

// What a requirement says beyond versions depends on where pip runs, or on what is fetched. A
// requirement that a marker switches off is met whatever is there; extras only ask for more.
void note_unjudged(Condition& condition, const PythonRequirement& requirement) {
  if (!requirement.marker.empty() && condition.met == Says::no) condition.met = Says::not_said;
  if (!requirement.extras.empty() && condition.met == Says::yes) condition.met = Says::not_said;
  if (!requirement.marker.empty())
    condition.not_judged.push_back("the marker `" + requirement.marker +
                                   "`: it depends on the interpreter that pip runs with");
  if (!requirement.extras.empty())
    condition.not_judged.push_back(
        fmt::format("the extras {}: what they bring is not in production's SBOM by this name",
                    fmt::join(requirement.extras, ", ")));
}

Condition python_condition(const Subject& subject, const PythonRequirement& requirement) {
  Condition condition{.text = to_string(requirement.clauses)};
  if (!requirement.url.empty()) {
    condition.text = "@ " + requirement.url;
    condition.why = "an SBOM does not say from which address a distribution was installed";
    return condition;
  }
  const bool in_deb = subject.ecosystem == "deb";
  std::size_t fit = 0;
  bool pre_release = false;
  for (const Held& one : subject.production) {
    const std::string version(in_deb ? debian_upstream(one.version)
                                     : std::string_view(one.version));
    const bool exact = std::ranges::any_of(
        requirement.clauses, [](const VersionClause& clause) { return clause.op == "==="; });
    if (!is_pep440(version) && !exact && !requirement.clauses.empty()) {
      condition.why = "production has '" + version + "', which is no version of PEP 440";
      return condition;
    }
    pre_release = pre_release || is_pep440_pre_release(version);
    if (is_within(version, requirement.clauses, PreReleases::count)) ++fit;
  }
  decide(condition, subject.production, fit);
  if (pre_release && condition.met == Says::yes)
    condition.why += " (a pre-release: installed already, it counts)";
  note_unjudged(condition, requirement);
  return condition;
}

}  // namespace

void judge_condition(Subject& subject, const Question& question, const Reference& reference,
                     const Inventory&) {
  if (!question.has_condition()) return;
  if (subject.has != Says::yes) {
    Condition condition{.met = subject.has, .why = subject.why};
    if (question.python) {
      condition.text = to_string(question.python->clauses);
      note_unjudged(condition, *question.python);
    } else {
      condition.text = relation_text(*parse_deb_relation(question.relation));
    }
    if (subject.has == Says::no) condition.why = "production does not have it";
    subject.condition = std::move(condition);
    return;
  }
  subject.condition = question.python ? python_condition(subject, *question.python)
                                      : deb_condition(subject, question, reference);
}

}  // namespace prodparity
