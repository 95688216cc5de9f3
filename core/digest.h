#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace prodparity {

// SHA-256 (FIPS 180-4) as lower-case hexadecimal, 64 characters.
std::string sha256_hex(std::string_view bytes);

// The same over parts. Not copyable; hex() ends it.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  void update(std::string_view bytes);
  std::string hex();

 private:
  struct State;  // libcrypto's, kept out of this header
  std::unique_ptr<State> state_;
};

// SHA-512 (FIPS 180-4) in the same way; 128 characters.
class Sha512 {
 public:
  Sha512();
  ~Sha512();
  Sha512(Sha512&&) noexcept;
  Sha512& operator=(Sha512&&) noexcept;
  void update(std::string_view bytes);
  std::string hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace prodparity
