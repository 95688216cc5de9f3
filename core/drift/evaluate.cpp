#include "core/drift/evaluate.h"

#include "core/append.h"
#include "core/digest.h"
#include "core/drift/closure.h"
#include "core/drift/comparable.h"
#include "core/drift/group.h"
#include "core/drift/origin.h"
#include "core/drift/reason.h"
#include "core/drift/remedy.h"
#include "core/drift/shipping.h"
#include "core/sort_large.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

// A command of more packages than this is no longer for a person to read; the whole of such a
// group stands at its head's finding only, or the first one's where that is no member.
constexpr std::size_t commands_limit = 64;

struct Settings {
  const Inventory& dev;
  const PolicyEngine& policy;
  const History& history;
  const RemedyContext& context;
  Date today;
  std::span<const Shipment> shipments;
  NameSet asked;
  bool marks = false;  // something is marked automatic, so that the marks are known
};

std::string id_of(const Drift& drift) {
  std::string text;
  for (const std::string& part : {std::string(to_string(drift.kind)), drift.reference,
                                  drift.ecosystem, drift.name, drift.arch, drift.place})
    text += part + '\0';
  return sha256_hex(text).substr(0, 16);
}

// Which drifts are packages that an allowed dev-only one pulled in, by position.
std::vector<bool> allowed_closure(const std::vector<Drift>& drifts, const DevOnlyDebs& debs,
                                  const PolicyEngine& policy) {
  std::vector<std::size_t> roots;
  for (std::size_t i = 0; i < debs.graph.size(); ++i) {
    if (policy.is_allowed(debs.graph.package(i))) roots.push_back(i);
  }
  const std::vector<bool> pulled_in = closure_of(debs.graph, roots);
  std::vector<bool> in_closure(drifts.size(), false);
  for (std::size_t i = 0; i < pulled_in.size(); ++i)
    in_closure[debs.positions[i]] = pulled_in[i];
  return in_closure;
}

Finding finding_of(Drift drift, bool in_closure, const Settings& settings) {
  drift.origin = origin_of(drift, settings.history);
  const auto decision = settings.policy.decide(drift, in_closure, settings.today);
  Finding finding{.id = id_of(drift),
                  .tier = decision.tier,
                  .shown_tier = decision.tier,
                  .rule = decision.rule,
                  .reason = reason_of(drift, decision.reason),
                  .runtime_sensitive = decision.runtime_sensitive,
                  .allowed = decision.allowed};
  finding.drift = std::move(drift);
  return finding;
}

// Whose finding holds the commands of a large group: its head's, else the first one's.
std::size_t keeper_of(const std::vector<Finding>& findings,
                      const std::vector<std::size_t>& members) {
  const auto head = std::ranges::find_if(members, [&](std::size_t member) {
    return findings[member].drift.name == findings[member].group.head;
  });
  return head == members.end() ? members[0] : *head;
}

// Debian groups end as a whole; everything else ends alone.
void add_remedies(std::vector<Finding>& findings, const RemedyFacts& facts) {
  std::map<std::string, std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    if (findings[i].drift.ecosystem == "pypi")
      findings[i].remedies = pypi_remedies(findings[i].drift, facts);
    if (findings[i].drift.ecosystem == "deb") groups[findings[i].group.id].push_back(i);
  }
  for (const auto& [id, members] : groups) {
    std::vector<const Drift*> drifts;
    for (const std::size_t member : members)
      drifts.push_back(&findings[member].drift);
    const std::string& head = findings[members[0]].group.head;
    const Shared<std::vector<Remedy>> whole = deb_remedies(drifts, head, facts);
    const bool many = members.size() > commands_limit;
    const std::size_t keeper = many ? keeper_of(findings, members) : members[0];
    const Shared<std::vector<Remedy>> pointer = std::vector<Remedy>{
        {.kind = Remedy::Kind::undo,
         .note = "ends with the whole of " + head + ": see " + findings[keeper].drift.name}};
    for (const std::size_t member : members)
      findings[member].remedies = many && member != keeper ? pointer : whole;
  }
}

// What was really compared: nothing of an ecosystem with a gap. Owned ones speak for their owner.
std::vector<ComparedCount> compared_with(const Inventory& dev, const Comparison& comparison) {
  std::vector<ComparedCount> compared;
  for (const std::string& ecosystem : dev.ecosystems) {
    const bool gap = std::ranges::any_of(comparison.gaps, [&](const Gap& candidate) {
      return candidate.ecosystem.empty() || candidate.ecosystem == ecosystem;
    });
    if (gap) continue;
    const auto count = std::ranges::count_if(dev.components, [&](const Component& component) {
      return component.ecosystem == ecosystem && component.owner.empty();
    });
    compared.push_back({.ecosystem = ecosystem, .components = static_cast<std::size_t>(count)});
  }
  return compared;
}

void judge_reference(Verdict& verdict, const Reference& reference, const Settings& settings) {
  Comparison comparison = diff(settings.dev, reference);
  verdict.references.push_back(summary_of(reference));
  verdict.references.back().compared = compared_with(settings.dev, comparison);
  const DevOnlyDebs debs = dev_only_debs(comparison.drifts);
  const std::vector<bool> in_closure = allowed_closure(comparison.drifts, debs, settings.policy);
  std::vector<Finding> findings;
  findings.reserve(comparison.drifts.size());
  for (std::size_t i = 0; i < comparison.drifts.size(); ++i)
    findings.push_back(finding_of(std::move(comparison.drifts[i]), in_closure[i], settings));
  assign_groups(findings, debs, settings.asked, settings.marks);
  add_remedies(findings,
               remedy_facts(settings.dev, reference, settings.policy.policy(), settings.context));
  mark_shipping(findings, settings.dev, reference, settings.shipments);
  append(verdict.findings, std::move(findings));
  append(verdict.gaps, std::move(comparison.gaps));
  append(verdict.notes, std::move(comparison.notes));
}

