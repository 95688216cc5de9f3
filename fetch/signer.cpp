#include "fetch/signer.h"

#include "core/attest/limits.h"
#include "io/state_files.h"
#include "io/trusted_root.h"

#include <re2/re2.h>

#include <fmt/format.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity::fetch {
namespace {

constexpr int pattern_memory_bytes = 1 << 20;

Error wrong(std::string message) {
  return {.code = ErrorCode::wrong_usage, .message = std::move(message)};
}

using Accepts = std::function<bool(std::string_view)>;

// RE2 as cosign's Go has it: linear in the text, found anywhere in it.
Result<Accepts> matches(const std::string& pattern, std::string_view option) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(pattern_memory_bytes);
  const auto compiled = std::make_shared<const RE2>(pattern, options);
  if (!compiled->ok())
    return wrong(fmt::format("{} '{}' is no pattern: {}", option, pattern, compiled->error()));
  return {[compiled](std::string_view text) {
    return !text.empty() &&
           RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *compiled);
  }};
}

Result<Accepts> accepts(const std::string& exact, const std::string& pattern,
                        std::string_view option) {
  if (!pattern.empty()) return matches(pattern, fmt::format("{}-regexp", option));
  return attest::exactly(exact);
}

}  // namespace

Result<attest::Policy> policy_of(const Signer& signer) {
  attest::Policy policy;
  for (const std::string& path : signer.keys) {
    const Result<std::string> pem = read_own_file(path, attest::limits::key_bytes);
    if (!pem) return pem.error();
    attest::Checked<attest::PublicKey> key = attest::read_key(*pem);
    if (!key)
      return Error{.code = ErrorCode::wrong_usage, .message = sentence(key.error()), .path = path};
    policy.keys.emplace_back(*std::move(key), path);
  }
  if (!policy.keys.empty()) return policy;
  if (!is_pinned(signer)) {
    policy.is_identity = policy.is_issuer = [](std::string_view text) { return !text.empty(); };
    return policy;
  }
  Result<Accepts> identity =
      accepts(signer.identity, signer.identity_regexp, "--certificate-identity");
  if (!identity) return identity.error();
  Result<Accepts> issuer =
      accepts(signer.issuer, signer.issuer_regexp, "--certificate-oidc-issuer");
  if (!issuer) return issuer.error();
  policy.is_identity = *std::move(identity);
  policy.is_issuer = *std::move(issuer);
  return policy;
}

Result<attest::TrustRoots> load_trust_roots(const std::string& path) {
  const std::string chosen = trusted_root_path(path);
  const Result<std::string> bytes = read_own_file(chosen, attest::limits::trust_root_bytes);
  if (!bytes && path.empty() && bytes.error().code == ErrorCode::not_found)
    return wrong("no trust root was installed with this program: give one with --trusted-root");
  if (!bytes) return bytes.error();
  attest::Checked<attest::TrustRoots> root = attest::read_trust_roots(*bytes);
  if (root) return *std::move(root);
  return Error{.code = ErrorCode::wrong_usage, .message = sentence(root.error()), .path = chosen};
}

}  // namespace prodparity::fetch
