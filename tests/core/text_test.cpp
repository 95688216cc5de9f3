#include "core/text.h"

#include "tests/support/catch.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace prodparity;

TEST_CASE("text: trim takes ASCII white space from both ends") {
  CHECK(trim(" \t a b\r\n") == "a b");
  CHECK(trim(" \f\v ").empty());
  CHECK(trim("").empty());
}

TEST_CASE("text: lower case changes ASCII letters only") {
  CHECK(ascii_lower("PyYAML-Ä") == "pyyaml-Ä");
}

TEST_CASE("text: a list names some, and counts the others") {
  CHECK(listed({}, 3).empty());
  CHECK(listed({"a"}, 3) == "a");
  CHECK(listed({"a", "b", "c"}, 3) == "a, b, c");
  CHECK(listed({"a", "b", "c", "d"}, 3) == "a, b, c and 1 more");
}

TEST_CASE("text: split keeps empty parts") {
  CHECK(split("a,,b", ',') == std::vector<std::string_view>{"a", "", "b"});
  CHECK(split("", ',') == std::vector<std::string_view>{""});
}

TEST_CASE("text: what is inside a folder begins with its whole name, and is not it") {
  CHECK(is_inside("/a/b/c", "/a/b"));
  CHECK_FALSE(is_inside("/a/b", "/a/b"));
  CHECK_FALSE(is_inside("/a/bc", "/a/b"));
  CHECK_FALSE(is_inside("/a", "/a/b"));
}

TEST_CASE("text: the parent of a path, the root's own being itself, of a mere name none") {
  CHECK(parent_of("/a/b") == "/a");
  CHECK(parent_of("/a") == "/");
  CHECK(parent_of("/") == "/");
  CHECK(parent_of("a/b") == "a");
  CHECK(parent_of("a").empty());
  CHECK(parent_of("").empty());
}

TEST_CASE("text: lines come without their end, with their number") {
  std::vector<std::pair<std::string, std::size_t>> lines;
  for_each_line("a\r\n\nb", [&](std::string_view line, std::size_t number) {
    lines.emplace_back(line, number);
  });
  CHECK(lines == std::vector<std::pair<std::string, std::size_t>>{{"a", 1}, {"", 2}, {"b", 3}});
}
