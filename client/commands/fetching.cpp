#include "client/commands/commands.h"

namespace prodparity {

// What needs the network or the check of signatures is a program of its own
// (docs/decisions/0006-fetch-is-a-program.md): here is what `prodparity --help` says of it.
const Command fetch_command = {
    .name = "fetch",
    .summary = "Fetch production's SBOM from a registry and verify whose word it is",
    .program = "prodparity-fetch"};

const Command verify_bundle_command = {
    .name = "verify-bundle",
    .summary = "Verify a Sigstore bundle or a signed statement, offline",
    .program = "prodparity-fetch"};

const Command trust_command = {
    .name = "trust",
    .summary = "Whose logs and authorities vouch for signatures, and a newer trust root",
    .program = "prodparity-fetch"};

}  // namespace prodparity
