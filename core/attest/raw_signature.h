#pragma once

#include "core/attest/policy.h"
#include "core/attest/refusal.h"
#include "core/attest/verified.h"

#include <string_view>

// The signature of a file's bytes and nothing else, as `cosign sign-blob --output-signature` leaves
// it beside the file (cosign before 3; later with --new-bundle-format=false): base64, or with
// --b64=false as it is. Who made it and when is not in it.
namespace prodparity::attest {

// Whether what lies where such a signature lies is another program's: armored (OpenPGP, SSH,
// PKCS #7), an OpenPGP packet, minisign's, or a page that a server has for every name.
bool is_of_another_program(std::string_view file);
// Whether it is a certificate, PEM, or as cosign writes it base64 of that.
bool is_certificate(std::string_view file);

// By one of the policy's keys; nobody else can be told from it. Refused where a certificate lies
// beside it and no key made it: that needs its log entry, which only a bundle has. Ed25519 is
// RFC 8032's Ed25519, not Ed25519ph.
Checked<Verified> verify_raw_signature(std::string_view file, bool has_certificate,
                                       const Policy& policy, const Artifact& artifact);

}  // namespace prodparity::attest
