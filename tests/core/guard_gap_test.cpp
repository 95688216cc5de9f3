#include "core/guard_gap.h"

#include "tests/support/catch.h"

#include <string>

namespace prodparity {
namespace {

GuardGap polling(const std::string& since, const std::string& until = "") {
  return {.kind = "polling", .since = since, .until = until, .sentence = "looked at by turns"};
}

}  // namespace

TEST_CASE("guard gap: what is written is read back") {
  for (const GuardGap& gap : {polling("10:00"), polling("10:00", "11:00")})
    CHECK(read_guard_gap(write_guard_gap(gap)) == gap);
  CHECK(write_guard_gap(polling("10:00")) ==
        R"({"kind":"polling","sentence":"looked at by turns","since":"10:00","until":null})");
}

TEST_CASE("guard gap: data without kind or since is none") {
  for (const std::string data : {"", "{}", "[]", R"({"kind":"polling"})", R"({"since":"10:00"})",
                                 R"({"kind":1,"since":"10:00"})"}) {
    CAPTURE(data);
    CHECK_FALSE(read_guard_gap(data));
  }
}

TEST_CASE("guard gap: one that ends is counted once, a second one is another") {
  GuardGaps gaps;
  gaps.add(polling("10:00"));
  gaps.add(polling("10:00", "10:05"));
  CHECK(gaps.count == 1);
  CHECK(gaps.last[0].until == "10:05");
  gaps.add(polling("11:00"));
  gaps.add({.kind = "events_lost", .since = "11:00", .until = "11:00"});
  CHECK(gaps.count == 3);
}

TEST_CASE("guard gap: the latest are kept, all are counted, and both survive a rotation") {
  GuardGaps gaps;
  for (std::size_t i = 0; i <= guard_gaps_kept; ++i)
    gaps.add(polling("a" + std::to_string(i), "b"));
  CHECK(gaps.count == guard_gaps_kept + 1);
  CHECK(gaps.last.size() == guard_gaps_kept);
  CHECK(gaps.last.front().since == "a1");
  CHECK(read_guard_gaps(write_guard_gaps(gaps)) == gaps);
  CHECK(read_guard_gaps("nonsense") == GuardGaps{});
  CHECK(read_guard_gaps(R"({"last":[1,{}]})") == GuardGaps{});
}

TEST_CASE("guard gap: a stop is told from a kill, whose moment nobody knows") {
  CHECK(not_running("10:00", "11:00", true).sentence ==
        "prodparityd was stopped at 10:00 and started again at 11:00: what came and went in "
        "between was not seen");
  CHECK(not_running("10:00", "11:00", false).sentence ==
        "prodparityd was killed at some time after 10:00 and started again at 11:00: what came "
        "and went in between was not seen");
}

TEST_CASE("guard gap: a clock that was set back is said") {
  CHECK(not_running("11:00", "10:00", true).sentence ==
        "prodparityd was stopped at 11:00 and started again at 10:00 (the clock was set back in "
        "between): what came and went in between was not seen");
}

TEST_CASE("guard gap: a report counts them and tells the last") {
  GuardGaps gaps;
  CHECK(guard_gaps_sentence(gaps).empty());
  gaps.add(polling("10:00", "10:05"));
  CHECK(guard_gaps_sentence(gaps) == "guard: 1 gap in this session: looked at by turns");
  gaps.add(not_running("11:00", "12:00", true));
  CHECK(guard_gaps_sentence(gaps).starts_with(
      "guard: 2 gaps in this session, the last: prodparityd was stopped at 11:00"));
}

}  // namespace prodparity
