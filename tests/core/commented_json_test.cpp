#include "core/commented_json.h"

#include "core/limits.h"
#include "tests/support/catch.h"

#include <string>
#include <vector>

namespace prodparity {
namespace {

struct Refusal {
  std::string text;
  ErrorCode code;
  std::size_t line;
};

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

}  // namespace

TEST_CASE("commented JSON: every value is where it stands, behind comments and commas") {
  const std::string text =
      "\xEF\xBB\xBF// head\n{\"a\" /* k */ : [1, \"x\\u0041\",], // t\n \"b\": {}}";
  const auto root = parse_commented_json(text);
  REQUIRE(root.has_value());
  CHECK(root->kind == JsonKind::object);
  CHECK(text.substr(root->begin, 1) == "{");
  CHECK(root->end == text.size());
  const JsonNode* const list = root->member("a");
  REQUIRE(list != nullptr);
  CHECK(text.substr(list->begin, list->end - list->begin) == "[1, \"x\\u0041\",]");
  CHECK(text.substr(list->key_begin, 3) == "\"a\"");
  REQUIRE(list->children.size() == 2);
  CHECK(string_at(text, list->children[1]) == "xA");
  CHECK(string_at(text, list->children[0]).empty());
  CHECK(text[*list->children[1].comma] == ',');
  CHECK(text[*list->comma] == ',');
  CHECK_FALSE(root->member("b")->comma);
  CHECK(root->member("c") == nullptr);
  CHECK(list->member("a") == nullptr);
}

TEST_CASE("commented JSON: what is no JSON is refused with its line") {
  const std::vector<Refusal> refusals = {
      {"", ErrorCode::empty, 0},
      {" // only a comment\n", ErrorCode::empty, 0},
      {"{", ErrorCode::truncated, 1},
      {"{\"a\"", ErrorCode::truncated, 1},
      {"{\"a\":", ErrorCode::truncated, 1},
      {"{\n\"a", ErrorCode::truncated, 2},
      {"[\"a\\", ErrorCode::truncated, 1},
      {"{\n/* no end", ErrorCode::truncated, 2},
      {"{\n\"a\" 1}", ErrorCode::malformed, 2},
      {"{\"a\": 1\n\"b\": 2}", ErrorCode::malformed, 2},
      {"{a: 1}", ErrorCode::malformed, 1},
      {"{'a': 1}", ErrorCode::malformed, 1},
      {"[1 2]", ErrorCode::malformed, 1},
      {"[,]", ErrorCode::malformed, 1},
      {"[1,,]", ErrorCode::malformed, 1},
      {"{]", ErrorCode::malformed, 1},
      {"[01]", ErrorCode::malformed, 1},
      {"[NaN]", ErrorCode::malformed, 1},
      {"[tru]", ErrorCode::malformed, 1},
      {"[\"\\x\"]", ErrorCode::malformed, 1},
      {"[\"\xFF\"]", ErrorCode::malformed, 1},
      {"[\"line\nbreak\"]", ErrorCode::malformed, 1},
      {"{} {}", ErrorCode::malformed, 1},
      {"{\n\"a\": 1,\n\"\\u0061\": 2}", ErrorCode::malformed, 3},
      {"{} // a\rb\n", ErrorCode::malformed, 1},
      {nested(limits::json_depth + 1), ErrorCode::too_deep, 1},
      {std::string(limits::config_bytes + 1, ' '), ErrorCode::too_large, 0},
  };
  for (const Refusal& refusal : refusals) {
    INFO(refusal.text.substr(0, 100));
    const auto root = parse_commented_json(refusal.text);
    REQUIRE_FALSE(root.has_value());
    CHECK(root.error().code == refusal.code);
    CHECK(root.error().line == refusal.line);
  }
}

TEST_CASE("commented JSON: the bounds themselves are taken") {
  CHECK(parse_commented_json(nested(limits::json_depth)).has_value());
  CHECK(parse_commented_json("1" + std::string(limits::config_bytes - 1, ' ')).has_value());
  CHECK(parse_commented_json("{} // a\r\n").has_value());
}

TEST_CASE("commented JSON: two texts mean the same however they are written") {
  const auto same = [](const std::string& one, const std::string& other) {
    return same_value(one, *parse_commented_json(one), other, *parse_commented_json(other));
  };
  CHECK(same("{\"a\": 1, \"b\": [true]}", "{ \"b\":[ true, ], // c\n \"\\u0061\": 1 }"));
  CHECK_FALSE(same("[1, 2]", "[2, 1]"));
  CHECK_FALSE(same("{\"a\": 1}", "{\"a\": \"1\"}"));
}

}  // namespace prodparity
