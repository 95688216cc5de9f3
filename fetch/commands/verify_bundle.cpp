#include "core/attest/bundle.h"
#include "core/attest/limits.h"
#include "core/digest.h"
#include "core/hex.h"
#include "core/limits.h"
#include "core/rfc3339.h"
#include "core/text.h"
#include "fetch/commands/commands.h"
#include "fetch/signer.h"
#include "io/compressed_source.h"
#include "io/state_files.h"
#include "program/output.h"
#include "program/signer_options.h"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace prodparity::fetch {
namespace {

constexpr std::size_t artifact_bytes = 1024 * limits::mib;

struct Options {
  Signer signer;
  std::string bundle;
  std::string trusted_root;
  std::string artifact;
  bool staging = false;
};

// What the bundle must be of. `bytes` holds a file's.
struct Wanted {
  std::string sha256;
  std::optional<std::string> bytes;
};

Result<Wanted> wanted_of(const std::string& text) {
  constexpr std::string_view prefix = "sha256:";
  Result<std::string> file = read_own_file(text, artifact_bytes);
  if (file) {
    std::string digest = sha256_hex(*file);
    return Wanted{.sha256 = std::move(digest), .bytes = *std::move(file)};
  }
  if (file.error().code != ErrorCode::not_found || !text.starts_with(prefix)) return file.error();
  const std::string hex = text.substr(prefix.size());
  if (hex.size() != 64 || !bytes_of_hex(hex))
    return Error{
        .code = ErrorCode::wrong_usage,
        .message = fmt::format("'{}' is no SHA-256: 64 lower-case hexadecimal digits", text)};
  return Wanted{.sha256 = hex, .bytes = std::nullopt};
}

std::string who(const attest::Verified& verified) {
  if (!verified.identity) return "by a key that was given";
  return fmt::format("by {} ({})", printable(*verified.identity),
                     printable(verified.issuer.value_or("")));
}

std::string when(const attest::Verified& verified) {
  if (!verified.signed_at) return "at a time that nothing vouches for";
  const std::string_view source =
      verified.time_source == attest::TimeSource::log ? "a transparency log" : "a timestamp";
  return fmt::format("at {} (by {})", rfc3339_of(*verified.signed_at), source);
}

std::string described(const attest::Verified& verified) {
  std::string text = fmt::format("verified: signed {}, {}\n", who(verified), when(verified));
  if (!verified.predicate_type.empty())
    text += fmt::format("it states: {}\n", printable(verified.predicate_type));
  return text;
}

// Of no bundle, and the payload of an envelope that is read as one is a text past its bound.
bool may_be_envelope(const attest::Refusal& refusal) {
  return refusal.reason == attest::Reason::malformed || refusal.reason == attest::Reason::too_large;
}

// A bare envelope has only keys to be verified by. What is neither is told as a bundle. Streamed,
// so that the payload alone is in memory.
Result<attest::Checked<attest::Verified>> verify(const std::string& path,
                                                 const attest::TrustRoots& roots,
                                                 const attest::Policy& policy,
                                                 const attest::Artifact& artifact) {
  const auto source = open_source(path, attest::limits::bundle_bytes);
  if (!source) return source.error();
  attest::Checked<attest::Verified> bundle =
      attest::verify_bundle(**source, roots, policy, artifact);
  if (bundle || policy.keys.empty() || !may_be_envelope(bundle.error())) return bundle;
  const auto again = open_source(path, attest::limits::bundle_bytes);
  if (!again) return again.error();
  attest::Checked<attest::Verified> envelope = attest::verify_envelope(**again, policy, artifact);
  const bool is_envelope = envelope || envelope.error().reason != attest::Reason::malformed;
  return is_envelope ? envelope : bundle;
}

Result<ExitCode> run(const Options& options) {
  if (options.staging && options.trusted_root.empty())
    return Error{.code = ErrorCode::wrong_usage,
                 .message =
                     "--staging: the staging instance's trust root is not shipped: give it with "
                     "--trusted-root"};
  // What is to be verified needs somebody whose word it must be.
  const std::string wrong = wrong_trust({.verify = VerifyMode::require, .signer = options.signer});
  if (!wrong.empty()) return Error{.code = ErrorCode::wrong_usage, .message = wrong};
  const Result<attest::Policy> policy = policy_of(options.signer);
  if (!policy) return policy.error();
  // A key needs no trust root; what a bundle has from logs is checked against one that is given.
  Result<attest::TrustRoots> roots = attest::TrustRoots();
  if (policy->keys.empty() || !options.trusted_root.empty())
    roots = load_trust_roots(options.trusted_root);
  if (!roots) return roots.error();
  const Result<Wanted> wanted = wanted_of(options.artifact);
  if (!wanted) return wanted.error();
  const attest::Artifact artifact{
      .sha256 = wanted->sha256,
      .bytes = wanted->bytes ? std::optional<std::string_view>(*wanted->bytes) : std::nullopt};
  const auto verified = verify(options.bundle, *roots, *policy, artifact);
  if (!verified) return verified.error();
  if (!*verified) {
    write_error_line(fmt::format("{}: {}", options.bundle, sentence(verified->error())));
    return ExitCode::refused;
  }
  const Result<void> written = write_output(described(**verified));
  if (!written) return written.error();
  return ExitCode::clean;
}

RunCommand declare(Arguments& arguments) {
  const auto options = std::make_shared<Options>();
  arguments.flag("--staging", options->staging,
                 "Sigstore's staging instance; needs --trusted-root");
  arguments.required("--bundle", "FILE", options->bundle,
                     "The Sigstore bundle, or a bare DSSE envelope with --key");
  declare_signer(arguments, options->signer);
  arguments.text("--trusted-root", "FILE", options->trusted_root,
                 "Whom to believe (default: the public-good instance's, as installed)");
  arguments.positional("FILE|DIGEST", options->artifact,
                       "What it must be of: a file, or sha256:DIGEST");
  return [options] { return run(*options); };
}

}  // namespace

const Command verify_bundle_command = {
    .name = "verify-bundle",
    .summary = "Verify a Sigstore bundle or a signed statement, offline",
    .examples =
        "  prodparity verify-bundle --bundle api.sigstore.json --certificate-identity "
        "https://github.com/acme/api/.github/workflows/release.yml@refs/heads/main "
        "--certificate-oidc-issuer https://token.actions.githubusercontent.com sha256:DIGEST\n"
        "  prodparity verify-bundle --bundle api.dsse.json --key cosign.pub sha256:DIGEST\n",
    .declare = declare};

}  // namespace prodparity::fetch
