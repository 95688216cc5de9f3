#include "daemon/journal_store.h"

#include "tests/support/catch.h"
#include "tests/support/temp_folder.h"
#include "tests/support/text_file.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace prodparity {
namespace {

using Pick = JournalStore::Pick;

JournalStore opened(const std::string& folder, std::size_t limit = limits::journal_bytes) {
  Result<JournalStore> store = JournalStore::open(folder, limit);
  REQUIRE(store.has_value());
  return *std::move(store);
}

std::vector<JournalEntry> announced(const std::string& id) {
  return {{.kind = JournalKind::finding_announced,
           .generation = 2,
           .data = R"({"id":")" + id + R"(","fingerprint":"f"})"}};
}

}  // namespace

TEST_CASE("journal store: what was appended is known after a restart") {
  const test::TempFolder folder;
  {
    JournalStore store = opened(folder.path());
    std::vector<JournalEntry> entries = announced("a");
    CHECK_FALSE(store.append(entries));
    CHECK(entries.front().sequence == 1);
  }
  const JournalStore store = opened(folder.path());
  CHECK(store.recovered().open.contains("a"));
  CHECK(store.recovered().generation == 2);
  CHECK(store.sequence() == 1);
  CHECK(store.trouble().empty());
}

TEST_CASE("journal store: a torn last line is cut off and the journal goes on") {
  const test::TempFolder folder;
  std::vector<JournalEntry> entries = announced("a");
  CHECK_FALSE(opened(folder.path()).append(entries));
  std::ofstream(folder.path() + "/journal.jsonl", std::ios::app) << R"({"sequence":2,"prev)";
  {
    JournalStore store = opened(folder.path());
    CHECK(store.trouble().empty());
    entries = announced("b");
    CHECK_FALSE(store.append(entries));
  }
  const JournalStore store = opened(folder.path());
  CHECK(store.trouble().empty());
  CHECK(store.sequence() == 2);
  CHECK(store.recovered().open.size() == 2);
}

TEST_CASE("journal store: a broken chain is put aside and said") {
  const test::TempFolder folder;
  for (const char* id : {"a", "b"}) {
    std::vector<JournalEntry> entries = announced(id);
    CHECK_FALSE(opened(folder.path()).append(entries));
  }
  std::string bytes = test::read_file(folder.path() + "/journal.jsonl");
  bytes.replace(bytes.find("\"a\""), 3, "\"x\"");
  folder.put("/journal.jsonl", bytes);
  const JournalStore store = opened(folder.path());
  CHECK(store.trouble().find("line 2") != std::string::npos);
  CHECK(std::filesystem::exists(folder.path() + "/journal.broken.jsonl"));
  CHECK(opened(folder.path()).trouble().empty());
}

TEST_CASE("journal store: it is rotated before it grows past its limit, and loses nothing open") {
  const test::TempFolder folder;
  constexpr std::size_t limit = 8'192;
  JournalStore store = opened(folder.path(), limit);
  std::vector<JournalEntry> entries = announced("first");
  CHECK_FALSE(store.append(entries));
  for (int i = 0; i < 200; ++i) {
    entries = {{.kind = JournalKind::change, .generation = 3, .data = R"({"outcome":"warn"})"}};
    CHECK_FALSE(store.append(entries));
    std::uintmax_t size = 0;
    for (const char* name : {"/journal.jsonl", "/journal.1.jsonl"}) {
      if (std::filesystem::exists(folder.path() + name))
        size += std::filesystem::file_size(folder.path() + name);
    }
    REQUIRE(size <= limit);
  }
  const JournalStore again = opened(folder.path(), limit);
  CHECK(again.trouble().empty());
  CHECK(again.recovered() == store.recovered());
  CHECK(again.recovered().open.contains("first"));
}

