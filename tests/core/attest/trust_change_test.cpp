#include "core/attest/trust_change.h"

#include "core/attest/limits.h"
#include "tests/support/attest_values.h"

#include <algorithm>
#include <string>
#include <vector>

using nlohmann::json;

namespace prodparity::attest {
namespace {

using Kind = TrustChange::Kind;
using test::reason_of;
using test::sigstore;

json root_json() {
  return sigstore().trust_root();
}

TrustUpdate update(const std::string& present, const std::string& newer) {
  return update_trust(present, newer).value();
}

std::vector<Kind> kinds(const TrustUpdate& update) {
  std::vector<Kind> all;
  for (const TrustChange& change : update.changes)
    all.push_back(change.kind);
  return all;
}

// The root with a log of another key beside its own.
json with_another_log() {
  static const json other = test::Sigstore().trust_root()["tlogs"][0];
  json root = root_json();
  root["tlogs"].push_back(other);
  root["tlogs"].back()["baseUrl"] = "https://log2.example";
  return root;
}

}  // namespace

TEST_CASE("trust: each that is trusted has a kind, a name, its period and an id") {
  const TrustRoots roots = read_trust_roots(root_json().dump()).value();
  const std::vector<TrustEntry> entries = entries_of(roots.instances[0]);
  REQUIRE(entries.size() == 4);
  CHECK(entries[0].kind == TrustKind::log);
  CHECK(entries[1].kind == TrustKind::certificate_log);
  CHECK(entries[2].kind == TrustKind::authority);
  CHECK(entries[3].kind == TrustKind::timestamp_authority);
  for (const TrustEntry& entry : entries) {
    CHECK(entry.id.size() == 64);
    CHECK_FALSE(entry.name.empty());
  }
  TrustEntry entry{.kind = TrustKind::log,
                   .name = "log.example",
                   .id = std::string(64, 'a'),
                   .valid = {.start = 0, .end = 86'400 * second}};
  CHECK(entry_words(entry) ==
        "log log.example, 1970-01-01 to 1970-01-02 (SHA-256 aaaaaaaaaaaaaaaa)");
  entry.valid.end.reset();
  CHECK(entry_words(entry) == "log log.example, since 1970-01-01 (SHA-256 aaaaaaaaaaaaaaaa)");
  entry.valid.start.reset();
  CHECK(entry_words(entry) == "log log.example, for no time (SHA-256 aaaaaaaaaaaaaaaa)");
}

TEST_CASE("trust: a newer file is taken as it is, and says what it adds") {
  const std::string newer = with_another_log().dump(2);
  const TrustUpdate added = update(root_json().dump(), newer);
  CHECK(kinds(added) == std::vector{Kind::added});
  CHECK(added.changes[0].entry.name == "log2.example");
  CHECK(change_words(added.changes[0]).starts_with("added: log log2.example, since "));
  CHECK(added.bytes == newer + '\n');
  CHECK(added.staying == 0);
  CHECK(added.joining == 0);
  CHECK_FALSE(added.takes_back());
}

TEST_CASE("trust: a file that takes a log or a time back is an older one") {
  const std::string present = with_another_log().dump();
  const TrustUpdate older = update(present, root_json().dump());
  CHECK(kinds(older) == std::vector{Kind::removed});
  CHECK(older.takes_back());

  json ended = with_another_log();
  ended["tlogs"][0]["publicKey"]["validFor"]["end"] = "2026-11-25T00:00:00Z";
  const TrustUpdate shorter = update(present, ended.dump());
  CHECK(kinds(shorter) == std::vector{Kind::narrower});
  CHECK_FALSE(shorter.takes_back());
  CHECK(change_words(shorter.changes[0]).find(" to 2026-11-25 (") != std::string::npos);
  CHECK(change_words(shorter.changes[0]).find(", before since ") != std::string::npos);
  const TrustUpdate longer = update(ended.dump(), present);
  CHECK(kinds(longer) == std::vector{Kind::wider});
  CHECK(longer.takes_back());

  json earlier = with_another_log();
  earlier["tlogs"][0]["publicKey"]["validFor"]["start"] = "2001-01-01T00:00:00Z";
  CHECK(kinds(update(present, earlier.dump())) == std::vector{Kind::wider});
  CHECK(kinds(update(earlier.dump(), present)) == std::vector{Kind::narrower});
}

TEST_CASE("trust: the same said otherwise changes nothing") {
  const TrustUpdate same = update(root_json().dump(2), root_json().dump());
  CHECK(same.changes.empty());
  CHECK_FALSE(same.takes_back());
}

TEST_CASE("trust: an authority with another certificate in its chain is another one") {
  json other = root_json();
  other["certificateAuthorities"][0]["certChain"] =
      test::Sigstore().trust_root()["certificateAuthorities"][0]["certChain"];
  CHECK(kinds(update(root_json().dump(), other.dump())) == std::vector{Kind::added, Kind::removed});
}

TEST_CASE("trust: instances stay apart, and each is updated by its own") {
  const std::string ours = root_json().dump();
  const std::string theirs = test::Sigstore().trust_root().dump();
  const TrustUpdate joined = update(ours, theirs);
  CHECK(joined.joining == 1);
  CHECK(joined.staying == 1);
  CHECK_FALSE(joined.takes_back());
  CHECK(read_trust_roots(joined.bytes)->instances.size() == 2);

  const TrustUpdate updated = update(joined.bytes, with_another_log().dump(2));
  CHECK(kinds(updated) == std::vector{Kind::added});
  CHECK(updated.joining == 0);
  CHECK(updated.staying == 1);
  const TrustRoots roots = read_trust_roots(updated.bytes).value();
  REQUIRE(roots.instances.size() == 2);
  CHECK(roots.instances[0].logs.size() == 2);
  CHECK(update(updated.bytes, updated.bytes).changes.empty());

  const TrustUpdate first = update("", ours);
  CHECK(first.joining == 1);
  CHECK(first.changes.size() == 4);
  CHECK(first.bytes == ours + '\n');
}

TEST_CASE("trust: what is no trust root changes nothing, on either side") {
  const std::string ours = root_json().dump();
  CHECK(reason_of(update_trust(ours, "{}")) == Reason::malformed);
  CHECK(reason_of(update_trust(ours, "")) == Reason::malformed);
  CHECK(reason_of(update_trust("{}", ours)) == Reason::malformed);
  // One more beside as many as are read.
  std::string many;
  for (std::size_t i = 0; i < limits::instances; ++i)
    many += json{{"mediaType", root_json()["mediaType"]}}.dump() + '\n';
  CHECK(reason_of(update_trust(many, ours)) == Reason::too_large);
}

}  // namespace prodparity::attest
