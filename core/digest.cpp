// SHA256_Init and its siblings are deprecated in OpenSSL 3 in favour of EVP, which loads its
// providers on first use: 1.5 MB that the daemon would keep for two weeks to hash journal lines.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "core/digest.h"

#include "core/hex.h"

#include <openssl/sha.h>

#include <array>
#include <memory>
#include <string>
#include <string_view>

namespace prodparity {

struct Sha256::State {
  SHA256_CTX context;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  SHA256_Init(&state_->context);
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(std::string_view bytes) {
  SHA256_Update(&state_->context, bytes.data(), bytes.size());
}

std::string Sha256::hex() {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256_Final(digest.data(), &state_->context);
  return hex_of({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

struct Sha512::State {
  SHA512_CTX context;
};

Sha512::Sha512() : state_(std::make_unique<State>()) {
  SHA512_Init(&state_->context);
}
Sha512::~Sha512() = default;
Sha512::Sha512(Sha512&&) noexcept = default;
Sha512& Sha512::operator=(Sha512&&) noexcept = default;

void Sha512::update(std::string_view bytes) {
  SHA512_Update(&state_->context, bytes.data(), bytes.size());
}

std::string Sha512::hex() {
  std::array<unsigned char, SHA512_DIGEST_LENGTH> digest{};
  SHA512_Final(digest.data(), &state_->context);
  return hex_of({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::string sha256_hex(std::string_view bytes) {
  Sha256 sha256;
  sha256.update(bytes);
  return sha256.hex();
}

}  // namespace prodparity
