#include "client/judge.h"

#include "core/inventory_json.h"
#include "tests/support/catch.h"
#include "tests/support/small_sbom.h"
#include "tests/support/temp_folder.h"

#include <algorithm>
#include <string>
#include <utility>

using namespace prodparity;
using prodparity::test::small_sbom;

namespace {

// A dev container with `packages`, and a folder with production's SBOM.
struct Place {
  test::TempFolder folder;
  std::string production = folder.put("/prod.json", small_sbom({{"libc6", "2.36-9"}}));
  std::string policy = folder.put("/policy.json", R"({"accept_uncovered": ["pypi"]})");

  JudgeRequest request(const std::string& libc) const {
    JudgeRequest request{.references = {production}, .policy = policy};
    request.dev.platform = {.id = "debian", .version_id = "12"};
    request.dev.ecosystems = {"deb"};
    request.dev.components = {
        {.ecosystem = "deb", .name = "libc6", .version = libc, .arch = "amd64"}};
    return request;
  }
};

Verdict judged(const JudgeRequest& request, const VerdictOptions& options = {}) {
  Result<Verdict> verdict = judge(request, options);
  if (!verdict) FAIL(to_string(verdict.error()));
  return std::move(*verdict);
}

}  // namespace

TEST_CASE("judge: a reference's name stands before '=', where that is not part of a path") {
  using Pair = std::pair<std::string, std::string>;
  CHECK(named_reference("a.json") == Pair("production", "a.json"));
  CHECK(named_reference("api=a.json") == Pair("api", "a.json"));
  CHECK(named_reference("api=-") == Pair("api", "-"));
  CHECK(named_reference("=a.json") == Pair("production", "=a.json"));
  CHECK(named_reference("/a=b.json") == Pair("production", "/a=b.json"));
  CHECK(named_reference("api=/a=b.json") == Pair("api", "/a=b.json"));
}

TEST_CASE("judge: what is the same is clean, what differs is found") {
  const Place place;
  CHECK(outcome_of(judged(place.request("2.36-9"))) == Outcome::clean);
  const Verdict verdict = judged(place.request("2.37-1"));
  REQUIRE(verdict.findings.size() == 1);
  CHECK(verdict.findings[0].drift.name == "libc6");
  CHECK(outcome_of(verdict) == Outcome::block);
}

TEST_CASE("judge: one reference that cannot be read is a gap, and the others still count") {
  const Place place;
  JudgeRequest request = place.request("2.37-1");
  request.references = {"api=" + place.production, "other=" + place.folder.path() + "/none"};
  const Verdict verdict = judged(request);
  CHECK(std::ranges::count(verdict.gaps, GapKind::no_reference, &Gap::kind) == 1);
  CHECK(verdict.gaps[0].kind == GapKind::no_reference);
  CHECK(verdict.gaps[0].reference == "other");
  REQUIRE(verdict.findings.size() == 1);
  CHECK(verdict.findings[0].drift.reference == "api");
  request.references = {"other=" + place.folder.path() + "/none"};
  CHECK(outcome_of(judged(request)) == Outcome::could_not_check);
}

TEST_CASE("judge: without any reference nothing could be checked") {
  const Place place;
  JudgeRequest request = place.request("2.36-9");
  request.references.clear();
  CHECK(outcome_of(judged(request)) == Outcome::could_not_check);
}

TEST_CASE("judge: words that are off end it") {
  const Place place;
  const auto code = [](const JudgeRequest& request, const VerdictOptions& options = {}) {
    const Result<Verdict> verdict = judge(request, options);
    REQUIRE_FALSE(verdict.has_value());
    return verdict.error().code;
  };
  JudgeRequest request = place.request("2.36-9");
  CHECK(code(request, {.now = "yesterday"}) == ErrorCode::wrong_usage);
  request.references = {"a=-", "b=-"};
  CHECK(code(request) == ErrorCode::wrong_usage);
  request = place.request("2.36-9");
  request.policy = place.folder.put("/broken.json", "{");
  CHECK(code(request) == ErrorCode::wrong_config);
  request = place.request("2.36-9");
  request.baseline = place.folder.put("/baseline.json", "{");
  CHECK(code(request) == ErrorCode::truncated);
}

TEST_CASE("judge: what a baseline had is drift of the baseline") {
  const Place place;
  JudgeRequest request = place.request("2.37-1");
  request.baseline = place.folder.put("/baseline.json", write_inventory(request.dev));
  const Verdict verdict = judged(request);
  REQUIRE(verdict.findings.size() == 1);
  CHECK(verdict.findings[0].drift.origin == Origin::baseline);
}

TEST_CASE("judge: only JSON takes the time to hash the reference") {
  const Place place;
  CHECK(judged(place.request("2.36-9")).references.at(0).digest.empty());
  CHECK(judged(place.request("2.36-9"), {.format = "json"}).references.at(0).digest.size() == 64);
}

TEST_CASE("judge: a waiver ends by the day of --now") {
  const Place place;
  JudgeRequest request = place.request("2.37-1");
  request.policy = place.folder.put(
      "/waiver.json", R"({"accept_uncovered": ["pypi"], "waivers": [{"match": {"names": ["libc6"]},
      "reason": "known", "expires": "2026-11-22"}]})");
  CHECK(judged(request, {.now = "2026-11-22T23:00:00Z"}).findings.at(0).tier != Tier::block);
  CHECK(judged(request, {.now = "2026-11-23T00:00:00Z"}).findings.at(0).tier == Tier::block);
}

TEST_CASE(
    "judge: a dev side that is read beside the references gives the same, and its error first") {
  const Place place;
  JudgeRequest request = place.request("2.37-1");
  const Verdict expected = judged(request);
  request.read_dev = [dev = std::exchange(request.dev, {})]() -> Result<Inventory> { return dev; };
  CHECK(judged(request) == expected);
  request.read_dev = []() -> Result<Inventory> {
    return Error{.code = ErrorCode::malformed, .message = "no dev side", .path = "dev.json"};
  };
  request.references = {"api@sha256:0123"};  // wrong usage by itself
  const Result<Verdict> verdict = judge(request, {});
  REQUIRE_FALSE(verdict.has_value());
  CHECK(verdict.error().message == "no dev side");
}
