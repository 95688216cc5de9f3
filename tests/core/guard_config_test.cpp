#include "core/guard_config.h"

#include "core/limits.h"
#include "tests/support/catch.h"

#include <string>
#include <vector>

namespace prodparity {

TEST_CASE("guard configuration: what install.sh writes is read") {
  const auto config = read_guard_config(
      R"({"reference": "sbom/a \"b\" \\c.json", "policy": "", "enforce": "block",
          "shell_warnings": false, "agents": "auto", "wake_idle_agents": true, "attribution": "all",
          "log_level": "debug"})",
      "config.json");
  REQUIRE(config.has_value());
  CHECK(*config == GuardConfig{.reference = "sbom/a \"b\" \\c.json",
                               .enforce = "block",
                               .shell_warnings = false,
                               .wake_idle_agents = true,
                               .attribution = "all",
                               .log_level = "debug"});
}

TEST_CASE("guard configuration: whose word counts") {
  const auto config = read_guard_config(
      R"({"reference": "registry.example/api:main", "verify": "require",
          "keys": "", "certificate_identity": "me", "certificate_identity_regexp": "",
          "certificate_oidc_issuer": "", "certificate_oidc_issuer_regexp": "^https://x$",
          "trusted_root": "/etc/root.json", "allow_unsigned": true, "max_age_days": "30",
          "ca_file": "/etc/ca.pem", "https_proxy": "http://proxy:3128", "no_proxy": "localhost"})",
      "config.json");
  REQUIRE(config.has_value());
  CHECK(config->trust ==
        ReferenceTrust{.verify = VerifyMode::require,
                       .signer = {.identity = "me", .issuer_regexp = "^https://x$"},
                       .trusted_root = "/etc/root.json",
                       .allow_unsigned = true,
                       .max_age_days = 30});
  CHECK(config->network == ReferenceNetwork{.ca_file = "/etc/ca.pem",
                                            .https_proxy = "http://proxy:3128",
                                            .no_proxy = "localhost"});
  CHECK(read_guard_config(R"({"keys": "/a.pub, /b.pub,"})", "c")->trust.signer.keys ==
        std::vector<std::string>{"/a.pub", "/b.pub"});
  for (const char* wrong :
       {R"({"verify": "require"})", R"({"verify": "perhaps"})", R"({"certificate_identity": "me"})",
        R"({"max_age_days": "soon"})", R"({"max_age_days": "-1"})", R"({"allow_unsigned": "yes"})",
        R"({"keys": "/a.pub", "certificate_identity": "me", "certificate_oidc_issuer": "x"})"}) {
    INFO(wrong);
    REQUIRE_FALSE(read_guard_config(wrong, "c").has_value());
    CHECK(read_guard_config(wrong, "c").error().code == ErrorCode::wrong_config);
  }
}

TEST_CASE("guard configuration: an empty one is all defaults") {
  const auto config = read_guard_config("{}", "config.json");
  REQUIRE(config.has_value());
  CHECK(*config == GuardConfig{});
}

TEST_CASE("guard configuration: what is wrong is named with its line") {
  for (const std::string text :
       {"{\n\"enforce\": \"sometimes\"}", "{\n\"log_level\": \"loud\"}",
        "{\n\"attribution\": \"some\"}", "{\n\"polcy\": \"\"}", "{\n\"shell_warnings\": \"yes\"}",
        "{\n\"wake_idle_agents\": 1}", "{\n\"reference\": 7}", "[", ""}) {
    const auto config = read_guard_config(text, "config.json");
    INFO(text);
    REQUIRE_FALSE(config.has_value());
    CHECK(config.error().code == ErrorCode::wrong_config);
    CHECK(to_string(config.error()).find("config.json") != std::string::npos);
    if (text.starts_with('{')) CHECK(config.error().line == 2);
  }
}

TEST_CASE("guard configuration: a text is bounded") {
  const auto with = [](std::size_t size) {
    return read_guard_config("{\"reference\": \"" + std::string(size, 'x') + "\"}", "c");
  };
  CHECK(with(limits::pattern_bytes).has_value());
  CHECK_FALSE(with(limits::pattern_bytes + 1).has_value());
}

TEST_CASE("guard configuration: a path is the workspace's unless it is absolute") {
  CHECK(in_workspace("sbom.json", "/w") == "/w/sbom.json");
  CHECK(in_workspace("/etc/sbom.json", "/w") == "/etc/sbom.json");
  CHECK(in_workspace("sbom.json", "").empty());
  CHECK(in_workspace("", "/w").empty());
}

}  // namespace prodparity
