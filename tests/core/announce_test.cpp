#include "core/announce.h"

#include "tests/support/catch.h"

#include <map>
#include <string>

namespace prodparity {
namespace {

using Open = std::map<std::string, OpenFinding, std::less<>>;

Finding finding(const std::string& id, Tier tier = Tier::warn, Origin origin = Origin::session) {
  Finding result{.id = id, .tier = tier, .shown_tier = tier};
  result.drift = {.kind = DriftKind::dev_only,
                  .reference = "production",
                  .ecosystem = "deb",
                  .name = id,
                  .dev = Component{.ecosystem = "deb", .name = id, .version = "1"},
                  .origin = origin};
  return result;
}

Open open_of(const Finding& told) {
  return {{told.id,
           {.sequence = 1,
            .fingerprint = fingerprint_of(told),
            .reference = "production",
            .ecosystem = "deb"}}};
}

}  // namespace

TEST_CASE("announce: only warned and blocked drift of the session is live") {
  CHECK(is_live(finding("a")));
  CHECK(is_live(finding("a", Tier::block)));
  CHECK(is_live(finding("a", Tier::warn, Origin::unknown)));
  CHECK_FALSE(is_live(finding("a", Tier::info)));
  CHECK_FALSE(is_live(finding("a", Tier::ignore)));
  CHECK_FALSE(is_live(finding("a", Tier::block, Origin::baseline)));
  CHECK_FALSE(is_live(finding("a", Tier::block, Origin::setup)));
}

TEST_CASE("announce: what came along in a group is told with it") {
  Finding member = finding("a", Tier::info);
  member.shown_tier = Tier::warn;
  CHECK(is_live(member));
  member.tier = Tier::ignore;
  CHECK_FALSE(is_live(member));
}

TEST_CASE("announce: a finding is told once, and again when its version changes") {
  Verdict verdict{.findings = {finding("a")}};
  REQUIRE(announce({}, verdict).appeared.size() == 1);
  const Open open = open_of(verdict.findings.front());
  CHECK(announce(open, verdict).empty());
  verdict.findings.front().drift.dev.edit([](Component& component) { component.version = "2"; });
  CHECK(announce(open, verdict).appeared.size() == 1);
  CHECK(announce(open, verdict).resolved.empty());
}

TEST_CASE("announce: what ships is said once of what was told, and told again when it does not") {
  Verdict verdict{.findings = {finding("a")}};
  Open open = open_of(verdict.findings.front());
  verdict.findings.front().shipping = {.state = Shipping::State::shipping,
                                       .at = {.path = "Dockerfile", .line = 7}};
  CHECK(announce({}, verdict).empty());  // nobody was told of it
  REQUIRE(announce(open, verdict).shipping.size() == 1);
  CHECK(announce(open, verdict).appeared.empty());
  CHECK(announce(open, verdict).resolved.empty());
  open.begin()->second.shipping = true;
  CHECK(announce(open, verdict).empty());
  verdict.findings.front().shipping.state = Shipping::State::maybe;
  CHECK(announce(open, verdict).appeared.size() == 1);
}

TEST_CASE("announce: a finding that is gone is resolved") {
  CHECK(announce(open_of(finding("a")), {}).resolved == std::vector<std::string>{"a"});
}

TEST_CASE("announce: a finding whose tier fell below a warning is neither told nor resolved") {
  const Open open = open_of(finding("a"));
  const Verdict verdict{.findings = {finding("a", Tier::info)}};
  CHECK(announce(open, verdict).empty());
}

TEST_CASE("announce: what could not be looked at is not resolved") {
  const Open open = open_of(finding("a"));
  const auto resolved_with = [&](const Gap& gap) {
    return announce(open, {.gaps = {gap}}).resolved.size();
  };
  CHECK(resolved_with({.kind = GapKind::unread, .ecosystem = "deb"}) == 0);
  CHECK(resolved_with({.kind = GapKind::blind}) == 0);
  CHECK(resolved_with({.kind = GapKind::no_reference, .reference = "production"}) == 0);
  CHECK(resolved_with({.kind = GapKind::unread, .ecosystem = "pypi"}) == 1);
  CHECK(resolved_with({.kind = GapKind::no_reference, .reference = "staging"}) == 1);
}

TEST_CASE(
    "announce: what could not be read elsewhere does not keep a finding from being resolved") {
  const std::string site = "/usr/local/lib/python3.11/dist-packages";
  const auto resolved_beside = [&](const std::string& place, std::vector<std::string> paths) {
    Open open = open_of(finding("a"));
    open.begin()->second.place = place;
    const Gap gap{.kind = GapKind::unread, .ecosystem = "deb", .paths = std::move(paths)};
    return announce(open, {.gaps = {gap}}).resolved.size();
  };
  CHECK(resolved_beside(site, {"/root", "/usr/local/lib/python3.11/dist-packages-old"}) == 1);
  CHECK(resolved_beside(site, {"/root", site + "/a.dist-info/METADATA"}) == 0);
  CHECK(resolved_beside(site, {"/usr/local/"}) == 0);
  CHECK(resolved_beside(site, {}) == 0);
  CHECK(resolved_beside("", {"/root"}) == 0);
}

TEST_CASE("announce: a finding's data names versions, absent ones as null") {
  const std::string data = finding_data(finding("a"));
  CHECK(data.find(R"("dev_version":"1")") != std::string::npos);
  CHECK(data.find(R"("prod_version":null)") != std::string::npos);
  CHECK(data.find(R"("id":"a")") != std::string::npos);
}

TEST_CASE("announce: whose doing a finding is, to who asks") {
  const Cause mine = {.actor = Actor::agent,
                      .agent = "claude",
                      .session = "a",
                      .tool_call = "t1",
                      .tool_command = "make"};
  Cause without_id = mine;
  without_id.tool_call.clear();
  Cause without_session = without_id;
  without_session.session.clear();
  const Cause person = {.actor = Actor::person};
  const Asking asking = {
      .caller = {.agent = "claude", .session = "a"}, .tool_call = "t1", .command = "make"};
  Asking without = asking;
  without.tool_call.clear();
  Asking prompt = without;
  prompt.command.clear();
  Asking stranger = asking;
  stranger.caller.session = "b";

  CHECK(cause_for({mine, {}}, asking) == "this_call");
  CHECK(cause_for({mine, {person}}, asking) == "this_call");
  CHECK(cause_for({without_id, {}}, without) == "this_call");
  CHECK(cause_for({without_id, {}}, asking) == "this_session");
  CHECK(cause_for({mine, {}}, prompt) == "this_session");
  CHECK(cause_for({without_id, {}}, prompt) == "this_session");
  CHECK(cause_for({mine, {}}, stranger) == "other");
  CHECK(cause_for({person, {}}, asking) == "other");
  CHECK(cause_for({person, {mine}}, asking) == "unknown");
  CHECK(cause_for({without_session, {}}, asking) == "unknown");
  CHECK(cause_for({}, asking) == "unknown");
}

TEST_CASE("announce: a finding's data is told with who made it as that is known now") {
  const Attribution person = {.likeliest = {.actor = Actor::person, .evidence = {"a shell"}}};
  const Asking asking = {.caller = {.agent = "claude", .session = "a"}};
  const std::string old = R"({"attribution":null,"id":"1"})";
  CHECK(with_attribution(old, person, nullptr).find("cause") == std::string::npos);
  const std::string told = with_attribution(old, person, &asking);
  CHECK(told.find(R"("actor":"person")") != std::string::npos);
  CHECK(told.find(R"("cause":"other")") != std::string::npos);
  CHECK(told.find(R"("id":"1")") != std::string::npos);
  CHECK(with_attribution("no json", person, &asking) == "no json");
}

}  // namespace prodparity
