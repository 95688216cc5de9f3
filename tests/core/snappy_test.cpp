#include "core/snappy.h"

#include "tests/support/catch.h"

#include <cstddef>
#include <string>

using namespace prodparity;

namespace {

std::string unpacked(const std::string& packed, std::size_t limit = 100'000) {
  const auto out = unpack_snappy(packed, limit);
  return out ? *out : "error: " + std::string(to_string(out.error().code));
}

std::string bytes(std::initializer_list<int> values) {
  std::string text;
  for (const int value : values)
    text += static_cast<char>(value);
  return text;
}

}  // namespace

TEST_CASE("snappy: literals of every width of their size") {
  CHECK(unpacked(bytes({0})).empty());
  CHECK(unpacked(bytes({3, 2 << 2}) + "abc") == "abc");
  const std::string sixty(60, 'x');
  CHECK(unpacked(bytes({60, 59 << 2}) + sixty) == sixty);
  const std::string longer(61, 'x');
  CHECK(unpacked(bytes({61, 60 << 2, 60}) + longer) == longer);
  const std::string two(300, 'y');
  CHECK(unpacked(bytes({0xac, 2, 61 << 2, 0x2b, 1}) + two) == two);
  CHECK(unpacked(bytes({0xac, 2, 62 << 2, 0x2b, 1, 0}) + two) == two);
  CHECK(unpacked(bytes({0xac, 2, 63 << 2, 0x2b, 1, 0, 0}) + two) == two);
}

TEST_CASE("snappy: copies of every width, also of what they are just making") {
  const std::string abc = bytes({2 << 2}) + "abc";
  CHECK(unpacked(bytes({9}) + abc + bytes({1 | (6 - 4) << 2, 3})) == "abcabcabc");
  CHECK(unpacked(bytes({9}) + abc + bytes({2 | (6 - 1) << 2, 3, 0})) == "abcabcabc");
  CHECK(unpacked(bytes({9}) + abc + bytes({3 | (6 - 1) << 2, 3, 0, 0, 0})) == "abcabcabc");
  CHECK(unpacked(bytes({7}) + abc + bytes({1, 1})) == "abccccc");
  const std::string far(300, 'z');
  CHECK(unpacked(bytes({0xb2, 2, 62 << 2, 0x2d, 1, 0}) + "ab" + far + bytes({1 | 1 << 5, 0x2e})) ==
        "ab" + far + "abzz");
}

TEST_CASE("snappy: what is cut, longer or shorter than it says, or of nothing") {
  CHECK(unpacked("") == "error: truncated");
  CHECK(unpacked(bytes({0x80})) == "error: truncated");
  CHECK(unpacked(bytes({0x80, 0x80, 0x80, 0x80, 0x80, 1})) == "error: truncated");
  CHECK(unpacked(bytes({3, 2 << 2}) + "ab") == "error: truncated");
  CHECK(unpacked(bytes({3, 61 << 2, 2})) == "error: truncated");
  CHECK(unpacked(bytes({4, 2 << 2}) + "abc") == "error: truncated");
  CHECK(unpacked(bytes({9, 2 << 2}) + "abc" + bytes({1})) == "error: truncated");
  CHECK(unpacked(bytes({9, 2 << 2}) + "abc" + bytes({2, 3})) == "error: truncated");
  CHECK(unpacked(bytes({2, 2 << 2}) + "abc") == "error: malformed");
  CHECK(unpacked(bytes({9, 1, 1})) == "error: malformed");
  CHECK(unpacked(bytes({9, 2 << 2}) + "abc" + bytes({1, 0})) == "error: malformed");
  CHECK(unpacked(bytes({9, 2 << 2}) + "abc" + bytes({1, 4})) == "error: malformed");
}

TEST_CASE("snappy: at its bound and one past it") {
  const std::string packed = bytes({3, 2 << 2}) + "abc";
  CHECK(unpacked(packed, 3) == "abc");
  CHECK(unpacked(packed, 2) == "error: too_large");
  CHECK(unpacked(bytes({0xff, 0xff, 0xff, 0xff, 0x0f}), 1000) == "error: too_large");
}
