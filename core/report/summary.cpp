#include "core/report/summary.h"

#include "core/drift/reason.h"
#include "core/reference_proof.h"
#include "core/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {
namespace {

constexpr std::size_t caused_by_bytes = 100;  // shown of a command, in a headline

// "a", "a and b", "a, b and c"
std::string listed(const std::vector<std::string>& parts) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += i + 1 == parts.size() ? " and " : ", ";
    text += parts[i];
  }
  return text;
}

std::string reference_names(const Verdict& verdict) {
  std::vector<std::string> names;
  for (const ReferenceSummary& reference : verdict.references)
    names.push_back(reference.name);
  return names.empty() ? "production" : listed(names);
}

std::string tiers(const Tally& tally) {
  std::vector<std::string> parts;
  if (tally.block > 0) parts.push_back(fmt::format("{} block", tally.block));
  if (tally.warn > 0) parts.push_back(fmt::format("{} warn", tally.warn));
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string compared_with(const ReferenceSummary& reference, bool equal) {
  std::vector<std::string> parts;
  std::size_t count = 0;
  for (const ComparedCount& compared : reference.compared) {
    parts.push_back(counted_components(compared));
    count += compared.components;
  }
  const std::string what = parts.empty() ? "nothing" : listed(parts);
  const std::string_view verb = count == 0 || !equal ? "compared with"
                                : count == 1         ? "matches"
                                                     : "match";
  return fmt::format("{} {} {} ({}, {})", what, verb, reference.name, reference.source,
                     reference_details(reference));
}

std::string clean_line(const Verdict& verdict, const Tally& tally) {
  if (verdict.references.empty()) return "nothing was compared: there is no reference";
  const std::size_t others = tally.info + tally.ignored;
  std::vector<std::string> parts;
  for (const ReferenceSummary& reference : verdict.references)
    parts.push_back(compared_with(reference, others + tally.ships == 0));
  const std::string compared = fmt::format("{}", fmt::join(parts, "; "));
  if (others + tally.ships == 0) return "clean: " + compared;
  std::string beside;
  if (tally.ships > 0) beside += fmt::format(", {} shipped by this branch", tally.ships);
  if (tally.info > 0)
    beside += fmt::format(", {} for information", counted(tally.info, "difference", "differences"));
  if (tally.ignored > 0) beside += fmt::format(", {} allowed or ignored", tally.ignored);
  return fmt::format("clean: nothing to block or warn about{}: {}", beside, compared);
}

std::size_t open_gaps(const Verdict& verdict) {
  return static_cast<std::size_t>(std::count_if(verdict.gaps.begin(), verdict.gaps.end(),
                                                [](const Gap& gap) { return !gap.accepted; }));
}

std::string date_of(std::string_view rfc3339) {
  return std::string(rfc3339.substr(0, rfc3339.find('T')));
}

const std::string& version_of(const Shared<Component>& component) {
  static const std::string none;
  return component ? component->version : none;
}

}  // namespace

std::string verification_word(Verification verification) {
  switch (verification) {
    case Verification::none:
      return "unsigned";
    case Verification::unsigned_statement:
      return "unsigned statement";
    case Verification::unsigned_image:
      return "image, unsigned";
    case Verification::not_checked:
      return "signature not checked";
    case Verification::signer_not_pinned:
      return "signature verified, signer not pinned";
    case Verification::verified:
      return "signature verified";
  }
  return "unsigned";
}

std::string counted(std::size_t count, std::string_view singular, std::string_view plural) {
  return fmt::format("{} {}", count, count == 1 ? singular : plural);
}

std::string counted_components(const ComparedCount& compared) {
  const std::size_t count = compared.components;
  if (compared.ecosystem == "deb") return counted(count, "deb", "debs");
  if (compared.ecosystem == "pypi")
    return counted(count, "PyPI distribution", "PyPI distributions");
  return counted(count, compared.ecosystem + " package", compared.ecosystem + " packages");
}

std::string verdict_line(const Verdict& verdict, std::span<const Row> rows) {
  const Tally of = tally(rows);
  const std::string production = reference_names(verdict);
  const std::size_t gaps = open_gaps(verdict);
  const std::size_t count = of.block + of.warn;
  std::string differences;
  if (count > 0) {
    differences = fmt::format("{} from {}: {}", counted(count, "difference", "differences"),
                              production, tiers(of));
    if (of.ships > 0) differences += fmt::format("; {} shipped by this branch", of.ships);
  }
  if (gaps == 0) return count > 0 ? differences : clean_line(verdict, of);
  if (count == 0)
    return fmt::format("could not check against {}: {}", production, counted(gaps, "gap", "gaps"));
  return fmt::format("{}, and {} that could not be checked", differences,
                     counted(gaps, "part", "parts"));
}

std::string counts_line(const Counts& counts) {
  return fmt::format(
      "dev-only: {} allowed, {} unexpected; prod-only: {}; version drift: {}, runtime-sensitive: "
      "{}",
      counts.dev_only_allowed, counts.dev_only_unexpected, counts.prod_only, counts.version_drift,
      counts.version_drift_runtime_sensitive);
}

