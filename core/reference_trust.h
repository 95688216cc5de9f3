#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Whose word about production counts. Comes from the command line or from the guard's own
// configuration, which root owns: never from the workspace, which an agent may write.
namespace prodparity {

// Whose signature is asked for. The options are named as cosign names them, and mean what they mean
// there.
struct Signer {
  std::vector<std::string> keys;  // files, PEM: any one of them
  std::string identity;
  std::string identity_regexp;  // RE2, found anywhere in the identity
  std::string issuer;
  std::string issuer_regexp;

  bool operator==(const Signer&) const = default;
};

// Whether it names anybody.
bool is_pinned(const Signer& signer);

enum class VerifyMode {
  automatic,  // what is signed must verify, by the signer where one is named; unsigned is said
  require,    // nothing but what the named signer signed
  off,        // nothing is looked at, and that is said
};
std::string_view to_string(VerifyMode mode);  // "auto", "require", "off"
std::optional<VerifyMode> parse_verify_mode(std::string_view text);

struct ReferenceTrust {
  VerifyMode verify = VerifyMode::automatic;
  Signer signer;
  std::string trusted_root;     // a file; empty: the one installed with the programs
  bool allow_unsigned = false;  // an SBOM that lies unsigned in the image's index (BuildKit's)
  int max_age_days = 0;         // older ones are said to be; 0: of any age

  bool operator==(const ReferenceTrust&) const = default;
};

// Whether nothing unsigned will do.
bool must_be_signed(const ReferenceTrust& trust);

// How the registry is reached, where the environment of whoever fetches does not say it.
struct ReferenceNetwork {
  std::string ca_file;      // PEM, trusted beside what the system trusts
  std::string https_proxy;  // with its credentials where it needs some
  std::string no_proxy;

  bool operator==(const ReferenceNetwork&) const = default;
};

// Empty, or what is wrong with the settings, as a sentence without full stop: require without a
// signer, a key and an identity, an identity without its issuer, the exact word and a pattern.
std::string wrong_trust(const ReferenceTrust& trust);

// Empty, or what of the patterns lets in more than is seen at once, likewise: they are found
// anywhere in an identity, as cosign has it, where nothing holds them to its beginning.
std::string loose_pattern(const Signer& signer);

}  // namespace prodparity
