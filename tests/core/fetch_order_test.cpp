#include "core/fetch_order.h"

#include "tests/support/catch.h"

#include <string>

using namespace prodparity;

TEST_CASE("fetch order: there and back") {
  const FetchOrder order{.asked = "registry.example/api:main",
                         .name = "staging",
                         .trust = {.verify = VerifyMode::require,
                                   .signer = {.keys = {"/etc/a.pub", "/etc/b.pub"},
                                              .identity = "me",
                                              .identity_regexp = "^me$",
                                              .issuer = "x",
                                              .issuer_regexp = "^x$"},
                                   .trusted_root = "/etc/root.json",
                                   .allow_unsigned = true,
                                   .max_age_days = 30},
                         .platform = "linux/arm64",
                         .folder = "/var/lib/prodparity/references",
                         .output = "/var/lib/prodparity/production.reference",
                         .bundle = "/srv/api.bundle",
                         .material = "/srv/api.bundle.material",
                         .offline = true,
                         .layers = true,
                         .known_digest = "sha256:ab",
                         .look_for_sbom = true,
                         .progress = 3,
                         .network = {.ca_file = "/etc/ca.pem",
                                     .https_proxy = "http://proxy:3128",
                                     .no_proxy = "localhost"},
                         .user = 1000U,
                         .environment = {{"HOME", "/home/a"}, {"https_proxy", "http://u:p@proxy"}}};
  CHECK(read_fetch_order(write_fetch_order(order)).value() == order);
  CHECK(read_fetch_order(write_fetch_order({})).value() == FetchOrder());
}

TEST_CASE("fetch order: what became of it, there and back") {
  const FetchOutcome outcome{.state = FetchOutcome::State::kept,
                             .problem = "the registry does not answer",
                             .code = ErrorCode::timed_out,
                             .image = "registry.example/api@sha256:ab",
                             .fetched_at = "2026-11-22T12:00:00Z",
                             .warnings = {"a helper hangs"},
                             .retry_after_seconds = 60};
  CHECK(read_fetch_outcome(write_fetch_outcome(outcome)).value() == outcome);
}

TEST_CASE("fetch order: a member of another type is named") {
  for (const char* wrong :
       {"[]", R"({"asked":1})", R"({"offline":"yes"})", R"({"user":-1})", R"({"environment":[]})",
        R"({"trust":{"verify":"maybe"}})", R"({"trust":{"verify":"auto","keys":[1]}})"}) {
    INFO(wrong);
    CHECK(read_fetch_order(wrong).error().code == ErrorCode::malformed);
  }
  CHECK(read_fetch_outcome(R"({"state":"well"})").error().code == ErrorCode::malformed);
}

TEST_CASE("fetch outcome: since when what is kept stands in is a line, with why") {
  FetchOutcome outcome{.state = FetchOutcome::State::kept,
                       .problem = "not reached",
                       .fetched_at = "2026-11-22T12:00:00Z"};
  CHECK(as_of_line(outcome) == "  as of 2026-11-22T12:00:00Z: not reached\n");
  outcome.problem.clear();
  CHECK(as_of_line(outcome) == "  as of 2026-11-22T12:00:00Z: kept from then\n");
  outcome.state = FetchOutcome::State::fresh;
  CHECK(as_of_line(outcome).empty());
}
