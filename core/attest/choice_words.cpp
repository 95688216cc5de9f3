#include "core/attest/choice_words.h"

#include "core/rfc3339.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity::attest {
namespace {

constexpr std::int64_t day = 86'400;
constexpr std::size_t told_refusals = 3;

std::string counted(std::size_t count, const std::string& what) {
  return std::to_string(count) + ' ' + what + (count == 1 ? "" : "s");
}

std::string date_of(std::int64_t seconds) {
  return rfc3339_of(seconds).substr(0, 10);
}

std::string named(const Candidate& candidate) {
  return candidate.where.empty() ? "one" : candidate.where;
}

std::string proven(const Candidate& chosen, const Choice& choice) {
  switch (choice.trust) {
    case Trust::pinned:
      return "signed by " + to_string(chosen.signer) + ", verified";
    case Trust::not_pinned:
      return "signed by " + to_string(chosen.signer) + ", verified, signer not pinned";
    case Trust::not_signed:
      return "unsigned";
    case Trust::unchecked:
      return "not verified (verify: off)";
  }
  return {};
}

std::string chosen_text(const std::vector<Candidate>& candidates, const Choice& choice) {
  const Candidate& chosen = candidates[*choice.chosen];
  std::string text = "SBOM";
  if (choice.time) text += " of " + date_of(*choice.time);
  if (choice.is_by_own_time) text += " (by its own word)";
  if (choice.trust != Trust::not_signed && choice.trust != Trust::unchecked) {
    text += ' ' + proven(chosen, choice);
  } else {
    text += ", " + proven(chosen, choice);
  }
  if (choice.believed < 2) return text;
  if (choice.uncompared + 1 == choice.believed)
    return text + "; " + counted(choice.believed, "attestation") + ", not compared";
  text += "; " + std::to_string(choice.agreeing) + " of " +
          counted(choice.believed, "attestation") + " agree";
  if (choice.uncompared > 0) text += ", " + std::to_string(choice.uncompared) + " not compared";
  return text;
}

// Each refusal once, the first few.
std::string refusals_of(const std::vector<Candidate>& candidates) {
  std::set<std::string> seen;
  std::string text;
  for (const Candidate& candidate : candidates) {
    if (!candidate.refusal || !seen.insert(sentence(*candidate.refusal)).second) continue;
    if (seen.size() > told_refusals) continue;
    text += (text.empty() ? "" : "; ") + named(candidate) + ": " + sentence(*candidate.refusal);
  }
  if (seen.size() > told_refusals)
    text += "; and " + counted(seen.size() - told_refusals, "other reason");
  return text;
}

std::string none_text(const std::vector<Candidate>& candidates) {
  std::set<std::string> types;
  for (const Candidate& candidate : candidates) {
    if (!candidate.refusal && !is_sbom(candidate))
      types.insert(candidate.predicate_type.empty() ? "a signature" : candidate.predicate_type);
  }
  if (types.empty()) return "no attestation of an SBOM is there";
  return "no attestation of an SBOM is there, only of " + *types.begin() +
         (types.size() > 1 ? " and " + counted(types.size() - 1, "other kind") : "");
}

std::string changed_text(const std::vector<Candidate>& candidates, const Wanted& wanted) {
  const auto believed = std::ranges::find_if(candidates, [](const Candidate& candidate) {
    return is_signed(candidate) && !candidate.refusal && is_sbom(candidate);
  });
  const std::string now = believed == candidates.end() ? "nobody" : to_string(believed->signer);
  return "it is signed by " + now + ", in the last session by " + to_string(*wanted.last_signer) +
         ": name who must sign it";
}

std::string age_text(const Candidate& chosen, const Wanted& wanted, const Choice& choice) {
  const std::int64_t greatest = *wanted.max_age_seconds / day;
  const std::string limit = counted(static_cast<std::size_t>(greatest), "day");
  if (!choice.time)
    return "nothing says how old " + named(chosen) + " is; " + limit + " are allowed";
  const auto age =
      static_cast<std::size_t>(std::max<std::int64_t>(0, wanted.now - *choice.time) / day);
  return "it is " + counted(age, "day") + " old; " + limit + " are allowed";
}

std::string disagreement_text(const Candidate& other, const Disagreement& found) {
  std::string text = named(other) + " disagrees on " + counted(found.count, "package") + ": ";
  for (std::size_t i = 0; i < found.on.size(); ++i)
    text += (i > 0 ? "; " : "") + found.on[i];
  return found.count > found.on.size() ? text + "; and others" : text;
}

// Others than the chosen one's signer, where nobody is configured.
std::string others_text(const std::vector<Candidate>& candidates, const Choice& choice) {
  std::string text;
  std::set<std::string> seen;
  for (const Candidate& candidate : candidates) {
    if (candidate.refusal || !is_signed(candidate) || !is_sbom(candidate) ||
        candidate.signer == candidates[*choice.chosen].signer)
      continue;
    if (seen.insert(to_string(candidate.signer)).second)
      text += (text.empty() ? "" : ", ") + to_string(candidate.signer);
  }
  return text;
}

}  // namespace