std::string reference_details(const ReferenceSummary& reference) {
  std::vector<std::string> parts;
  std::string format = reference.format;
  if (!reference.generator.empty()) format += " by " + reference.generator;
  if (!format.empty()) parts.push_back(format);
  if (!reference.subject.empty()) parts.push_back("of " + reference.subject);
  if (!reference.created.empty()) parts.push_back("made " + date_of(reference.created));
  parts.push_back(proof_words(reference.verification, reference.proof));
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string gap_title(const Gap& gap) {
  const std::string what = gap.ecosystem.empty() ? "anything" : gap.ecosystem;
  return gap.accepted ? "not checked, accepted by the policy: " + what : "could not check: " + what;
}

std::string difference(const Row& row) {
  const Drift& drift = row.head->drift;
  const bool several = row.members.size() > 1;
  switch (drift.kind) {
    case DriftKind::version:
      return fmt::format("{} here, {} in {}", version_of(drift.dev), version_of(drift.prod),
                         drift.reference);
    case DriftKind::dev_only:
      return fmt::format("{} not in {}", several && company_of(row).empty() ? "are" : "is",
                         drift.reference);
    case DriftKind::prod_only:
      return fmt::format("{} in {}, not here", several ? "are" : "is", drift.reference);
    case DriftKind::fact:
      return fmt::format("differs from {}", drift.reference);
  }
  return {};
}

std::string ecosystem_label(std::string_view ecosystem) {
  if (ecosystem == "deb") return {};
  return std::string(ecosystem == "pypi" ? "PyPI" : ecosystem);
}

std::string company_of(const Row& row) {
  const Drift& drift = row.head->drift;
  const std::size_t others = row.members.size() - 1;
  if (others == 0 || drift.kind != DriftKind::dev_only || drift.name != row.head->group.head)
    return {};
  // The head of what an install brought has relations: it could bring nothing without.
  return counted(others, "package", "packages") +
         (drift.dev->relations.empty() ? " of its source" : " it pulled in");
}

std::string shipping_of(const Row& row) {
  const Shipping* said = &row.head->shipping;
  for (const Finding* member : row.members) {
    if (said->at.path.empty()) said = &member->shipping;
  }
  if (said->at.path.empty()) return {};
  const std::string place = fmt::format("{}:{}", said->at.path, said->at.line);
  switch (said->state) {
    case Shipping::State::shipping:
      return fmt::format("shipped by this branch ({}{}{})", place, said->why.empty() ? "" : ", ",
                         said->why);
    case Shipping::State::maybe:
      return fmt::format("may ship ({}: {})", place, said->why);
    case Shipping::State::none:
      break;
  }
  return fmt::format("{}: {}", place, said->why);
}

std::string peculiarities(const Row& row) {
  const Drift& drift = row.head->drift;
  std::vector<std::string> parts;
  if (drift.kind == DriftKind::version && drift.change.downgrade)
    parts.push_back("older than " + drift.reference);
  const bool dev_only_pre_release =
      drift.kind == DriftKind::dev_only && drift.dev && drift.dev->pre_release;
  if (drift.change.pre_release || dev_only_pre_release) parts.emplace_back("a pre-release");
  if (drift.dev && !drift.dev->hides.empty()) {
    std::string hidden = drift.dev->hides;
    if (const std::size_t at = hidden.rfind('@'); at != std::string::npos) hidden[at] = ' ';
    if (const std::size_t colon = hidden.find(':'); colon != std::string::npos) {
      const std::string ecosystem = hidden.substr(0, colon);
      const std::string whose = ecosystem == "deb" ? "the deb" : ecosystem_label(ecosystem) + "'s";
      hidden = whose + ' ' + hidden.substr(colon + 1);
    }
    parts.push_back("hides " + hidden);
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string why(const Row& row) {
  const Finding& finding = *row.strictest;
  Reason reason = finding.reason;
  if (row.strictest == row.head) reason.peculiar.clear();  // the line tells these (peculiarities)
  const bool decided = finding.rule != "none";
  if (!decided) reason.because.clear();  // it only says again what the line says
  std::string text = sentence_of(reason);
  if (row.strictest != row.head && finding.tier > row.head->tier)
    text = finding.drift.name + ": " + text;
  if (!decided) return text + (text.empty() ? "" : "; ") + "no rule speaks of it";
  return fmt::format("{}{}(rule {})", text, text.empty() ? "" : " ", finding.rule);
}

std::vector<std::string> other_actors(const Attribution& attribution) {
  std::vector<std::string> others;
  for (const Cause& cause : attribution.others) {
    std::string who = who_of(cause);
    if (who.empty() || who == who_of(attribution.likeliest)) continue;
    if (std::ranges::find(others, who) == others.end()) others.push_back(std::move(who));
  }
  return others;
}

std::string caused_by(const Attribution& attribution) {
  const Cause& likeliest = attribution.likeliest;
  std::string text = who_of(likeliest);
  if (text.empty()) return text;
  const std::string& command =
      likeliest.tool_command.empty() ? likeliest.command : likeliest.tool_command;
  if (!command.empty()) text += ": " + printable(command, caused_by_bytes);
  for (const std::string& other : other_actors(attribution))
    text += ", or " + other;
  return text;
}

std::string evidence_of(const Attribution& attribution) {
  const auto sentence = [](const Cause& cause) {
    const std::string who = who_of(cause);
    std::string text = who.empty() ? "it is not known who" : who;
    if (!cause.session.empty()) text += ", session " + cause.session;
    if (!cause.tool_call.empty()) text += ", tool call " + cause.tool_call;
    if (!cause.command.empty()) text += ", " + cause.command;
    return text + fmt::format(": {}", fmt::join(cause.evidence, "; "));
  };
  std::string text = "caused by: " + sentence(attribution.likeliest);
  for (const Cause& cause : attribution.others)
    text += ". Or " + sentence(cause);
  return text;
}

}  // namespace prodparity
