#pragma once

#include "core/attest/bundle.h"
#include "core/attest/trust_root.h"
#include "core/reference_trust.h"
#include "core/result.h"

#include <string>

namespace prodparity::fetch {

// Of settings that wrong_trust() has nothing against. Where they name nobody, whoever has signed
// with a certificate is believed. Errors: wrong_usage where a pattern is none or a key's file holds
// none; those of reading a key's file.
Result<attest::Policy> policy_of(const Signer& signer);

// Of a file; where none is given, of the one that was installed with this program. Errors:
// wrong_usage where it is none; those of reading it.
Result<attest::TrustRoots> load_trust_roots(const std::string& path);

}  // namespace prodparity::fetch
