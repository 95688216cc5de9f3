#include "core/registry/limits.h"
#include "fetch/registry.h"
#include "tests/support/catch.h"
#include "tests/support/fake_registry.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity::fetch {
namespace {

using registry::Credential;

const std::string manifest = FakeRegistry::manifest_of("");
const std::string realm = "https://auth.example/token";
const std::string bearer =
    "Bearer realm=\"" + realm + "\",service=\"s\",scope=\"repository:acme/api:pull\"";
const std::string token_url = realm + "?service=s&scope=repository%3Aacme%2Fapi%3Apull";
const Credential user{.user = "u", .password = "s3cret", .identity_token = {}};
const Credential identity{.user = {}, .password = {}, .identity_token = "s3cret"};

// A registry that wants a token, its clock, and who asks.
struct Asked {
  FakeRegistry fake;
  std::chrono::steady_clock::time_point now;
  std::optional<Credential> credential;
  int credential_questions = 0;
  std::optional<RegistryStore> opened;

  explicit Asked(std::string challenge, std::optional<Credential> who = {})
      : credential(std::move(who)) {
    fake.authorization = "Bearer t";
    fake.challenge = std::move(challenge);
    fake.put_manifest(manifest, "main");
    opened.emplace(fake, *registry::image_place("registry.example/acme/api:main"),
                   RegistrySettings{.plain_http = false,
                                    .credentials =
                                        [this](const registry::ImagePlace&) {
                                          ++credential_questions;
                                          return credential;
                                        },
                                    .now = [this] { return now; }});
  }

  // "read", or the error's code. No secret is in a message.
  std::string read() {
    const auto stored = opened->manifest("main");
    if (stored) return "read";
    CHECK(stored.error().message.find("s3cret") == std::string::npos);
    CHECK(stored.error().message.find("Bearer") == std::string::npos);
    return std::string(to_string(stored.error().code));
  }
  std::string sent(std::size_t request, std::string_view name = "Authorization") {
    return std::string(FakeRegistry::header(fake.requests.at(request), name));
  }
};

HttpResponse token(std::string_view more = {}) {
  return {.status = 200, .body = R"({"token":"t")" + std::string(more) + '}'};
}

}  // namespace

TEST_CASE("login: a registry that asks for nothing is told nothing") {
  Asked asked("", user);
  asked.fake.authorization.clear();
  CHECK(asked.read() == "read");
  CHECK(asked.sent(0).empty());
  CHECK(asked.credential_questions == 0);
}

TEST_CASE("login: a token for anybody, and then it is kept") {
  Asked asked(bearer);
  asked.fake.answer(token_url, token());
  CHECK(asked.read() == "read");
  CHECK(asked.read() == "read");
  CHECK(asked.fake.asked() ==
        std::vector<std::string>{"manifests/main", token_url, "manifests/main", "manifests/main"});
  CHECK(asked.sent(1).empty());
  CHECK(asked.sent(3) == "Bearer t");
  CHECK(asked.fake.requests[1].named_by == asked.fake.requests[0].url);
}

TEST_CASE("login: a token for a user, who is told to the token server alone") {
  Asked asked(bearer, user);
  asked.fake.answer(token_url, token());
  CHECK(asked.read() == "read");
  CHECK(asked.sent(0).empty());
  CHECK(asked.sent(1) == registry::basic_authorization(user));
  CHECK(asked.sent(2) == "Bearer t");
}

TEST_CASE("login: the scope is our own where the challenge has none") {
  Asked asked("Bearer realm=\"" + realm + "\"");
  asked.fake.answer(realm + "?scope=repository%3Aacme%2Fapi%3Apull", token());
  CHECK(asked.read() == "read");
}

TEST_CASE("login: a token is not used to its very end, and asked for anew") {
  Asked asked(bearer);
  asked.fake.answer(token_url, token(R"(,"expires_in":100)"));
  asked.fake.answer(token_url, token());
  CHECK(asked.read() == "read");
  asked.now += std::chrono::seconds(89);
  CHECK(asked.read() == "read");
  CHECK(asked.fake.requests.size() == 4);
  asked.now += std::chrono::seconds(1);
  CHECK(asked.read() == "read");
  CHECK(asked.sent(4).empty());
  CHECK(asked.fake.requests.size() == 7);
}

