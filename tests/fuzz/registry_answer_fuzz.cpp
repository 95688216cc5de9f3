// What token servers, registries that refuse, credential helpers and GitHub's API answer, whatever
// the bytes: what is read stays in its bounds, a token fits into a header, an error is printable.
#include "core/registry/credentials.h"
#include "core/registry/github.h"
#include "core/registry/limits.h"
#include "core/registry/token.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity::registry;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto token = parse_token(bytes)) {
    if (token->value.empty() || token->value.size() > limits::credential_bytes) std::abort();
    if (std::ranges::any_of(token->value, [](char c) { return c <= ' ' || c >= '\x7f'; }))
      std::abort();
    if (token->expires_in <= std::chrono::seconds(0)) std::abort();
  }
  const std::string error = error_text(bytes);
  if (std::ranges::any_of(error, [](char c) { return static_cast<unsigned char>(c) < ' '; }))
    std::abort();
  if (const auto credential = parse_helper_answer(bytes)) {
    if (credential->password.empty() == credential->identity_token.empty()) std::abort();
    if (credential->user.size() > limits::credential_bytes) std::abort();
  }
  if (const auto attestations = parse_github_attestations(bytes)) {
    if (attestations->size() > limits::github_attestations) std::abort();
    for (const GithubAttestation& attestation : *attestations)
      if (attestation.bundle.empty() == attestation.bundle_url.empty()) std::abort();
  }
  return 0;
}