// What a reference does not cover can be known and accepted; what could not be read here cannot.
bool can_be_accepted(GapKind kind) {
  constexpr std::array<GapKind, 5> kinds = {
      GapKind::not_covered, GapKind::no_os_packages, GapKind::no_distribution,
      GapKind::several_distributions, GapKind::other_distribution};
  return std::ranges::count(kinds, kind) != 0;
}

void accept_gaps(Verdict& verdict, const Policy& policy) {
  std::size_t accepted = 0;
  std::string names;
  for (Gap& gap : verdict.gaps) {
    gap.accepted = can_be_accepted(gap.kind) &&
                   std::ranges::count(policy.accept_uncovered, gap.ecosystem) != 0;
    if (!gap.accepted) continue;
    ++accepted;
    if (names.find(gap.ecosystem) == std::string::npos)
      names += (names.empty() ? "" : ", ") + gap.ecosystem;
  }
  if (accepted != 0)
    verdict.notes.push_back(
        {.code = "accepted_gap", .sentence = "not checked, and accepted in the policy: " + names});
}

void note_expired(Verdict& verdict, const Policy& policy, Date today) {
  for (const Waiver& waiver : policy.waivers) {
    if (!waiver.expires || today <= *waiver.expires) continue;
    const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    const std::string place =
        waiver.evidence.path.empty()
            ? std::string("a waiver")
            : waiver.evidence.path + ':' + std::to_string(waiver.evidence.line) + ": this waiver";
    verdict.notes.push_back(
        {.code = "expired_waiver",
         .sentence = place + " expired on " + std::to_string(waiver.expires->year) + '-' +
                     two(waiver.expires->month) + '-' + two(waiver.expires->day) +
                     " and does not apply any more (" + waiver.reason + ')'});
  }
}

Counts counts_of(const std::vector<Finding>& findings) {
  Counts counts;
  for (const Finding& finding : findings) {
    switch (finding.drift.kind) {
      case DriftKind::dev_only:
        ++(finding.allowed ? counts.dev_only_allowed : counts.dev_only_unexpected);
        break;
      case DriftKind::prod_only:
        ++counts.prod_only;
        break;
      case DriftKind::version:
        ++counts.version_drift;
        if (finding.runtime_sensitive) ++counts.version_drift_runtime_sensitive;
        break;
      case DriftKind::fact:
        break;
    }
  }
  return counts;
}

// Of several productions a build file that names none may build another one.
std::vector<Shipment> with_doubt_whose(std::span<const Shipment> shipments) {
  std::vector<Shipment> doubted(shipments.begin(), shipments.end());
  for (Shipment& shipment : doubted) {
    if (!shipment.reference.empty()) continue;
    for (Shipped& shipped : shipment.shipped) {
      if (shipped.certain()) shipped.doubt = "the policy does not say which production it builds";
    }
  }
  return doubted;
}

void sort_findings(std::vector<Finding>& findings) {
  const auto key = [](const Finding& finding) {
    const Drift& drift = finding.drift;
    return std::tie(drift.reference, finding.group.head, finding.group.id, drift.ecosystem,
                    drift.name, drift.arch, drift.place, drift.kind);
  };
  sort_large(findings, [&](const Finding& left, const Finding& right) {
    if (left.shown_tier != right.shown_tier) return left.shown_tier > right.shown_tier;
    return key(left) < key(right);
  });
}

}  // namespace

ReferenceSummary summary_of(const Reference& reference) {
  return {.name = reference.name,
          .source = reference.source,
          .format = reference.format,
          .generator = reference.generator,
          .subject = reference.subject,
          .created = reference.created,
          .digest = reference.digest,
          .verification = reference.verification,
          .proof = reference.proof,
          .components = reference.inventory.components.size()};
}

Verdict evaluate(const Inventory& dev, std::span<const Reference> references,
                 const PolicyEngine& policy, const History& history, const RemedyContext& context,
                 Date today, std::span<const Shipment> shipments) {
  Settings settings{.dev = dev,
                    .policy = policy,
                    .history = history,
                    .context = context,
                    .today = today,
                    .shipments = shipments,
                    .asked = NameSet(history.asked.begin(), history.asked.end()),
                    .marks = std::ranges::any_of(dev.components, &Component::automatic)};
  std::vector<Shipment> doubted;
  if (references.size() > 1) {
    doubted = with_doubt_whose(shipments);
    settings.shipments = doubted;
  }
  Verdict verdict;
  if (references.empty())
    verdict.gaps.push_back({.kind = GapKind::no_reference,
                            .sentence = "no reference of production is given",
                            .remedy = "name production's SBOM with --reference, or in references "
                                      "of .devcontainer/prodparity.json"});
  for (const Reference& reference : references)
    judge_reference(verdict, reference, settings);
  accept_gaps(verdict, policy.policy());
  note_expired(verdict, policy.policy(), today);
  sort_findings(verdict.findings);
  verdict.counts = counts_of(verdict.findings);
  return verdict;
}

}  // namespace prodparity
