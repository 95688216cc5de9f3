#include "core/journal.h"

#include "core/digest.h"
#include "core/limits.h"
#include "tests/support/catch.h"

#include <set>
#include <string>
#include <vector>

namespace prodparity {
namespace {

JournalEntry announced(const std::string& id) {
  return {
      .kind = JournalKind::finding_announced,
      .generation = 3,
      .time = "2026-11-20T10:00:00.000Z",
      .data = R"({"id":")" + id + R"(","fingerprint":"f1","ecosystem":"deb","name":"libssl3"})"};
}

JournalEntry resolved(const std::string& id) {
  return {.kind = JournalKind::resolved, .generation = 4, .data = R"({"id":")" + id + R"("})"};
}

std::string written(std::vector<JournalEntry> entries) {
  JournalTail tail;
  std::string bytes;
  for (JournalEntry& entry : entries)
    bytes += append_line(tail, entry);
  return bytes;
}

std::vector<JournalEntry> read_all(std::string_view bytes, JournalReading& reading) {
  std::vector<JournalEntry> entries;
  reading = read_journal(bytes, [&](const JournalEntry& entry) { entries.push_back(entry); });
  return entries;
}

Recovered recovered_from(std::string_view bytes) {
  Recovered recovered;
  read_journal(bytes, [&](const JournalEntry& entry) { recover(recovered, entry); });
  return recovered;
}

}  // namespace

TEST_CASE("journal: lines are numbered and chained by the SHA-256 of the line before") {
  JournalTail tail;
  JournalEntry first = announced("a");
  JournalEntry second = resolved("a");
  const std::string one = append_line(tail, first);
  const std::string two = append_line(tail, second);
  CHECK(first.sequence == 1);
  CHECK(second.sequence == 2);
  CHECK(one.find(R"({"sequence":1,"previous":")" + std::string(journal_genesis)) == 0);
  CHECK(two.find(sha256_hex(one.substr(0, one.size() - 1))) != std::string::npos);
}

TEST_CASE("journal: what was written is read") {
  JournalReading reading;
  const std::string bytes = written({announced("a"), announced("b"), resolved("a")});
  const std::vector<JournalEntry> entries = read_all(bytes, reading);
  REQUIRE(entries.size() == 3);
  CHECK(entries[0].kind == JournalKind::finding_announced);
  CHECK(entries[0].time == "2026-11-20T10:00:00.000Z");
  CHECK(entries[2].sequence == 3);
  CHECK(reading.valid_bytes == bytes.size());
  CHECK(reading.tail.sequence == 3);
  CHECK_FALSE(reading.torn);
  CHECK(reading.broken_line == 0);
}

TEST_CASE("journal: an empty one is a good one") {
  JournalReading reading;
  CHECK(read_all("", reading).empty());
  CHECK(reading == JournalReading{});
}

TEST_CASE("journal: after kill -9 at any byte no line that was whole is lost") {
  const std::string bytes =
      written({announced("a"), announced("b"), resolved("a"), announced("c")});
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    const std::string_view prefix = std::string_view(bytes).substr(0, cut);
    const auto whole = static_cast<std::size_t>(std::count(prefix.begin(), prefix.end(), '\n'));
    JournalReading reading;
    const std::vector<JournalEntry> entries = read_all(prefix, reading);
    REQUIRE(entries.size() == whole);
    REQUIRE(reading.broken_line == 0);
    REQUIRE(reading.torn == (reading.valid_bytes != cut));
    const Recovered recovered = recovered_from(prefix);
    REQUIRE(recovered.open.contains("a") == (whole >= 1 && whole < 3));
    REQUIRE(recovered.open.contains("b") == (whole >= 2));
    REQUIRE(recovered.open.contains("c") == (whole == 4));
    // And it goes on: the next line follows from the cut.
    JournalTail tail = reading.tail;
    JournalEntry next = announced("d");
    const std::string repaired =
        std::string(prefix.substr(0, reading.valid_bytes)) + append_line(tail, next);
    read_all(repaired, reading);
    REQUIRE(reading.lines == whole + 1);
    REQUIRE(reading.broken_line == 0);
  }
}

TEST_CASE("journal: the first line that was changed is named") {
  std::string bytes = written({announced("a"), announced("b"), announced("c")});
  const std::size_t second = bytes.find('\n') + 1;
  SECTION("a changed word breaks the line after it") {
    bytes.replace(bytes.find("libssl3", second), 7, "libssl1");
    JournalReading reading;
    CHECK(read_all(bytes, reading).size() == 2);
    CHECK(reading.broken_line == 3);
    CHECK(reading.broken_reason == "its hash of the line before does not match");
  }
  SECTION("a line taken out") {
    bytes.erase(second, bytes.find('\n', second) + 1 - second);
    JournalReading reading;
    CHECK(read_all(bytes, reading).size() == 1);
    CHECK(reading.broken_line == 2);
  }
  SECTION("a line that is none") {
    bytes.insert(second, "garbage\n");
    JournalReading reading;
    CHECK(read_all(bytes, reading).size() == 1);
    CHECK(reading.broken_line == 2);
  }
}

TEST_CASE("journal: data longer than a line keeps what identifies it") {
  const auto with_reason = [](std::size_t size) {
    JournalEntry entry = announced("a");
    entry.data.insert(1, R"("place":"/venv","reason":")" + std::string(size, 'x') + R"(",)");
    return entry;
  };
  JournalTail tail;
  JournalEntry probe = with_reason(0);
  const std::size_t rest = append_line(tail, probe).size();  // with its '\n'
  for (const bool past : {false, true}) {
    JournalTail fresh;
    JournalEntry entry = with_reason(limits::journal_line_bytes - rest + (past ? 1 : 0));
    const std::string line = append_line(fresh, entry);
    CHECK(line.size() <= limits::journal_line_bytes);
    CHECK((line.find(R"("cut":true)") != std::string::npos) == past);
    CHECK(recovered_from(line).open.at("a").fingerprint == "f1");
    CHECK(recovered_from(line).open.at("a").place == "/venv");
  }
}

TEST_CASE("journal: a rotated file goes on with number, chain and open findings") {
  JournalTail tail;
  std::string old;
  std::vector<JournalEntry> entries = {
      {.kind = JournalKind::session_start, .data = R"({"file":"session-start.json"})"}};
  for (int i = 0; i < 45; ++i)
    entries.push_back(announced("id" + std::to_string(i)));
  for (JournalEntry& entry : entries)
    old += append_line(tail, entry);
  const Recovered before = recovered_from(old);
  const std::string last_hash = tail.hash;

  std::string fresh = rotated_lines(tail, before, "size", "2026-11-20T11:00:00.000Z");
  CHECK(fresh.find(last_hash) < fresh.find('\n'));
  JournalReading reading;
  const std::vector<JournalEntry> lines = read_all(fresh, reading);
  CHECK(lines.size() == 1 + 5);  // ten findings a line
  CHECK(lines.front().sequence == 47);
  CHECK(reading.tail == tail);
  Recovered expected = before;
  expected.last_time = "2026-11-20T11:00:00.000Z";
  CHECK(recovered_from(fresh) == expected);
}

TEST_CASE("journal: how far agents' sessions were told is kept, also over a rotation") {
  JournalTail tail;
  std::string text;
  const AgentSession claude{.agent = "claude", .session = "a1"};
  const AgentSession codex{.agent = "codex", .session = "a1"};
  for (const auto& [who, sequence] :
       {std::pair{claude, 3U}, std::pair{codex, 4U}, std::pair{claude, 7U}}) {
    JournalEntry entry{.kind = JournalKind::told,
                       .time = "12:0" + std::to_string(sequence),
                       .data = told_data(who, sequence)};
    text += append_line(tail, entry);
  }
  JournalEntry foreign{.kind = JournalKind::told, .data = R"({"agent":"A b","session":"x"})"};
  text += append_line(tail, foreign);
  const Recovered before = recovered_from(text);
  CHECK(before.told == AgentCursors{{"claude:a1", 7}, {"codex:a1", 4}});
  CHECK(before.told_at == ToldTimes{{"claude", "12:07"}, {"codex", "12:04"}});
  const Recovered after = recovered_from(rotated_lines(tail, before, "size", ""));
  CHECK(after.told == before.told);
  CHECK(after.told_at == before.told_at);
}

TEST_CASE(
    "journal: that a told finding ships is kept, also over a rotation, until it is told anew") {
  const auto announced = JournalEntry{.kind = JournalKind::finding_announced,
                                      .data = R"({"id":"a","fingerprint":"f","name":"n"})"};
  const auto shipping = JournalEntry{.kind = JournalKind::shipping,
                                     .data = R"({"id":"a","path":"Dockerfile","line":7})"};
  Recovered recovered;
  recover(recovered, shipping);  // of nothing that was told
  CHECK(recovered.open.empty());
  recover(recovered, announced);
  CHECK_FALSE(recovered.open.at("a").shipping);
  recover(recovered, shipping);
  CHECK(recovered.open.at("a").shipping);
  JournalTail tail;
  Recovered rotated;
  read_journal(rotated_lines(tail, recovered, "size", "2026-11-29T00:00:00Z"),
               [&](const JournalEntry& entry) { recover(rotated, entry); });
  CHECK(rotated.open == recovered.open);
  recover(recovered, announced);
  CHECK_FALSE(recovered.open.at("a").shipping);
}

TEST_CASE("journal: who made what is kept for the session, also over a rotation") {
  JournalTail tail;
  std::string text;
  const Attributed change = {
      .attribution = {.likeliest = {.actor = Actor::agent, .agent = "claude", .evidence = {"x"}}},
      .components = {{"deb:curl:amd64:", "8.1"}, {"deb:wget:amd64:", ""}}};
  for (std::string& data : attributed_data(change)) {
    JournalEntry entry{.kind = JournalKind::attributed, .data = std::move(data)};
    text += append_line(tail, entry);
  }
  JournalEntry foreign{.kind = JournalKind::attributed, .data = R"({"attribution":1})"};
  text += append_line(tail, foreign);
  const Recovered before = recovered_from(text);
  CHECK(before.attributed.size() == 2);
  CHECK(*before.attributed.of("deb:curl:amd64:", "8.1") == change.attribution);
  const std::string fresh = rotated_lines(tail, before, "size", "2026-11-20T11:00:00.000Z");
  CHECK(recovered_from(fresh).attributed == before.attributed);
  // Another session knows nothing of it.
  JournalEntry begins{.kind = JournalKind::session_start, .data = R"({"file":"x"})"};
  text = fresh + append_line(tail, begins);
  CHECK(recovered_from(text).attributed.empty());
}

TEST_CASE("journal: gaps of the guard are those of the session, also over a rotation") {
  const JournalEntry start{.kind = JournalKind::session_start, .data = R"({"file":"f"})"};
  const auto gap = [](const std::string& until) {
    return JournalEntry{
        .kind = JournalKind::gap,
        .time = "12:00",
        .data = write_guard_gap(
            {.kind = "polling", .since = "11:00", .until = until, .sentence = "why"})};
  };
  const Recovered recovered = recovered_from(written({start, gap(""), gap("11:30")}));
  CHECK(recovered.guard_gaps.count == 1);
  CHECK(recovered.guard_gaps.last.at(0).until == "11:30");
  CHECK(recovered.last_time == "12:00");
  CHECK(recovered_from(written({gap("11:30"), start})).guard_gaps == GuardGaps{});
  JournalTail tail;
  CHECK(recovered_from(rotated_lines(tail, recovered, "size", "13:00")).guard_gaps ==
        recovered.guard_gaps);
}

TEST_CASE("journal: a session goes on until it is ended") {
  const JournalEntry start{.kind = JournalKind::session_start, .data = R"({"file":"f"})"};
  const JournalEntry setup{.kind = JournalKind::setup_end, .data = R"({"file":"g"})"};
  const JournalEntry end{.kind = JournalKind::session_end};
  CHECK(recovered_from(written({start})).in_session);
  CHECK(recovered_from(written({start, setup})).setup_end == R"({"file":"g"})");
  CHECK_FALSE(recovered_from(written({start, setup, end})).in_session);
  CHECK(recovered_from(written({start, setup, end, start})).setup_end.empty());
}

TEST_CASE("journal: kinds are spelled and read back") {
  for (int i = 0; i <= static_cast<int>(JournalKind::carried); ++i) {
    const auto kind = static_cast<JournalKind>(i);
    CHECK(parse_journal_kind(to_string(kind)) == kind);
  }
  CHECK_FALSE(parse_journal_kind("no_such"));
}

}  // namespace prodparity
