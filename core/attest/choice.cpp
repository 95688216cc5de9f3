#include "core/attest/choice.h"

#include "core/attest/choice_words.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace prodparity::attest {
namespace {

constexpr std::size_t told_differences = 3;

bool is_of_other_platform(const Candidate& candidate, const Wanted& wanted) {
  return !wanted.platform.empty() && !candidate.platform.empty() &&
         candidate.platform != wanted.platform;
}

std::optional<std::int64_t> time_of(const Candidate& candidate) {
  return candidate.signed_at ? candidate.signed_at : candidate.document_time;
}

// Which are believed, or would be if it were allowed.
std::vector<std::size_t> those(const std::vector<Candidate>& candidates, bool signed_ones,
                               bool unsigned_ones) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const Candidate& candidate = candidates[i];
    const bool is_wanted = is_signed(candidate) ? signed_ones : unsigned_ones;
    if (is_wanted && !candidate.refusal && is_sbom(candidate)) found.push_back(i);
  }
  return found;
}

// Our platform first, then the newest, then what is witnessed, then the closest subject; at last by
// what it is, so that the order in which they were found never decides.
bool is_better(const Candidate& a, const Candidate& b, const Wanted& wanted) {
  const auto key = [&](const Candidate& one) {
    return std::tuple(!is_of_other_platform(one, wanted), time_of(one), one.signed_at.has_value(),
                      one.is_of_platform);
  };
  const auto [key_a, key_b] = std::pair(key(a), key(b));
  return key_a != key_b ? key_a > key_b : a.where < b.where;
}

std::size_t best_of(const std::vector<Candidate>& candidates, const std::vector<std::size_t>& all,
                    const Wanted& wanted) {
  return *std::ranges::min_element(all, [&](std::size_t a, std::size_t b) {
    return is_better(candidates[a], candidates[b], wanted);
  });
}

using Versions = std::map<std::pair<std::string_view, std::string_view>,
                          std::pair<std::set<std::string_view>, std::set<std::string_view>>>;

std::set<std::string_view> ecosystems_of(const Candidate& candidate) {
  std::set<std::string_view> all;
  for (const Listed& package : *candidate.packages)
    all.insert(package.ecosystem);
  return all;
}

std::string joined(const std::set<std::string_view>& versions) {
  std::string text;
  for (const std::string_view version : versions)
    text += (text.empty() ? "" : ", ") + std::string(version);
  return text;
}

std::string difference(const Versions::value_type& package) {
  const auto& [name, versions] = package;
  const auto& [here, there] = versions;
  std::string text = std::string(name.first) + ' ' + std::string(name.second);
  if (here.empty()) return text + ": only there";
  if (there.empty()) return text + ": only here";
  return text + ": " + joined(here) + " here, " + joined(there) + " there";
}

// Of two that were read, in the ecosystems that both list: of another, one of them says nothing.
Disagreement compare(const std::vector<Candidate>& candidates, std::size_t chosen,
                     std::size_t other) {
  Versions versions;
  const auto add = [&](const Candidate& from, const Candidate& against, auto side) {
    const std::set<std::string_view> shared = ecosystems_of(against);
    for (const Listed& package : *from.packages) {
      if (shared.contains(package.ecosystem))
        (versions[{package.ecosystem, package.name}].*side).insert(package.version);
    }
  };
  using Sides = Versions::mapped_type;
  add(candidates[chosen], candidates[other], &Sides::first);
  add(candidates[other], candidates[chosen], &Sides::second);
  Disagreement found{.with = other};
  for (const auto& package : versions) {
    if (package.second.first == package.second.second) continue;
    ++found.count;
    if (found.on.size() < told_differences) found.on.push_back(difference(package));
  }
  return found;
}

void compare_all(const std::vector<Candidate>& candidates, const std::vector<std::size_t>& believed,
                 Choice& choice) {
  choice.believed = believed.size();
  for (const std::size_t other : believed) {
    if (other == *choice.chosen) {
      ++choice.agreeing;
      continue;
    }
    if (!candidates[other].packages || !candidates[*choice.chosen].packages) {
      ++choice.uncompared;
      continue;
    }
    Disagreement found = compare(candidates, *choice.chosen, other);
    if (found.count == 0) {
      ++choice.agreeing;
    } else {
      choice.disagreements.push_back(std::move(found));
    }
  }
}

Trust trust_of(const Candidate& candidate, const Wanted& wanted) {
  if (wanted.verify == VerifyMode::off) return Trust::unchecked;
  if (!is_signed(candidate)) return Trust::not_signed;
  return wanted.is_pinned ? Trust::pinned : Trust::not_pinned;
}

