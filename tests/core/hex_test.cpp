#include "core/hex.h"

#include "tests/support/catch.h"

#include <string>
#include <string_view>

using namespace prodparity;
using namespace std::string_view_literals;

TEST_CASE("hex: bytes come back, other spellings are none") {
  CHECK(hex_of("\x00\x7f\xff"sv) == "007fff");
  CHECK(bytes_of_hex("007fff") == std::string("\x00\x7f\xff"sv));
  CHECK(bytes_of_hex("") == "");
  for (const char* const text : {"0", "0g", "FF", "0x00", " 00", "00 "})
    CHECK_FALSE(bytes_of_hex(text).has_value());
}
