#include "tests/support/catch.h"
#include "tests/support/fake_daemon.h"
#include "tests/support/run_client.h"

#include <nlohmann/json.hpp>

#include <string>

using namespace prodparity::test;
using nlohmann::json;

namespace {

Ran shown(const json& report, const std::vector<std::string>& more = {}) {
  FakeDaemon daemon({[&](const Caller& caller) {
    caller.read_line();
    caller.answer(json({{"outcome", "warn"}, {"text", report.dump()}}).dump());
  }});
  std::vector<std::string> words = {"reference", "--socket", daemon.socket()};
  words.insert(words.end(), more.begin(), more.end());
  return run(words);
}

json fetched(const std::string& verification) {
  return {{"name", "production"},
          {"source", "registry.example/api:main"},
          {"format", "CycloneDX 1.6"},
          {"generator", "syft 1.22.0"},
          {"components", 88},
          {"verification", verification},
          {"proof",
           {{"image", "registry.example/api@sha256:ab"},
            {"signer", "https://example.org/release.yml\x1b[31m"},
            {"issuer", "https://issuer.example"},
            {"signed_at", "2026-11-20T08:00:00Z"},
            {"fetched_at", "2026-11-22T12:00:00Z"},
            {"found", 3},
            {"agreeing", 3},
            {"remarks", json::array({"made for another platform"})}}}};
}

}  // namespace

TEST_CASE("reference: what it is, whose word it is, and what would pin the signer") {
  const Ran ran = shown({{"references", json::array({fetched("signer_not_pinned")})}});
  CHECK(ran.code == 0);
  CHECK(has(ran.out, "image      registry.example/api@sha256:ab\n"));
  CHECK(has(ran.out, "on 2026-11-20, signature verified, signer not pinned; 3 of 3"));
  CHECK(has(ran.out, "as of      2026-11-22T12:00:00Z\n"));
  CHECK(has(ran.out, "note       made for another platform\n"));
  CHECK(has(ran.out, "\"certificateOidcIssuer\": \"https://issuer.example\"\n"));
  CHECK_FALSE(has(ran.out, "\x1b"));
}

TEST_CASE("reference: a pinned signer needs no more lines") {
  const Ran ran = shown({{"references", json::array({fetched("verified")})}});
  CHECK(has(ran.out, ", verified; 3 of 3 attestations agree"));
  CHECK_FALSE(has(ran.out, "to pin"));
}

TEST_CASE("reference: one that is not there says why and what to do, and is no success") {
  const json report = {
      {"references", json::array()},
      {"gaps", json::array({{{"kind", "no_reference"},
                             {"reference", "production"},
                             {"sentence", "the registry does not answer"},
                             {"remedy", "it is tried again by itself"}},
                            {{"kind", "unread"}, {"sentence", "something else"}}})}};
  const Ran ran = shown(report);
  CHECK(ran.code == 4);
  CHECK(has(ran.out, "missing    the registry does not answer\n"));
  CHECK_FALSE(has(ran.out, "something else"));
  const Ran as_json = shown(report, {"--format", "json"});
  CHECK(as_json.code == 4);
  CHECK(json::parse(as_json.out)["gaps"].size() == 1);
}

TEST_CASE("reference: none is configured") {
  CHECK(has(shown({{"references", json::array()}}).out, "no reference is configured"));
}