TEST_CASE("journal store: pages begin after the cursor and say whether there is more") {
  const test::TempFolder folder;
  JournalStore store = opened(folder.path());
  for (const char* id : {"a", "b", "c"}) {
    std::vector<JournalEntry> entries = announced(id);
    CHECK_FALSE(store.append(entries));
  }
  const Result<TimelinePart> page = store.read_since(1, 1, Pick::all);
  REQUIRE(page.has_value());
  REQUIRE(page->entries.size() == 1);
  CHECK(page->entries.front().sequence == 2);
  CHECK(page->more);
  CHECK(page->first == 1);
  CHECK(store.first() == 1);
  CHECK_FALSE(store.read_since(1, 2, Pick::all)->more);
  CHECK(store.read_since(3, 2, Pick::all)->entries.empty());
}

TEST_CASE("journal store: a page of news counts news alone") {
  const test::TempFolder folder;
  JournalStore store = opened(folder.path());
  for (const char* id : {"a", "b"}) {
    for (const JournalKind kind : {JournalKind::told, JournalKind::attributed}) {
      std::vector<JournalEntry> notes = {{.kind = kind}, {.kind = kind}};
      CHECK_FALSE(store.append(notes));
    }
    std::vector<JournalEntry> entries = announced(id);
    CHECK_FALSE(store.append(entries));
  }
  Result<TimelinePart> page = store.read_since(0, 1, Pick::news);
  REQUIRE(page.has_value());
  REQUIRE(page->entries.size() == 1);
  CHECK(page->entries.front().sequence == 5);
  CHECK(page->more);
  page = store.read_since(5, 1, Pick::news);
  REQUIRE(page->entries.size() == 1);
  CHECK(page->entries.front().sequence == 10);
  CHECK_FALSE(page->more);
}

TEST_CASE("journal store: after any cursor there is the same, read whole or from a mark on") {
  const test::TempFolder folder;
  JournalStore store = opened(folder.path());
  constexpr int count = 300;
  for (int i = 0; i < count; ++i) {
    std::vector<JournalEntry> entries = announced(std::string(500, 'x') + std::to_string(i));
    CHECK_FALSE(store.append(entries));
  }
  const JournalStore again = opened(folder.path());  // has no marks before its start
  for (std::uint64_t since = 0; since <= count; ++since) {
    const Result<TimelinePart> page = store.read_since(since, count, Pick::all);
    REQUIRE(page.has_value());
    CHECK(page->entries.size() == count - since);
    CHECK(page->first == 1);
    CHECK(page.value() == again.read_since(since, count, Pick::all).value());
  }
}

TEST_CASE("journal store: news are found among the notes of who was told of them") {
  const test::TempFolder folder;
  JournalStore store = opened(folder.path());
  constexpr int rounds = 40;
  for (int i = 0; i < rounds; ++i) {
    std::vector<JournalEntry> entries = announced(std::string(300, 'x') + std::to_string(i));
    CHECK_FALSE(store.append(entries));
    for (int note = 0; note < i % 4; ++note) {
      std::vector<JournalEntry> told = {{.kind = JournalKind::told, .data = R"({"to":"a"})"}};
      CHECK_FALSE(store.append(told));
    }
  }
  const JournalStore again = opened(folder.path());
  for (std::uint64_t since = 0; since <= store.sequence(); ++since) {
    const Result<TimelinePart> page = store.read_since(since, rounds, Pick::news);
    REQUIRE(page.has_value());
    CHECK(page.value() == again.read_since(since, rounds, Pick::news).value());
  }
  CHECK(store.read_since(0, rounds, Pick::news)->entries.size() == rounds);
}

TEST_CASE("journal store: the oldest entry is known after a rotation too") {
  const test::TempFolder folder;
  Result<JournalStore> store = JournalStore::open(folder.path(), 8 * limits::kib);
  REQUIRE(store.has_value());
  CHECK(store->first() == 0);
  std::uint64_t oldest = 0;
  for (int i = 0; i < 100; ++i) {
    std::vector<JournalEntry> entries = announced(std::string(300, 'x') + std::to_string(i));
    CHECK_FALSE(store->append(entries));
    CHECK(store->first() >= oldest);
    oldest = store->first();
    CHECK(store->read_since(0, 1, Pick::all)->entries.front().sequence == oldest);
  }
  CHECK(oldest > 1);
}

}  // namespace prodparity
