#include "core/json.h"

#include "core/limits.h"
#include "tests/support/catch.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

using namespace prodparity;

namespace {

ErrorCode code_of(std::string_view text, const JsonRules& rules = {}) {
  const auto result = parse_json(text, rules, "a.json");
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().path == "a.json");
  return result.error().code;
}

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

}  // namespace

TEST_CASE("json: values come out as nlohmann itself reads them") {
  const std::string text = R"({"a":[1,-2,3.5,"x\u00e9",true,null,{}],"b":{"c":[]}})";
  const auto value = parse_json(text);
  REQUIRE(value.has_value());
  CHECK(*value == nlohmann::json::parse(text));
  CHECK(*parse_json("\xEF\xBB\xBF 7 ") == 7);
}

TEST_CASE("json: depth is bounded, at the limit and one past it") {
  CHECK(parse_json(nested(limits::json_depth)).has_value());
  CHECK(code_of(nested(limits::json_depth + 1)) == ErrorCode::too_deep);
  CHECK(code_of(std::string(900'000, '[')) == ErrorCode::too_deep);
}

TEST_CASE("json: size is bounded, at the limit and one past it") {
  CHECK(parse_json("[12]", {.limit_bytes = 4}).has_value());
  CHECK(code_of("[123]", {.limit_bytes = 4}) == ErrorCode::too_large);
}

TEST_CASE("json: a key twice in one object is an error with its line, unless allowed") {
  const std::string text = "{\n\"a\": 1,\n\"b\": {\"a\": 2},\n\"a\": 3}";
  const auto refused = parse_json(text);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == ErrorCode::malformed);
  CHECK(refused.error().line == 4);
  CHECK(refused.error().message == "the key 'a' stands twice in one object");
  CHECK(parse_json(text, {.unique_keys = false})->at("a") == 3);
}

TEST_CASE("json: what is wrong is told apart, with the line") {
  CHECK(code_of("") == ErrorCode::empty);
  CHECK(code_of(" \n\t ") == ErrorCode::empty);
  CHECK(code_of("{\"a\":1}}") == ErrorCode::malformed);
  CHECK(code_of("[1,]") == ErrorCode::malformed);
  CHECK(code_of("[\"\xff\"]") == ErrorCode::malformed);
  CHECK(code_of("// note\n1") == ErrorCode::malformed);
  const auto result = parse_json("[1,\n2,\nx]");
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().line == 3);
}

TEST_CASE("json: a document cut at any byte is truncated, never read") {
  const std::string text = R"({"a": [1, "b\u00e9", true, null], "c": {"d": -1.5e3}})";
  for (std::size_t size = 1; size < text.size(); ++size) {
    INFO(text.substr(0, size));
    CHECK(code_of(text.substr(0, size)) == ErrorCode::truncated);
  }
}

TEST_CASE("json: comments are read where the rules allow them") {
  const auto value = parse_json("// a\n{ /* b */ \"c\": 1 }", {.comments = true});
  REQUIRE(value.has_value());
  CHECK(value->at("c") == 1);
}

TEST_CASE("json: bytes that are no UTF-8 are replaced on the way out") {
  CHECK(dump_json(nlohmann::json("a\xff")) == "\"a\xEF\xBF\xBD\"");
  CHECK(dump_json({{"b", 1}, {"a", {1, 2}}}) == R"({"a":[1,2],"b":1})");
}

TEST_CASE("json: a text is appended as it would be written as a value") {
  for (const std::string text :
       {"", "plain ~", "\"", "\\", "\x1f", "\x7f", "caf\xC3\xA9", "a\xff"}) {
    std::string json = "[";
    append_json_text(json, text);
    CHECK(json == '[' + dump_json(nlohmann::json(text)));
  }
}

TEST_CASE("json: a member that is absent or of another type is its default") {
  const auto object = parse_json(R"({"text":"a","number":7,"negative":-1,"part":{"x":1}})");
  REQUIRE(object.has_value());
  CHECK(text_at(*object, "text") == "a");
  CHECK(text_at(*object, "number").empty());
  CHECK(text_at(*object, "absent").empty());
  CHECK(number_at(*object, "number") == 7);
  CHECK(number_at(*object, "negative") == 0);
  CHECK(number_at(*object, "text") == 0);
  CHECK(number_at(part_at(*object, "part"), "x") == 1);
  CHECK(part_at(*object, "absent").is_null());
  for (const char* const other : {"null", "[1]", "\"a\"", "1"}) {
    const auto value = parse_json(other);
    REQUIRE(value.has_value());
    CHECK(text_at(*value, "text").empty());
    CHECK(number_at(*value, "number") == 0);
    CHECK(part_at(*value, "part").is_null());
  }
}

TEST_CASE("json: the line of a value is found by its pointer") {
  const std::string text =
      "// \"rules\": 9\n{\n \"rules\": [\n  {\"a\\u002fb\": 1},\n"
      "  /* , */ {\"x~y\":\n 2}\n ],\n \"n\": {\"1\": \"[\"},\n \"last\": 3\n}";
  CHECK(line_of(text, "") == 2);
  CHECK(line_of(text, "/rules") == 3);
  CHECK(line_of(text, "/rules/0") == 4);
  CHECK(line_of(text, "/rules/0/a~1b") == 4);
  CHECK(line_of(text, "/rules/1") == 5);
  CHECK(line_of(text, "/rules/1/x~0y") == 6);
  CHECK(line_of(text, "/n/1") == 8);
  CHECK(line_of(text, "/last") == 9);
  CHECK(line_of(text, "/rules/2") == 0);
  CHECK(line_of(text, "/missing") == 0);
  CHECK(line_of(text, "rules") == 0);
  CHECK(line_of(std::string(200'000, '['), "/0/0") == 1);
}

TEST_CASE("json: a line comment ends where the parser ends it, at a NUL too") {
  const std::string_view text("// a\0 2", 7);
  const auto value = parse_json(text, {.comments = true});
  REQUIRE(value.has_value());
  CHECK(*value == 2);
  CHECK(line_of(text, "") == 1);
  CHECK(line_of("// a\r\n{}", "") == 2);
}