TEST_CASE("login: a token that is refused is asked for anew once, then there is no access") {
  Asked asked(bearer);
  asked.fake.answer(token_url, {.status = 200, .body = R"({"token":"old"})"});
  asked.fake.answer(token_url, {.status = 200, .body = R"({"token":"older"})"});
  CHECK(asked.read() == "denied");
  CHECK(asked.fake.requests.size() == 3);
  CHECK(asked.read() == "denied");  // the kept one, one refresh, and no more
  CHECK(asked.fake.requests.size() == 6);
}

TEST_CASE("login: a user and password where they are asked for, once") {
  Asked asked("Basic realm=\"x\"", user);
  asked.fake.authorization = registry::basic_authorization(user);
  CHECK(asked.read() == "read");
  CHECK(asked.read() == "read");
  CHECK(asked.fake.requests.size() == 3);
  Asked refused("Basic realm=\"x\"", user);
  CHECK(refused.read() == "denied");
  CHECK(refused.read() == "denied");
  CHECK(refused.fake.requests.size() == 3);
  CHECK(Asked("Basic realm=\"x\"").read() == "denied");
  CHECK(Asked("Basic realm=\"x\"", identity).read() == "denied");
}

TEST_CASE("login: a token server is preferred to a password sent with each request") {
  Asked asked("Basic realm=\"x\", " + bearer, user);
  asked.fake.answer(token_url, token());
  CHECK(asked.read() == "read");
}

TEST_CASE(
    "login: an identity token is exchanged by a form, or sent as docker does where that is not "
    "known") {
  Asked asked(bearer, identity);
  asked.fake.answer(realm, token());
  CHECK(asked.read() == "read");
  CHECK(asked.fake.requests[1].method == "POST");
  CHECK(asked.fake.requests[1].url == realm);
  CHECK(asked.fake.requests[1].body.find("refresh_token=s3cret") != std::string::npos);
  CHECK(asked.sent(1, "Content-Type") == "application/x-www-form-urlencoded");
  Asked other(bearer, identity);
  other.fake.answer(token_url, token());
  CHECK(other.read() == "read");
  CHECK(other.fake.asked() ==
        std::vector<std::string>{"manifests/main", realm, token_url, "manifests/main"});
}

TEST_CASE("login: refused credentials do not hide what is open to all, and are told") {
  Asked asked(bearer, user);
  asked.fake.answer(token_url, {.status = 401});
  asked.fake.answer(token_url, token());
  CHECK(asked.read() == "read");
  CHECK(asked.sent(2).empty());
  CHECK(asked.opened->warnings() ==
        std::vector<std::string>{
            "the token server of registry.example refuses the credentials: asked without"});
}

TEST_CASE("login: the token server's refusal, failure and nonsense are different results") {
  for (const auto& [status, result] : {std::pair(401, "denied"), std::pair(403, "denied"),
                                       std::pair(500, "io"), std::pair(404, "io")}) {
    Asked asked(bearer);
    asked.fake.answer(token_url, {.status = status});
    CHECK(asked.read() == result);
  }
  Asked nonsense(bearer);
  nonsense.fake.answer(token_url, {.status = 200, .body = "s3cret"});
  CHECK(nonsense.read() == "malformed");
  Asked late(bearer);
  late.fake.fail(token_url, ErrorCode::timed_out);
  CHECK(late.read() == "timed_out");
}

TEST_CASE("login: nothing is sent to a token server that may not be one") {
  for (const std::string_view place : {"http://auth.example/token", "https://169.254.169.254/",
                                       "https://127.0.0.1/", "https://localhost/", ""}) {
    Asked asked("Bearer realm=\"" + std::string(place) + '"', user);
    CHECK(asked.read() == "denied");
    CHECK(asked.fake.requests.size() == 1);
    CHECK(asked.credential_questions == 0);
  }
}

// A blob's storage, or whoever it redirects to, must not make us log in somewhere.
TEST_CASE("login: only the registry itself is answered, not where it sent us") {
  Asked asked(bearer, user);
  asked.fake.answer(std::string(FakeRegistry::repository) + "manifests/main",
                    {.status = 401,
                     .headers = {{"www-authenticate", bearer}},
                     .url = "https://storage.example/x"});
  CHECK(asked.read() == "denied");
  CHECK(asked.fake.requests.size() == 1);
}

TEST_CASE("login: a challenge that is none, or of a kind that is not known") {
  CHECK(Asked("Negotiate").read() == "denied");
  CHECK(Asked("").read() == "denied");
  CHECK(Asked("Bearer realm=\"open").read() == "malformed");
}

}  // namespace prodparity::fetch
