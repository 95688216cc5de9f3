#pragma once

#include "core/digest.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace prodparity::registry {

// Those that OCI image-spec (descriptor.md) registers; others are refused.
enum class DigestAlgorithm { sha256, sha512 };

// Of "sha256:" and 64, or "sha512:" and 128 lower-case hexadecimal digits. nullopt: no such digest.
std::optional<DigestAlgorithm> algorithm_of(std::string_view digest);

// The digits of "sha256:..."; empty for another algorithm, which no statement names its subject by.
std::string sha256_digits(std::string_view digest);

// "sha256:..." of these bytes.
std::string digest_of(std::string_view bytes, DigestAlgorithm algorithm = DigestAlgorithm::sha256);

// The same over parts; digest() ends it.
class ContentHash {
 public:
  explicit ContentHash(DigestAlgorithm algorithm);
  void update(std::string_view bytes);
  std::string digest();

 private:
  std::variant<Sha256, Sha512> hash_;
};

}  // namespace prodparity::registry
