#include "core/text.h"
#include "tests/support/catch.h"

#include <cstddef>
#include <string>

using namespace prodparity;

TEST_CASE("display_width: wide characters are two columns, combining ones none") {
  CHECK(display_width("") == 0);
  CHECK(display_width("libssl3") == 7);
  CHECK(display_width("Größe") == 5);
  CHECK(display_width("日本語") == 6);
  CHECK(display_width("ＡＢ") == 4);
  CHECK(display_width("한국") == 4);
  CHECK(display_width("🐍") == 2);
  CHECK(display_width("⛔") == 2);
  CHECK(display_width("e\u0301") == 1);
  CHECK(display_width("…") == 1);
  CHECK(display_width("\xff") == 1);
}

TEST_CASE("cut_to_width: fits, and says where it was cut") {
  CHECK(cut_to_width("abc", 3) == "abc");
  CHECK(cut_to_width("abcd", 3) == "ab…");
  CHECK(cut_to_width("日本語", 6) == "日本語");
  CHECK(cut_to_width("日本語", 5) == "日本…");
  CHECK(cut_to_width("日本語", 4) == "日…");
  CHECK(cut_to_width("abc", 1) == "…");
  CHECK(cut_to_width("abc", 0) == "");
  for (std::size_t columns = 0; columns < 12; ++columns)
    CHECK(display_width(cut_to_width("a日e\u0301🐍 longer than all", columns)) <= columns);
}
