// sigstore-conformance's cases of bundles, offline: each of a file, and of its digest alone.
#include "core/attest/bundle.h"
#include "core/digest.h"
#include "tests/support/catch.h"
#include "tests/support/shared_data.h"
#include "tests/support/text_file.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace prodparity::attest {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view usual_identity =
    "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/"
    "workflows/"
    "extremely-dangerous-oidc-beacon.yml@refs/heads/main";
constexpr std::string_view usual_issuer = "https://token.actions.githubusercontent.com";

std::string read_or(const fs::path& path, std::string_view otherwise) {
  if (!fs::exists(path)) return std::string(otherwise);
  std::string text = test::read_file(path.string());
  while (text.ends_with('\n'))
    text.pop_back();
  return text;
}

// Nothing where a key or trust root is refused as it is read.
std::optional<Checked<Verified>> verify_case(const fs::path& folder, const std::string& usual_root,
                                             bool by_digest) {
  const fs::path artifact =
      fs::exists(folder / "artifact") ? folder / "artifact" : folder.parent_path() / "a.txt";
  const std::string bytes = test::read_file(artifact.string());
  Policy policy{.keys = {},
                .is_identity = exactly(read_or(folder / "identity", usual_identity)),
                .is_issuer = exactly(read_or(folder / "issuer", usual_issuer))};
  if (fs::exists(folder / "key.pub")) {
    const Checked<PublicKey> key = read_key(test::read_file((folder / "key.pub").string()));
    if (!key) return std::nullopt;
    policy.keys = {*key};
  }
  const Checked<TrustRoot> root = read_trust_root(test::read_file(
      fs::exists(folder / "trusted_root.json") ? (folder / "trusted_root.json").string()
                                               : usual_root));
  if (!root) return std::nullopt;
  Artifact wanted{.sha256 = sha256_hex(bytes), .bytes = std::nullopt};
  if (!by_digest) wanted.bytes = bytes;
  return verify_bundle(test::read_file((folder / "bundle.sigstore.json").string()), *root, policy,
                       wanted);
}

}  // namespace

TEST_CASE("attest: sigstore-conformance, every offline case by file and by digest") {
  const std::optional<std::string> cases = test::shared_data("attestations/sigstore-conformance");
  const std::optional<std::string> root =
      test::shared_data("attestations/trust/public-good-trusted_root.json");
  if (!cases || !root) return;
  int count = 0;
  for (const auto& entry : fs::directory_iterator(*cases)) {
    if (!entry.is_directory()) continue;
    const std::string name = entry.path().filename().string();
    for (const bool by_digest : {false, true}) {
      const auto verified = verify_case(entry.path(), *root, by_digest);
      INFO(name << (by_digest ? ", by digest: " : ", by file: ")
                << (!verified ? "refused as it was read"
                              : (*verified ? "verified" : sentence(verified->error()))));
      CHECK((verified && verified->has_value()) == !name.ends_with("_fail"));
      ++count;
    }
  }
  CHECK(count == 140);
}

}  // namespace prodparity::attest
