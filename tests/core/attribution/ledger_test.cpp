#include "core/attribution/ledger.h"

#include "core/limits.h"
#include "tests/support/catch.h"

#include <string>

namespace prodparity {
namespace {

const Attribution by_claude = {
    .likeliest = {.actor = Actor::agent,
                  .agent = "claude",
                  .session = "5434",
                  .tool_call = "toolu_1",
                  .command = "apt-get install -y graphviz",
                  .tool_command = "make deps",
                  .evidence = {"it held the lock", "\xff\x1b"}},
    .others = {{.actor = Actor::agent, .agent = "codex", .evidence = {"it ran then"}}}};
const Attribution by_person = {.likeliest = {.actor = Actor::person, .evidence = {"a shell"}}};

}  // namespace

TEST_CASE("ledger: who made a component what it is, as long as it is that") {
  AttributionLedger ledger;
  ledger.add({by_claude, {{"deb:graphviz:amd64:", "2.42"}, {"deb:curl:amd64:", ""}}});
  ledger.add({by_person, {{"deb:libssl3:amd64:", "3.0.17"}}});
  CHECK(*ledger.of("deb:graphviz:amd64:", "2.42") == by_claude);
  CHECK_FALSE(ledger.of("deb:graphviz:amd64:", "2.43"));
  CHECK_FALSE(ledger.of("deb:graph:amd64:", "2.42"));
  CHECK(*ledger.of_gone("deb:curl:") == by_claude);
  CHECK_FALSE(ledger.of_gone("deb:graphviz:"));
  CHECK(*ledger.of("deb:libssl3:amd64:", "3.0.17") == by_person);
  ledger.add({by_person, {{"deb:graphviz:amd64:", "2.43"}}});
  CHECK(*ledger.of("deb:graphviz:amd64:", "2.43") == by_person);

  ledger.keep_only({{"deb:graphviz:amd64:", "2.43"}, {"deb:libssl3:amd64:", "3.0.18"}});
  CHECK(ledger.size() == 2);  // what is gone stays gone; libssl3 is another one now
  CHECK(*ledger.of_gone("deb:curl:") == by_claude);
}

TEST_CASE("ledger: what the journal has of it is read back, in lines within their bound") {
  Attributed change{.attribution = by_claude, .components = {}};
  change.attribution.likeliest.evidence.pop_back();  // bytes that are no text are not kept as such
  for (int i = 0; i < 2'000; ++i)
    change.components.emplace("deb:lib" + std::to_string(i) + ":amd64:",
                              "1.0-" + std::to_string(i));
  const auto lines = attributed_data(change);
  CHECK(lines.size() > 1);
  AttributionLedger before;
  before.add(change);
  AttributionLedger after;
  for (const std::string& line : lines) {
    CHECK(line.size() < limits::journal_line_bytes);
    const auto read = read_attributed(line);
    REQUIRE(read.has_value());
    CHECK(read->attribution == change.attribution);
    after.add(*read);
  }
  CHECK(after == before);
  REQUIRE(after.changes().size() >= 1);
  CHECK(attributed_data({by_claude, {}}).empty());
  for (const char* const other : {"", "{}", "[]", R"({"attribution":7,"components":{}})"})
    CHECK_FALSE(read_attributed(other).has_value());
}

TEST_CASE("ledger: at most so many components") {
  AttributionLedger ledger;
  Attributed change{.attribution = by_person, .components = {}};
  for (std::size_t i = 0; i < limits::attributed_components; ++i)
    change.components.emplace("deb:p" + std::to_string(i) + "::", "1");
  ledger.add(change);
  CHECK(ledger.size() == limits::attributed_components);
  ledger.add({by_person, {{"deb:one-more::", "1"}, {"deb:p0::", "2"}}});
  CHECK(ledger.size() == limits::attributed_components);
  CHECK(ledger.of("deb:p0::", "2"));
  CHECK_FALSE(ledger.of("deb:one-more::", "1"));
}

}  // namespace prodparity
