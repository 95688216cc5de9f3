#pragma once

#include "core/base64.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace prodparity::attest {

inline constexpr std::string_view statement_payload = "application/vnd.in-toto+json";

// What a DSSE envelope carries. The largest thing that is verified is in memory once: before it is
// room for the words that its signatures cover with it (the pre-authentication encoding, PAE).
class Payload {
 public:
  // Room for what so many bytes of base64 decode to; more is taken where they were too few.
  explicit Payload(std::size_t expected_bytes = 0);

  // A part of the base64, and its end; false where it is none.
  bool write(std::string_view part);
  bool finish();

  // Once it is finished. Views of it, for as long as it lives and is not moved.
  std::string_view bytes() const;
  // PAE of a payload that is an in-toto statement; no other is believed.
  std::string_view signed_bytes() const;
  std::string take() &&;  // the bytes, in the buffer where they are

 private:
  std::string buffer_;  // words right-aligned in front, then the payload
  std::size_t signed_at_ = 0;
  Base64Decoder decoder_;
};

}  // namespace prodparity::attest