std::string summary_of(const std::vector<Candidate>& candidates, const Wanted& wanted,
                       const Choice& choice) {
  switch (choice.outcome) {
    case Outcome::chosen:
      return chosen_text(candidates, choice);
    case Outcome::none_there:
      return none_text(candidates);
    case Outcome::unverified:
      return "what is there is not believed: " + refusals_of(candidates);
    case Outcome::signer_changed:
      return changed_text(candidates, wanted);
    case Outcome::only_unsigned:
      return wanted.is_pinned || wanted.verify == VerifyMode::require
                 ? "what is there is unsigned, and a signature is asked for"
                 : "what is there lies unsigned in the image's index, and allow_unsigned is not "
                   "set";
    case Outcome::not_configured:
      return "verify is 'require', and neither a key nor an identity says whose signature it must "
             "be";
  }
  return {};
}

std::vector<std::string> notes_on(const std::vector<Candidate>& candidates, const Wanted& wanted,
                                  const Choice& choice) {
  std::vector<std::string> notes;
  if (!choice.chosen) return notes;
  const Candidate& chosen = candidates[*choice.chosen];
  if (choice.trust == Trust::not_pinned) {
    notes.push_back(
        "signer not pinned: anybody's valid signature would do; to pin it, configure "
        "who must sign");
    const std::string others = others_text(candidates, choice);
    if (!others.empty()) notes.push_back("others have signed one, too: " + others);
  }
  if (chosen.is_promise_only)
    notes.push_back("a log only promised to include its signature; no proof is there");
  if (choice.is_by_own_time) notes.push_back("nothing but the SBOM itself says when it was made");
  if (!choice.time && is_signed(chosen) && !choice.is_too_old)
    notes.push_back("nothing says when it was signed");
  if (choice.is_of_other_platform)
    notes.push_back("it was made for " + chosen.platform + ", and here is " + wanted.platform);
  if (choice.is_too_old) notes.push_back(age_text(chosen, wanted, choice));
  for (const Disagreement& found : choice.disagreements)
    notes.push_back(disagreement_text(candidates[found.with], found));
  const auto refused = std::ranges::count_if(
      candidates, [](const Candidate& one) { return one.refusal.has_value(); });
  if (refused > 0)
    notes.push_back(counted(static_cast<std::size_t>(refused), "other") +
                    " not believed: " + refusals_of(candidates));
  return notes;
}

std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::chosen:
      return "chosen";
    case Outcome::none_there:
      return "none_there";
    case Outcome::unverified:
      return "unverified";
    case Outcome::signer_changed:
      return "signer_changed";
    case Outcome::only_unsigned:
      return "only_unsigned";
    case Outcome::not_configured:
      return "not_configured";
  }
  return {};
}

std::string_view to_string(Trust trust) {
  switch (trust) {
    case Trust::pinned:
      return "pinned";
    case Trust::not_pinned:
      return "not_pinned";
    case Trust::not_signed:
      return "unsigned";
    case Trust::unchecked:
      return "unchecked";
  }
  return {};
}

}  // namespace prodparity::attest
