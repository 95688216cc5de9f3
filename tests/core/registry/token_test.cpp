#include "core/registry/token.h"

#include "core/registry/limits.h"
#include "tests/support/catch.h"

#include <chrono>
#include <string>
#include <string_view>

namespace prodparity::registry {

using std::chrono::seconds;

TEST_CASE("token: the question has one parameter for each scope, encoded") {
  CHECK(token_url(*parse_url("https://a/token"), "reg.test", pull_scope("acme/api")) ==
        "https://a/token?service=reg.test&scope=repository%3Aacme%2Fapi%3Apull");
  CHECK(token_url(*parse_url("https://a/token?x=1"), "", "a b&c") ==
        "https://a/token?x=1&scope=a&scope=b%26c");
  CHECK(token_url(*parse_url("https://a/token"), "", "") == "https://a/token");
}

TEST_CASE("token: an identity token is exchanged by a form") {
  CHECK(refresh_form("reg.test", "repository:a:pull", "s3cr+t&") ==
        "grant_type=refresh_token&service=reg.test&client_id=prodparity"
        "&scope=repository%3Aa%3Apull&refresh_token=s3cr%2Bt%26");
}

TEST_CASE("token: of either name, and how long it is good for") {
  CHECK(parse_token(R"({"token":"a","access_token":"b","expires_in":300})")->value == "a");
  CHECK(parse_token(R"({"token":"a","expires_in":300})")->expires_in == seconds(300));
  CHECK(parse_token(R"({"access_token":"b"})")->value == "b");
  CHECK(parse_token(R"({"access_token":"b"})")->expires_in == seconds(60));
  CHECK(parse_token(R"({"token":"a","expires_in":-1})")->expires_in == seconds(60));
  CHECK(parse_token(R"({"token":"a","expires_in":18446744073709551615})")->expires_in ==
        seconds(86'400));
}

TEST_CASE("token: what is none is refused, and its text is in no error") {
  for (const std::string_view answer :
       {"", "[]", "{}", R"({"token":""})", R"({"token":7})", R"({"token":"s3cret\r\nHost: x"})",
        R"({"token":"s3cret é"})", R"({"token":"s3cret)", "s3cret", R"({"s3cret":1,"s3cret":2})"}) {
    const Result<Token> token = parse_token(answer);
    REQUIRE_FALSE(token.has_value());
    CHECK(token.error().code == ErrorCode::malformed);
    CHECK(token.error().message.find("s3cret") == std::string::npos);
  }
}

TEST_CASE("token: bounds of the answer and of the token") {
  const auto answer = [](std::size_t size) {
    return R"({"token":")" + std::string(size, 'a') + "\"}";
  };
  CHECK(parse_token(answer(limits::credential_bytes)).has_value());
  CHECK(parse_token(answer(limits::credential_bytes + 1)).error().code == ErrorCode::malformed);
  const std::string whole = R"({"token":"a"})";
  CHECK(parse_token(whole + std::string(limits::token_bytes - whole.size(), ' ')).has_value());
  CHECK(
      parse_token(whole + std::string(limits::token_bytes + 1 - whole.size(), ' ')).error().code ==
      ErrorCode::too_large);
}

TEST_CASE("registry error: code and message of each, harmless and short") {
  CHECK(
      error_text(
          R"({"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown","detail":{}}]})") ==
      "MANIFEST_UNKNOWN: manifest unknown");
  CHECK(error_text(R"({"errors":[{"code":"A"},{},7,{"message":"b\u001b[31m"}]})") ==
        "A; b\\x1b[31m");
  for (const std::string_view body :
       {"", "404 page not found", "<html>", "{}", "[]", R"({"errors":7})"})
    CHECK(error_text(body).empty());
}

TEST_CASE("registry error: bounds of what is read and of what is told") {
  const std::string body = R"({"errors":[{"code":"A"}]})";
  CHECK(error_text(body + std::string(limits::error_bytes - body.size(), ' ')) == "A");
  CHECK(error_text(body + std::string(limits::error_bytes + 1 - body.size(), ' ')).empty());
  const auto told = [](std::size_t size) {
    return error_text(R"({"errors":[{"code":")" + std::string(size, 'a') + "\"}]}");
  };
  CHECK(told(limits::error_text_bytes) == std::string(limits::error_text_bytes, 'a'));
  CHECK(told(limits::error_text_bytes + 1).ends_with("\u2026"));
}

}  // namespace prodparity::registry
