#include "core/reference_trust.h"

#include "core/limits.h"

#include <string>

namespace prodparity {

bool is_pinned(const Signer& signer) {
  return signer != Signer();
}

bool must_be_signed(const ReferenceTrust& trust) {
  return trust.verify == VerifyMode::require ||
         (trust.verify == VerifyMode::automatic && is_pinned(trust.signer));
}

std::string wrong_trust(const ReferenceTrust& trust) {
  const Signer& signer = trust.signer;
  const bool by_identity = !signer.identity.empty() || !signer.identity_regexp.empty();
  const bool by_issuer = !signer.issuer.empty() || !signer.issuer_regexp.empty();
  if (trust.verify == VerifyMode::require && !is_pinned(signer))
    return "verification is required, and nobody is named who must have signed: name a key, or an "
           "identity and its issuer";
  if (!signer.keys.empty() && (by_identity || by_issuer))
    return "a key and an identity are both named: it is signed with one of them";
  if (by_identity != by_issuer)
    return "an identity and its issuer belong together, and one of them is missing";
  if (!signer.identity.empty() && !signer.identity_regexp.empty())
    return "an identity and a pattern of it are both given: one of them says it";
  if (!signer.issuer.empty() && !signer.issuer_regexp.empty())
    return "an issuer and a pattern of it are both given: one of them says it";
  if (signer.keys.size() > limits::reference_keys) return "more keys are named than may be";
  if (trust.max_age_days < 0) return "the greatest age is less than no day";
  return {};
}

std::string loose_pattern(const Signer& signer) {
  for (const std::string* const pattern : {&signer.identity_regexp, &signer.issuer_regexp}) {
    const bool is_held = pattern->starts_with('^') || pattern->starts_with("\\A");
    // "^a|b" holds only the first of them.
    const bool is_split =
        pattern->find('|') != std::string::npos && pattern->find('(') == std::string::npos;
    if (!pattern->empty() && (!is_held || is_split))
      return "the pattern '" + *pattern +
             "' is looked for anywhere in what it must match: begin it with ^, and end it with $";
  }
  return {};
}

}  // namespace prodparity
