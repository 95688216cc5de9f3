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

TEST_CASE("base64: parts of any size give what the whole gives") {
  std::string bytes;
  for (int i = 0; i < 301; ++i)
    bytes += static_cast<char>(i * 7);
  for (const std::size_t size : {0U, 1U, 2U, 3U, 4U, 100U, 299U, 300U, 301U}) {
    const std::string text = base64_encoded(bytes.substr(0, size));
    for (const std::size_t part : {1U, 2U, 3U, 5U, 7U, 64U}) {
      INFO(size << " bytes in parts of " << part);
      Base64Decoder decoder;
      std::string decoded = "before ";
      for (std::size_t at = 0; at < text.size(); at += part)
        REQUIRE(decoder.write(std::string_view(text).substr(at, part), decoded));
      REQUIRE(decoder.finish(decoded));
      CHECK(decoded == "before " + bytes.substr(0, size));
    }
  }
}

TEST_CASE("base64: what is none whole is none in parts") {
  for (const std::string_view text : {"Zg", "Zg=", "Zg===", "Z===", "====", "=", "Zh==", "Zm9=",
                                      "Zm 8=", "Zm8=\n", "Zm8=Zm8=", "Zm8==", "Zm9v="}) {
    INFO(text);
    Base64Decoder decoder;
    std::string decoded;
    bool good = true;
    for (const char& c : text)
      good = good && decoder.write({&c, 1}, decoded);
    CHECK_FALSE((good && decoder.finish(decoded)));
    CHECK_FALSE(base64_decoded(text).has_value());
  }
}
