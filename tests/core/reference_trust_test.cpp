#include "core/reference_trust.h"

#include "core/limits.h"
#include "tests/support/catch.h"

#include <string>

using namespace prodparity;

TEST_CASE("reference trust: what contradicts itself is named, and what does not passes") {
  const Signer key{.keys = {"/etc/cosign.pub"}};
  const Signer identity{.identity = "me", .issuer_regexp = "^https://"};
  struct Case {
    const char* what;
    ReferenceTrust trust;
    const char* part;  // of the sentence; empty: nothing is wrong
  };
  const Case cases[] = {
      {"nothing", {}, ""},
      {"a key", {.signer = key}, ""},
      {"an identity", {.verify = VerifyMode::require, .signer = identity}, ""},
      {"nobody, and required", {.verify = VerifyMode::require}, "nobody is named"},
      {"both", {.signer = {.keys = {"k"}, .identity = "me"}}, "a key and an identity"},
      {"an identity alone", {.signer = {.identity = "me"}}, "its issuer belong together"},
      {"an issuer alone", {.signer = {.issuer_regexp = "x"}}, "its issuer belong together"},
      {"an identity twice",
       {.signer = {.identity = "me", .identity_regexp = "m", .issuer = "x"}},
       "a pattern of it"},
      {"an issuer twice",
       {.signer = {.identity = "me", .issuer = "x", .issuer_regexp = "x"}},
       "a pattern of it"},
      {"an age below none", {.max_age_days = -1}, "less than no day"},
      {"as many keys as may be",
       {.signer = {.keys = std::vector<std::string>(limits::reference_keys)}},
       ""},
      {"one more",
       {.signer = {.keys = std::vector<std::string>(limits::reference_keys + 1)}},
       "more keys"},
  };
  for (const Case& one : cases) {
    INFO(one.what);
    const std::string wrong = wrong_trust(one.trust);
    CHECK(wrong.empty() == (*one.part == '\0'));
    CHECK(wrong.find(one.part) != std::string::npos);
  }
}

TEST_CASE("reference trust: a pattern that may match anywhere is told") {
  const auto words = [](const char* identity, const char* issuer) {
    return loose_pattern({.identity_regexp = identity, .issuer_regexp = issuer});
  };
  const std::string held = "^https://github\\.com/acme/";
  CHECK(words(held.c_str(), "^https://x$").empty());
  CHECK(words("\\Ahttps://x", "").empty());
  CHECK(words("^(a|b)$", "").empty());
  CHECK(loose_pattern({}).empty());
  CHECK(loose_pattern({.identity = "github.com/acme", .issuer = "x"}).empty());
  CHECK(words("github.com/acme", "^x$").find("'github.com/acme'") != std::string::npos);
  CHECK(words(held.c_str(), "githubusercontent.com").find("'githubusercontent.com'") !=
        std::string::npos);
  CHECK_FALSE(words("^a|b", "").empty());
}
