#pragma once

#include "core/attest/choice.h"
#include "tests/support/sigstore.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// Attestations that were verified or not, and what is wanted of them.
namespace prodparity::attest::test_values {

inline constexpr std::int64_t day = 86'400;
inline constexpr std::int64_t now = test::made_at + 5 * day;  // 2026-11-25T12:00:00Z

inline const SignerName release{
    .identity = "https://github.com/acme/api/release.yml@refs/heads/main",
    .issuer = "https://token.actions.githubusercontent.com"};
inline const SignerName somebody{.identity = "a@example.com", .issuer = "https://accounts.example"};
inline const SignerName by_key{.key = std::string(64, 'c'), .key_name = "cosign.pub"};

// Verified, of an SBOM, made so many days ago.
inline Candidate sbom(const std::string& where, std::int64_t days_ago,
                      const SignerName& signer = release) {
  return {.where = where,
          .predicate_type = "https://cyclonedx.org/bom",
          .signer = signer,
          .signed_at = now - days_ago * day,
          .packages = std::vector<Listed>()};
}

inline Candidate of_type(Candidate candidate, const std::string& type) {
  candidate.predicate_type = type;
  return candidate;
}

inline Candidate without_time(Candidate candidate, std::optional<std::int64_t> own_days_ago) {
  candidate.signed_at.reset();
  if (own_days_ago) candidate.document_time = now - *own_days_ago * day;
  return candidate;
}

inline Candidate made_for(Candidate candidate, const std::string& platform) {
  candidate.platform = platform;
  return candidate;
}

inline Candidate listing(Candidate candidate, const std::vector<Listed>& packages) {
  candidate.packages = packages;
  return candidate;
}

inline Candidate refused(const std::string& where, Reason reason) {
  return {.where = where, .refusal = Refusal{.reason = reason, .detail = {}}};
}

inline Candidate unsigned_of(const std::string& where, Candidate::Form form) {
  return {
      .where = where, .form = form, .document_time = now - day, .packages = std::vector<Listed>()};
}

inline const Candidate plain = unsigned_of("bom.json", Candidate::Form::plain);
inline const Candidate in_index = unsigned_of("index", Candidate::Form::in_index);

inline Wanted wanting(VerifyMode verify = VerifyMode::automatic, bool is_pinned = false) {
  return {.verify = verify, .is_pinned = is_pinned, .now = now};
}
inline const Wanted open = wanting();
inline const Wanted pinned = wanting(VerifyMode::automatic, true);
inline const Wanted required = wanting(VerifyMode::require, true);
inline const Wanted off = wanting(VerifyMode::off);

inline Wanted with_last(Wanted wanted, const SignerName& signer) {
  wanted.last_signer = signer;
  return wanted;
}

inline Wanted allowing(Wanted wanted) {
  wanted.allow_unsigned = true;
  return wanted;
}

inline Wanted on(Wanted wanted, const std::string& platform) {
  wanted.platform = platform;
  return wanted;
}

}  // namespace prodparity::attest::test_values