void take(const std::vector<Candidate>& candidates, const std::vector<std::size_t>& believed,
          const Wanted& wanted, Choice& choice) {
  choice.outcome = Outcome::chosen;
  choice.chosen = best_of(candidates, believed, wanted);
  const Candidate& chosen = candidates[*choice.chosen];
  choice.trust = trust_of(chosen, wanted);
  choice.time = time_of(chosen);
  choice.is_by_own_time = choice.time && !chosen.signed_at;
  choice.is_of_other_platform = is_of_other_platform(chosen, wanted);
  choice.is_too_old = wanted.max_age_seconds &&
                      (!choice.time || *choice.time < wanted.now - *wanted.max_age_seconds);
  if (choice.trust == Trust::not_pinned && !chosen.signer.identity.empty())
    choice.pins = {{"certificate-identity", chosen.signer.identity},
                   {"certificate-oidc-issuer", chosen.signer.issuer}};
  compare_all(candidates, believed, choice);
}

// Nobody is configured: then whoever signed the last session's is expected, whoever else has signed
// something newer beside it.
Outcome keep_signer(const std::vector<Candidate>& candidates, const Wanted& wanted,
                    std::vector<std::size_t>& believed) {
  if (wanted.is_pinned || !wanted.last_signer) return Outcome::chosen;
  const auto is_other = [&](std::size_t i) { return candidates[i].signer != *wanted.last_signer; };
  if (std::ranges::all_of(believed, is_other)) return Outcome::signer_changed;
  std::erase_if(believed, is_other);
  return Outcome::chosen;
}

// What is there and cannot be read is not "none".
Outcome nothing_believed(const std::vector<Candidate>& candidates) {
  const bool is_refused = std::ranges::any_of(
      candidates, [](const Candidate& candidate) { return candidate.refusal.has_value(); });
  return is_refused ? Outcome::unverified : Outcome::none_there;
}

Outcome outcome_of(const std::vector<Candidate>& candidates, const Wanted& wanted,
                   std::vector<std::size_t>& believed) {
  if (wanted.verify == VerifyMode::off) {
    believed = those(candidates, true, true);
    return believed.empty() ? Outcome::none_there : Outcome::chosen;
  }
  if (wanted.verify == VerifyMode::require && !wanted.is_pinned) return Outcome::not_configured;
  believed = those(candidates, true, false);
  if (!believed.empty()) return keep_signer(candidates, wanted, believed);
  // Whoever can take a signature away could else have the unsigned one taken.
  const bool is_refused_there = std::ranges::any_of(candidates, [](const Candidate& candidate) {
    return is_signed(candidate) && candidate.refusal;
  });
  if (is_refused_there) return Outcome::unverified;
  const std::vector<std::size_t> unsigned_ones = those(candidates, false, true);
  if (unsigned_ones.empty()) return nothing_believed(candidates);
  const bool is_open = !wanted.is_pinned && wanted.verify == VerifyMode::automatic;
  for (const std::size_t i : unsigned_ones) {
    const bool is_plain = candidates[i].form == Candidate::Form::plain;
    if (is_open && (is_plain || wanted.allow_unsigned)) believed.push_back(i);
  }
  if (believed.empty()) return Outcome::only_unsigned;
  // It was signed in the last session.
  return wanted.last_signer ? Outcome::signer_changed : Outcome::chosen;
}

}  // namespace

bool is_sbom_predicate(std::string_view type) {
  constexpr std::array exact = {std::string_view("https://cyclonedx.org/bom"),
                                std::string_view("https://cyclonedx.org/schema"),
                                std::string_view("https://spdx.dev/Document"),
                                std::string_view("https://cosign.sigstore.dev/attestation/v1"),
                                std::string_view("cosign.sigstore.dev/attestation/v1")};
  return std::ranges::find(exact, type) != exact.end() ||
         type.starts_with("https://cyclonedx.org/bom/v") ||
         type.starts_with("https://spdx.dev/Document/v");
}

bool is_signed(const Candidate& candidate) {
  return candidate.form == Candidate::Form::attestation ||
         candidate.form == Candidate::Form::document;
}

bool is_sbom(const Candidate& candidate) {
  return candidate.predicate_type.empty() ? candidate.form != Candidate::Form::attestation
                                          : is_sbom_predicate(candidate.predicate_type);
}

Candidate candidate_of(const Checked<Verified>& result) {
  Candidate candidate;
  if (!result) {
    candidate.refusal = result.error();
    return candidate;
  }
  candidate.predicate_type = result->predicate_type;
  candidate.signer = signer_of(*result);
  // A key's signature can be logged and stamped anew at any time, by anybody: what vouches for it
  // says that it was there by then, not that it is newer than another.
  if (result->key.empty()) candidate.signed_at = result->signed_at;
  candidate.is_promise_only = result->is_promise_only;
  candidate.is_of_platform = result->is_of_platform;
  return candidate;
}

Choice choose(const std::vector<Candidate>& candidates, const Wanted& wanted) {
  Choice choice;
  std::vector<std::size_t> believed;
  choice.outcome = outcome_of(candidates, wanted, believed);
  if (choice.outcome == Outcome::chosen) take(candidates, believed, wanted, choice);
  choice.summary = summary_of(candidates, wanted, choice);
  choice.notes = notes_on(candidates, wanted, choice);
  return choice;
}

}  // namespace prodparity::attest
