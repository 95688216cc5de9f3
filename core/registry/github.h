#pragma once

#include "core/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace prodparity::registry {

// One of an artifact's attestations, as GitHub's API has it (cli/cli,
// pkg/cmd/attestation/api/attestation.go).
struct GithubAttestation {
  std::string bundle;      // its JSON; empty where only the address is given
  std::string bundle_url;  // compressed, at the storage; empty where the bundle is given

  bool operator==(const GithubAttestation&) const = default;
};

// One page of GET /repos/OWNER/REPO/attestations/DIGEST. Errors: as parse_json; malformed also
// where one has neither; too_large past limits::github_attestations.
Result<std::vector<GithubAttestation>> parse_github_attestations(std::string_view bytes);

// ".../repos/acme/api/attestations/sha256:..?per_page=100" below `api` ("https://api.github.com").
// `repository` is "OWNER/REPO", or "OWNER" for those of an organisation. Errors: wrong_usage.
Result<std::string> github_url(std::string_view api, std::string_view repository,
                               std::string_view digest);

}  // namespace prodparity::registry
