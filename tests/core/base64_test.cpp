#include "core/base64.h"

#include "tests/support/catch.h"

#include <string>
#include <string_view>
#include <utility>

using namespace prodparity;

TEST_CASE("base64: the vectors of RFC 4648") {
  const std::pair<std::string_view, std::string_view> vectors[] = {{"", ""},
                                                                   {"f", "Zg=="},
                                                                   {"fo", "Zm8="},
                                                                   {"foo", "Zm9v"},
                                                                   {"foob", "Zm9vYg=="},
                                                                   {"fooba", "Zm9vYmE="},
                                                                   {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : vectors) {
    CHECK(base64_encoded(bytes) == text);
    CHECK(base64_decoded(text) == std::string(bytes));
  }
}

TEST_CASE("base64: every byte comes back, in both alphabets") {
  std::string bytes;
  for (int i = 0; i < 256; ++i)
    bytes += static_cast<char>(i);
  std::string text = base64_encoded(bytes);
  CHECK(base64_decoded(text) == bytes);
  for (char& c : text) {
    if (c == '+') c = '-';
    if (c == '/') c = '_';
  }
  CHECK(base64_decoded(text) == bytes);
}

TEST_CASE("base64: what has another spelling is none") {
  for (const char* const text : {"Zg", "Zg=", "Zg===", "Z===", "====", "=", "Zh==", "Zm9=", "Zm 8=",
                                 "Zm8=\n", "Zm8=Zm8=", "Zm\xc3\xa9", "Z*8="})
    CHECK_FALSE(base64_decoded(text).has_value());
}
