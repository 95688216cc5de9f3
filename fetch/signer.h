#pragma once

#include "core/attest/bundle.h"
#include "core/attest/trust_root.h"
#include "core/result.h"
#include "program/arguments.h"

#include <string>
#include <vector>

namespace prodparity::fetch {

// Whose signature is asked for, in words. The options are named as cosign names them, and mean what
// they mean there.
struct Signer {
  std::vector<std::string> keys;  // files, PEM
  std::string identity;
  std::string identity_regexp;  // RE2, found anywhere in the identity
  std::string issuer;
  std::string issuer_regexp;

  bool operator==(const Signer&) const = default;
};

void declare_signer(Arguments& arguments, Signer& signer);

// Errors: wrong_usage where it names nobody or names somebody twice over (a key and an identity, an
// identity and a pattern of it, an identity without its issuer), where a pattern is none or a key's
// file holds none; those of reading a key's file.
Result<attest::Policy> policy_of(const Signer& signer);

// Of a file; where none is given, of the one that was installed with this program. Errors:
// wrong_usage where it is none; those of reading it.
Result<attest::TrustRoot> load_trust_root(const std::string& path);

}  // namespace prodparity::fetch
