#include "core/registry/github.h"

#include "core/registry/limits.h"
#include "tests/support/catch.h"

#include <string>
#include <string_view>
#include <vector>

namespace prodparity::registry {
namespace {

ErrorCode refusal(std::string_view bytes) {
  const auto attestations = parse_github_attestations(bytes);
  REQUIRE_FALSE(attestations.has_value());
  return attestations.error().code;
}

std::string listed(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i)
    text.append(text.empty() ? "" : ",").append(R"({"bundle_url":"u"})");
  return R"({"attestations":[)" + text + "]}";
}

}  // namespace

TEST_CASE("github: bundles, or where they are") {
  const auto attestations = parse_github_attestations(
      R"({"attestations":[{"repository_id":1,"bundle":{"mediaType":"m","a":[1]},"bundle_url":"x"},)"
      R"({"bundle":null,"bundle_url":"https://storage.example/b.json.sn"}]})");
  REQUIRE(attestations.has_value());
  CHECK(*attestations == std::vector<GithubAttestation>{
                             {.bundle = R"({"a":[1],"mediaType":"m"})", .bundle_url = {}},
                             {.bundle = {}, .bundle_url = "https://storage.example/b.json.sn"}});
  CHECK(parse_github_attestations(R"({"attestations":[]})")->empty());
}

TEST_CASE("github: what is no list of them is refused") {
  for (const std::string_view bytes :
       {"{}", "[]", "7", R"({"attestations":7})", R"({"attestations":[{}]})",
        R"({"attestations":[7]})", R"({"attestations":[{"bundle":7}]})"})
    CHECK(refusal(bytes) == ErrorCode::malformed);
  CHECK(refusal("") == ErrorCode::empty);
}

TEST_CASE("github: bounds of the list and of its size") {
  CHECK(parse_github_attestations(listed(limits::github_attestations)).has_value());
  CHECK(refusal(listed(limits::github_attestations + 1)) == ErrorCode::too_large);
  std::string bytes = listed(1);
  bytes.append(limits::github_bytes - bytes.size(), ' ');
  CHECK(parse_github_attestations(bytes).has_value());
  CHECK(refusal(bytes + ' ') == ErrorCode::too_large);
}

TEST_CASE("github: where a repository's or an organisation's are listed") {
  const std::string digest = "sha256:" + std::string(64, 'a');
  CHECK(*github_url("https://api.github.com", "acme/api", digest) ==
        "https://api.github.com/repos/acme/api/attestations/" + digest + "?per_page=100");
  CHECK(*github_url("https://github.example/api/v3", "acme", digest) ==
        "https://github.example/api/v3/orgs/acme/attestations/" + digest + "?per_page=100");
  for (const std::string_view repository :
       {"", "a/b/c", "a/", "/b", "a b/c", "../x", "a/..", "a?/b"})
    CHECK_FALSE(github_url("https://api.github.com", repository, digest).has_value());
  CHECK_FALSE(github_url("https://api.github.com", "acme/api", "sha256:x").has_value());
}

}  // namespace prodparity::registry
