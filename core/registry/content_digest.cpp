#include "core/registry/content_digest.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace prodparity::registry {
namespace {

constexpr std::string_view sha256_prefix = "sha256:";
constexpr std::string_view sha512_prefix = "sha512:";

bool is_hex(std::string_view text, std::size_t digits) {
  return text.size() == digits && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

}  // namespace

std::optional<DigestAlgorithm> algorithm_of(std::string_view digest) {
  if (digest.starts_with(sha256_prefix) && is_hex(digest.substr(sha256_prefix.size()), 64))
    return DigestAlgorithm::sha256;
  if (digest.starts_with(sha512_prefix) && is_hex(digest.substr(sha512_prefix.size()), 128))
    return DigestAlgorithm::sha512;
  return std::nullopt;
}

std::string sha256_digits(std::string_view digest) {
  constexpr std::string_view prefix = "sha256:";
  return std::string(digest.starts_with(prefix) ? digest.substr(prefix.size()) : "");
}

std::string digest_of(std::string_view bytes, DigestAlgorithm algorithm) {
  ContentHash hash(algorithm);
  hash.update(bytes);
  return hash.digest();
}

ContentHash::ContentHash(DigestAlgorithm algorithm) {
  if (algorithm == DigestAlgorithm::sha512) hash_.emplace<Sha512>();
}

void ContentHash::update(std::string_view bytes) {
  std::visit([&](auto& hash) { hash.update(bytes); }, hash_);
}

std::string ContentHash::digest() {
  const std::string_view prefix =
      std::holds_alternative<Sha512>(hash_) ? sha512_prefix : sha256_prefix;
  return std::string(prefix) + std::visit([](auto& hash) { return hash.hex(); }, hash_);
}

}  // namespace prodparity::registry
