#include "core/registry/challenge.h"

#include "core/registry/limits.h"
#include "tests/support/catch.h"

#include <string>
#include <string_view>

namespace prodparity::registry {
namespace {

// "scheme(token68) name=value; scheme ...", or the error's code.
std::string read(std::string_view field) {
  const auto challenges = parse_challenges(field);
  if (!challenges) return std::string(to_string(challenges.error().code));
  std::string text;
  for (const Challenge& challenge : *challenges) {
    if (!text.empty()) text += "; ";
    text += challenge.scheme;
    if (!challenge.token68.empty()) text += '(' + challenge.token68 + ')';
    for (const auto& [name, value] : challenge.parameters)
      text.append(1, ' ').append(name).append(1, '=').append(value);
  }
  return text;
}

}  // namespace

TEST_CASE("challenge: as registries send it") {
  CHECK(read(R"(Basic realm="test-realm")") == "basic realm=test-realm");
  CHECK(read(R"(Bearer realm="http://127.0.0.1:5904/token",service="reg.test")") ==
        "bearer realm=http://127.0.0.1:5904/token service=reg.test");
  CHECK(
      read(
          R"(Bearer realm="https://a/t",service="s",scope="repository:acme/api:pull,push",error="invalid_token")") ==
      "bearer realm=https://a/t service=s scope=repository:acme/api:pull,push error=invalid_token");
}

TEST_CASE("challenge: several in one field, schemes and names in any case, words without marks") {
  CHECK(read(R"(BASIC Realm=simple, bearer REALM="https://a/t" , service=s,,  Negotiate)") ==
        "basic realm=simple; bearer realm=https://a/t service=s; negotiate");
  CHECK(read("Negotiate YIIB+/o=, Basic realm=\"x\"") == "negotiate(YIIB+/o=); basic realm=x");
  CHECK(read("Negotiate, NTLM") == "negotiate; ntlm");
  CHECK(read(", ,Basic realm = \"a\\\"b, Digest x=\\\\y\"") == "basic realm=a\"b, Digest x=\\y");
  CHECK(read("") == "");
}

TEST_CASE("challenge: the first value of a name counts, and what is not there is empty") {
  const auto challenges = parse_challenges("Bearer realm=a, realm=b");
  CHECK(challenges->front().parameter("realm") == "a");
  CHECK(challenges->front().parameter("scope").empty());
}

TEST_CASE("challenge: what is none is refused") {
  for (const std::string_view field :
       {"=", "\"x\"", "Basic realm=\"open", "Basic realm=\"a\\", "Basic a=b, c=", "Basic \"x\"",
        "Basic realm=\"a\" b", "Basic a=b c=d", "Basic realm=\"a\"\"b\""})
    CHECK(read(field) == "malformed");
}

TEST_CASE("challenge: bounds of the field, its schemes and their parameters") {
  CHECK(read("a " + std::string(limits::header_bytes - 2, 'b')) != "too_large");
  CHECK(read("a " + std::string(limits::header_bytes - 1, 'b')) == "too_large");
  std::string schemes;
  for (std::size_t i = 0; i < limits::challenges; ++i)
    schemes += "a,";
  CHECK(parse_challenges(schemes)->size() == limits::challenges);
  CHECK(read(schemes + 'a') == "too_large");
  std::string parameters = "a ";
  for (std::size_t i = 0; i < limits::challenge_parameters; ++i)
    parameters += "b=c,";
  CHECK(parse_challenges(parameters)->front().parameters.size() == limits::challenge_parameters);
  CHECK(read(parameters + "b=c") == "too_large");
}

}  // namespace prodparity::registry
