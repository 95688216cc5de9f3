#include "core/text.h"
#include "core/utf8.h"
#include "tests/support/catch.h"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

using namespace prodparity;
using namespace std::string_literals;

namespace {

std::string encode(char32_t c) {
  const auto byte = [](char32_t value) {
    return static_cast<char>(static_cast<unsigned char>(value));
  };
  if (c < 0x80) return {byte(c)};
  if (c < 0x800) return {byte(0xc0 | (c >> 6)), byte(0x80 | (c & 0x3f))};
  if (c < 0x10000)
    return {byte(0xe0 | (c >> 12)), byte(0x80 | ((c >> 6) & 0x3f)), byte(0x80 | (c & 0x3f))};
  return {byte(0xf0 | (c >> 18)), byte(0x80 | ((c >> 12) & 0x3f)), byte(0x80 | ((c >> 6) & 0x3f)),
          byte(0x80 | (c & 0x3f))};
}

}  // namespace

TEST_CASE("printable: ordinary text stays as it is, a backslash too") {
  CHECK(printable("") == "");
  CHECK(printable("3.0.20-1~deb12u2+b1 (x) \\n `|<>") == "3.0.20-1~deb12u2+b1 (x) \\n `|<>");
  CHECK(printable("Größe 日本語 🐍 e\u0301") == "Größe 日本語 🐍 e\u0301");
}

TEST_CASE("printable: every control character becomes a visible escape") {
  for (unsigned c = 0; c < 0x20; ++c)
    CHECK(printable(std::string(1, static_cast<char>(c))).substr(0, 2) == "\\x");
  CHECK(printable("\x7f") == "\\x7f");
  CHECK(printable("a\nb\r\tc"s + '\0') == "a\\x0ab\\x0d\\x09c\\x00");
  for (char32_t c = 0x80; c < 0xa0; ++c)
    CHECK(printable(encode(c)).substr(0, 3) == "\\u{");
  CHECK(printable("\xc2\x9b"
                  "31m") == "\\u{9b}31m");  // C1 CSI
}

TEST_CASE("printable: escape sequences and hyperlinks lose their escape character") {
  CHECK(printable("\x1b[31mred\x1b[0m") == "\\x1b[31mred\\x1b[0m");
  CHECK(printable("\x1b]8;;https://x.example\x1b\\here\x1b]8;;\x1b\\") ==
        "\\x1b]8;;https://x.example\\x1b\\here\\x1b]8;;\\x1b\\");
  CHECK(printable("\x1b]0;title\x07") == "\\x1b]0;title\\x07");
}

TEST_CASE("printable: nothing that cannot be seen or that moves what is seen") {
  const std::array<char32_t, 33> hidden = {
      0xad,   0x34f,  0x61c,  0x115f, 0x180e, 0x200b, 0x200c, 0x200d,  0x200e,  0x200f,  0x2028,
      0x2029, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2060, 0x2066,  0x2067,  0x2068,  0x2069,
      0x206f, 0x3164, 0xfe0f, 0xfeff, 0xffa0, 0xfff9, 0xffff, 0xe0001, 0xe0041, 0xe007f, 0xe0100};
  for (const char32_t c : hidden) {
    INFO(static_cast<unsigned>(c));
    CHECK(printable("a" + encode(c) + "b").find("\\u{") == 1);
  }
  CHECK(printable("\u202egpj.exe") == "\\u{202e}gpj.exe");
}

