#include "core/registry/credentials.h"

#include "core/base64.h"
#include "core/registry/limits.h"
#include "tests/support/catch.h"

#include <string>
#include <string_view>

namespace prodparity::registry {
namespace {

// "helper NAME", "USER:PASSWORD", "token TOKEN", "nothing", or the error's code.
std::string chosen(std::string_view file, std::string_view image) {
  const auto choice = choose_credential(file, *image_place(image));
  if (!choice) {
    CHECK(choice.error().message.find("s3cret") == std::string::npos);
    return std::string(to_string(choice.error().code));
  }
  if (!choice->helper.empty()) return "helper " + choice->helper;
  if (!choice->credential) return "nothing";
  if (!choice->credential->identity_token.empty())
    return "token " + choice->credential->identity_token;
  return choice->credential->user + ':' + choice->credential->password;
}

std::string auths(std::string_view key, std::string_view user_and_password) {
  return R"({"auths":{")" + std::string(key) + R"(":{"auth":")" +
         base64_encoded(user_and_password) + R"("}}})";
}

}  // namespace

TEST_CASE("credentials: of exactly the image's host, however its key is spelled") {
  for (const std::string_view key :
       {"registry.example", "https://registry.example", "http://registry.example/",
        "Registry.example/v2/", "https://registry.example/v1/"})
    CHECK(chosen(auths(key, "u:p:w"), "registry.example/acme/api") == "u:p:w");
  for (const std::string_view key :
       {"registry.example:5000", "registry.example.com", "my-registry.example", "example",
        "registry", "https://other.example/registry.example", "registry.example/other"})
    CHECK(chosen(auths(key, "u:p"), "registry.example/acme/api") == "nothing");
}

TEST_CASE("credentials: Docker Hub's, under each name that it has had") {
  for (const std::string_view key :
       {"https://index.docker.io/v1/", "docker.io", "index.docker.io", "registry-1.docker.io"})
    CHECK(chosen(auths(key, "u:p"), "debian") == "u:p");
  CHECK(chosen(R"({"credHelpers":{"https://index.docker.io/v1/":"pass"}})", "debian") ==
        "helper pass");
}

TEST_CASE("credentials: podman's of a repository go before the registry's own") {
  const std::string file = R"({"auths":{"registry.example":{"auth":")" + base64_encoded("host:1") +
                           R"("},"registry.example/acme":{"auth":")" + base64_encoded("acme:2") +
                           R"("},"registry.example/acme/api":{"auth":")" + base64_encoded("api:3") +
                           R"("}}})";
  CHECK(chosen(file, "registry.example/acme/api") == "api:3");
  CHECK(chosen(file, "registry.example/acme/api2") == "acme:2");
  CHECK(chosen(file, "registry.example/acmeapi") == "host:1");
}

TEST_CASE("credentials: a helper for the registry, a store for all, then what stands in the file") {
  const std::string file =
      R"({"credHelpers":{"registry.example":"ecr-login"},"credsStore":"dev-containers-1",)"
      R"("auths":{"registry.example":{"auth":"dTpw"}}})";
  CHECK(chosen(file, "registry.example/a") == "helper ecr-login");
  CHECK(chosen(file, "registry.example:5000/a") == "helper dev-containers-1");
  CHECK(chosen(
            R"({"credHelpers":{"other.example":"x"},"auths":{"registry.example":{"auth":"dTpw"}}})",
            "registry.example/a") == "u:p");
}

TEST_CASE("credentials: an identity token, a user in plain text, zero bytes that Docker leaves") {
  CHECK(chosen(R"({"auths":{"registry.example":{"auth":"dTpw","identitytoken":"t"}}})",
               "registry.example/a") == "token t");
  CHECK(chosen(R"({"auths":{"registry.example":{"username":"u","password":"p"}}})",
               "registry.example/a") == "u:p");
  CHECK(chosen(auths("registry.example", std::string("u:p\0\0", 5)), "registry.example/a") ==
        "u:p");
  CHECK(chosen(R"({"auths":{"registry.example":{}}})", "registry.example/a") == "nothing");
  CHECK(chosen("{}", "registry.example/a") == "nothing");
}

TEST_CASE("credentials: a file that is none is refused, and no secret is told") {
  for (const std::string_view file :
       {"[]", "s3cret", R"({"auths":{"registry.example":"s3cret"}})", R"({"auths" "s3cret"})",
        R"({"auths":{"registry.example":{"auth":"!!s3cret"}}})",
        R"({"auths":{"registry.example":{"auth":"czNjcmV0"}}})", R"({"credsStore":"../s3cret"})",
        R"({"credsStore":"-s3cret"})", R"({"credHelpers":{"registry.example":"a b"}})"})
    CHECK(chosen(file, "registry.example/a") == "malformed");
  CHECK(chosen("", "registry.example/a") == "empty");
}

TEST_CASE("credentials: bounds of the file and of one of them") {
  const std::string small = auths("registry.example", "u:p");
  CHECK(chosen(small + std::string(limits::credential_file_bytes - small.size(), ' '),
               "registry.example/a") == "u:p");
  CHECK(chosen(small + std::string(limits::credential_file_bytes + 1 - small.size(), ' '),
               "registry.example/a") == "too_large");
  const auto with = [](std::size_t size) {
    return auths("registry.example", "u:" + std::string(size, 'p'));
  };
  CHECK(chosen(with(limits::credential_bytes), "registry.example/a").size() ==
        limits::credential_bytes + 2);
  CHECK(chosen(with(limits::credential_bytes + 1), "registry.example/a") == "malformed");
}

TEST_CASE("credential helper: its answer is a user and a secret, or an identity token") {
  CHECK(*parse_helper_answer(R"({"ServerURL":"x","Username":"u","Secret":"p"})") ==
        Credential{.user = "u", .password = "p", .identity_token = {}});
  CHECK(*parse_helper_answer(R"({"Username":"<token>","Secret":"t"})") ==
        Credential{.user = {}, .password = {}, .identity_token = "t"});
  for (const std::string_view answer :
       {"", "[]", "{}", "s3cret", R"({"Username":"u","Secret":""})"}) {
    const auto none = parse_helper_answer(answer);
    REQUIRE_FALSE(none.has_value());
    CHECK(none.error().code == ErrorCode::malformed);
    CHECK(none.error().message.find("s3cret") == std::string::npos);
  }
  const std::string small = R"({"Username":"u","Secret":"p"})";
  CHECK(parse_helper_answer(small + std::string(limits::helper_bytes - small.size(), ' '))
            .has_value());
  CHECK(parse_helper_answer(small + std::string(limits::helper_bytes + 1 - small.size(), ' '))
            .error()
            .code == ErrorCode::too_large);
}

TEST_CASE("credentials: as a request carries them") {
  CHECK(basic_authorization({.user = "u", .password = "p", .identity_token = {}}) == "Basic dTpw");
}

}  // namespace prodparity::registry
