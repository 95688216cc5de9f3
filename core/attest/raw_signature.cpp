#include "core/attest/raw_signature.h"

#include "core/attest/crypto.h"
#include "core/attest/limits.h"
#include "core/attest/refused.h"
#include "core/attest/witnesses.h"
#include "core/base64.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace prodparity::attest {
namespace {

// Go's decoder, which cosign reads it with, passes over the ends of lines.
std::optional<std::string> decoded(std::string_view file) {
  std::string text(file);
  std::erase_if(text, [](char c) { return c == '\n' || c == '\r'; });
  return base64_decoded(text);
}

std::string signature_in(std::string_view file) {
  if (file.size() > limits::raw_signature_bytes) refuse(Reason::too_large, "the signature's file");
  std::string bytes = decoded(file).value_or(std::string(file));
  if (bytes.empty()) refuse(Reason::malformed, "the signature is empty");
  return bytes;
}

std::size_t byte_at(std::string_view file, std::size_t place) {
  return static_cast<unsigned char>(file[place]);
}

// RFC 4880, section 4.2: one packet of tag 2, whose length is that of the file.
bool is_openpgp_packet(std::string_view file) {
  if (file.size() < 3) return false;
  const std::size_t first = byte_at(file, 0);
  const std::size_t length = byte_at(file, 1);
  constexpr std::size_t octet = 256;
  const std::size_t two = length * octet + byte_at(file, 2);
  if (first == 0x88) return file.size() == length + 2;
  if (first == 0x89) return file.size() == two + 3;
  if (first != 0xc2) return false;
  if (length < 192) return file.size() == length + 2;
  return length < 224 && file.size() == two - (192 * octet) + 192 + 3;
}

}  // namespace

bool is_of_another_program(std::string_view file) {
  constexpr std::array<std::string_view, 3> beginnings = {"-----BEGIN ", "untrusted comment:", "<"};
  return is_openpgp_packet(file) || std::ranges::any_of(beginnings, [&](std::string_view words) {
           return file.starts_with(words);
         });
}

bool is_certificate(std::string_view file) {
  constexpr std::string_view words = "-----BEGIN CERTIFICATE-----";
  if (file.size() > limits::key_bytes) return false;
  return file.starts_with(words) || decoded(file).value_or(std::string()).starts_with(words);
}

Checked<Verified> verify_raw_signature(std::string_view file, bool has_certificate,
                                       const Policy& policy, const Artifact& artifact) {
  return checked([&] {
    const std::string digest = digest_of(artifact);
    if (policy.keys.empty() && has_certificate)
      refuse(Reason::no_log_entry,
             "a signature with its certificate does not tell when it was made; what `cosign "
             "sign-blob --bundle` writes does");
    const std::string signature = signature_in(file);
    const Message message =
        artifact.bytes ? Message::of_bytes(*artifact.bytes) : Message::of_digest(digest);
    try {
      const SignedBy by = check_signature({}, signature, message, policy);
      return check_witnessed({}, by, policy, [](const TrustRoot&) { return Witnesses(); });
    } catch (const Refused& refused) {
      if (refused.refusal.reason == Reason::bad_signature && has_certificate)
        refuse(Reason::not_by_key);
      throw;
    }
  });
}

}  // namespace prodparity::attest