TEST_CASE("printable: bytes that are not UTF-8 are shown one by one") {
  CHECK(printable("\xff\xfe") == "\\xff\\xfe");
  CHECK(printable("\x80") == "\\x80");                             // lone continuation
  CHECK(printable("\xc0\xaf") == "\\xc0\\xaf");                    // overlong '/'
  CHECK(printable("\xe0\x80\xaf") == "\\xe0\\x80\\xaf");           // overlong
  CHECK(printable("\xf0\x80\x80\xaf") == "\\xf0\\x80\\x80\\xaf");  // overlong
  CHECK(printable("\xed\xa0\x80") == "\\xed\\xa0\\x80");           // surrogate
  CHECK(printable("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");  // past U+10FFFF
  CHECK(printable("ok\xe2\x82") == "ok\\xe2\\x82");                // ends in mid-sequence
  CHECK(printable("\xe2\x82"
                  "A") ==
        "\\xe2\\x82"
        "A");  // broken off
  CHECK(printable("\xf5\x80\x80\x80") == "\\xf5\\x80\\x80\\x80");
}

TEST_CASE("printable: the limit is kept and never cuts a character or an escape") {
  CHECK(printable("abcd", 4) == "abcd");
  CHECK(printable("abcde", 4) == "abcd…");
  CHECK(printable("ab\xe2\x82\xac", 5) == "ab€");
  CHECK(printable("ab\xe2\x82\xac", 4) == "ab…");
  CHECK(printable("ab\x1b", 6) == "ab\\x1b");
  CHECK(printable("ab\x1b", 5) == "ab…");
  CHECK(printable("x", 0) == "…");
  CHECK(printable("", 0) == "");
  const std::string text = "a\x1b€\xff\u202e🐍z";
  for (std::size_t limit = 0; limit < 40; ++limit) {
    const std::string shown = printable(text, limit);
    CHECK(shown.size() <= limit + 3);
    CHECK(printable(shown) == shown);
  }
}

TEST_CASE("printable: every code point is either itself or an escape in ASCII") {
  for (char32_t c = 0; c <= 0x10ffff; ++c) {
    const std::string text = encode(c);
    const std::string shown = printable(text);
    if (shown == text) continue;
    if (shown.front() != '\\') FAIL(static_cast<unsigned>(c));
  }
}

TEST_CASE("utf8: the first character, its length, and whether it is one") {
  CHECK(first_utf8("").length == 0);
  CHECK(first_utf8("é!").code_point == 0xe9);
  CHECK(first_utf8("é!").length == 2);
  CHECK(first_utf8("\xf4\x8f\xbf\xbf").code_point == 0x10ffff);
  CHECK_FALSE(first_utf8("\xc1\xbf").valid);
  CHECK(first_utf8("\xc1\xbf").length == 1);
}

TEST_CASE("markdown_text: nothing in it has a meaning") {
  const std::array<std::pair<std::string_view, std::string_view>, 24> table = {{
      {"libssl3 3.0.20-1", "libssl3 3.0.20-1"},
      {"a|b", "a&#124;b"},
      {"`x`", "&#96;x&#96;"},
      {"<img src=x>", "&#60;img src=x&#62;"},
      {"&lt;", "&#38;lt;"},
      {"[a](b)", "&#91;a&#93;(b)"},
      {"![a](b)", "!&#91;a&#93;(b)"},
      {"**a** _b_ ~~c~~", "&#42;&#42;a&#42;&#42; &#95;b&#95; &#126;&#126;c&#126;&#126;"},
      {"@octocat", "&#64;&#8203;octocat"},
      {"a@b.example", "a&#64;&#8203;b.example"},
      {"fixes #1", "fixes &#35;&#8203;1"},
      {"# title", "&#35;&#8203; title"},
      {"GH-12", "GH-&#8203;12"},
      {"https://x.example", "https&#8203;&#58;//x.example"},
      {"drift: 4 (x)", "drift: 4 (x)"},
      {":+1:", "&#8203;&#58;+1:"},
      {"WWW.x.example", "WWW&#8203;&#46;x.example"},
      {"- item", "&#45; item"},
      {"+ item", "&#43; item"},
      {"1. item", "1&#46; item"},
      {"12) item", "12&#41; item"},
      {"===", "&#61;=="},
      {"    code", "&#32;   code"},
      {"$x$ a\\", "&#36;x&#36; a&#92;"},
  }};
  for (const auto& [text, expected] : table)
    CHECK(markdown_text(text) == expected);
  CHECK(markdown_text("a\n# b") == "a&#92;x0a&#35;&#8203; b");
  CHECK(markdown_text("<!-- --><script>").find('<') == std::string::npos);
}

TEST_CASE("markdown_code: the fence is longer than any inside") {
  CHECK(markdown_code("") == "");
  CHECK(markdown_code("a b") == "`a b`");
  CHECK(markdown_code("a`b") == "``a`b``");
  CHECK(markdown_code("`a``b`") == "``` `a``b` ```");
  CHECK(markdown_code(" a ") == "`  a  `");
  CHECK(markdown_code("@a #1 <b> [x](y)") == "`@a #1 <b> [x](y)`");
  CHECK(markdown_code("a\nb") == "`a\\x0ab`");
}

TEST_CASE("markdown_code: a pipe cannot end a table cell") {
  CHECK(markdown_code("a|b") == "<code>a&#124;b</code>");
  CHECK(markdown_code("a\\|`</code>b") == "<code>a&#92;&#124;&#96;&#60;/code&#62;b</code>");
}

TEST_CASE("shell_word: quoted only where it must be") {
  const std::array<std::pair<std::string_view, std::string_view>, 17> table = {{
      {"", "''"},
      {"libssl3=3.0.20-1~deb12u2", "libssl3=3.0.20-1~deb12u2"},
      {"libc6:i386=2.36-9+deb12u13", "libc6:i386=2.36-9+deb12u13"},
      {"/opt/a_b/%x@y,z", "/opt/a_b/%x@y,z"},
      {"~x", "'~x'"},
      {"a=~x", "'a=~x'"},
      {"a:~x", "'a:~x'"},
      {"=x", "'=x'"},
      {"a b", "'a b'"},
      {"it's", "'it'\\''s'"},
      {"$(reboot)", "'$(reboot)'"},
      {"a;b", "'a;b'"},
      {"a>b", "'a>b'"},
      {"!x", "'!x'"},
      {"{a,b}", "'{a,b}'"},
      {"a\nb", "'a\nb'"},
      {"é", "'é'"},
  }};
  for (const auto& [text, expected] : table)
    CHECK(shell_word(text) == expected);
  CHECK(shell_word("a\0b"s) == "'ab'");
}

TEST_CASE("ascii_json: the same values, in ASCII") {
  CHECK(ascii_json("{\"a\":\"x\\n\"}") == "{\"a\":\"x\\n\"}");
  CHECK(ascii_json("\"\u202e\x7f€🐍\xff\"") == "\"\\u202e\\u007f\\u20ac\\ud83d\\udc0d\\ufffd\"");
}
