#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace prodparity::attest {

// What it must be of: the digest of an image or file, and the file's bytes where they are at hand
// (a signature by Ed25519 cannot be checked without).
struct Artifact {
  std::string sha256;  // lower-case hexadecimal
  std::optional<std::string_view> bytes;
  // Of our platform's manifest where `sha256` is an index that lists it: a statement about it will
  // do as well. Empty: none. Lower-case hexadecimal.
  std::string platform_sha256 = {};
};

enum class TimeSource { none, log, timestamp };

// What a verified bundle, envelope or layer says. Text out of it is still untrusted text.
struct Verified {
  std::string payload;          // the in-toto statement's bytes; empty for the signature of a file
  std::string predicate_type;   // likewise
  bool is_of_platform = false;  // about Artifact::platform_sha256, not about the whole
  std::optional<std::string> identity;  // nothing: signed by a configured key
  std::optional<std::string> issuer;
  std::string key = {};       // that key's SHA-256 (of its SPKI), lower-case hexadecimal
  std::string key_name = {};  // as the policy calls it; empty: it does not
  std::optional<std::int64_t> signed_at;  // seconds since 1970: the latest time that is trusted
  TimeSource time_source = TimeSource::none;
  std::size_t log_entries = 0;  // that include it
  // A log only promised to include it (a SET, as cosign before 3 has it) and no proof is there.
  bool is_promise_only = false;

  bool operator==(const Verified&) const = default;
};

// Whose signature it is: an identity that a provider vouches for, or a key. Untrusted text.
struct SignerName {
  std::string identity;
  std::string issuer;
  std::string key;       // SHA-256 of its SPKI, lower-case hexadecimal
  std::string key_name;  // a file's name makes it no other key

  bool operator==(const SignerName& other) const {
    return identity == other.identity && issuer == other.issuer && key == other.key;
  }
};
SignerName signer_of(const Verified& verified);
// For people: the identity, "key NAME (sha256:1a2b3c4d5e6f)", or "nobody".
std::string to_string(const SignerName& signer);

}  // namespace prodparity::attest
