#include "client/snapshot_file.h"

#include "core/snapshot.h"
#include "io/state_files.h"
#include "tests/support/catch.h"
#include "tests/support/lock_holder.h"
#include "tests/support/temp_folder.h"

#include <string>

namespace prodparity {
namespace {

Snapshot example() {
  Snapshot snapshot;
  snapshot.instant.state = SettleState::settled;
  snapshot.outcome = Outcome::warn;
  snapshot.live_warn = 2;
  snapshot.text = "the text\n";
  return snapshot;
}

}  // namespace

TEST_CASE("snapshot file: what a daemon that runs wrote beside its socket is read") {
  const test::TempFolder folder;
  folder.put("/snapshot.json", write_snapshot(example()));
  folder.put("/pid", "");
  const test::LockHolder daemon(folder.path() + "/pid");
  const Result<SnapshotFile> file =
      read_snapshot_file({"/nowhere/socket", folder.path() + "/socket"});
  REQUIRE(file.has_value());
  CHECK(file->snapshot.outcome == Outcome::warn);
  CHECK(file->written.size() == std::string("2026-11-20T10:00:00Z").size());
  CHECK(snapshot_notice(*file).find("refused here") != std::string::npos);
}

TEST_CASE("snapshot file: of a daemon that does not run any more it is no answer") {
  const test::TempFolder folder;
  folder.put("/snapshot.json", write_snapshot(example()));
  folder.put("/pid", "");
  const Result<SnapshotFile> file = read_snapshot_file({folder.path() + "/socket"});
  REQUIRE(file.has_error());
  CHECK(file.error().code == ErrorCode::unavailable);
}

TEST_CASE("snapshot file: where there is none nothing is made up") {
  const test::TempFolder folder;
  CHECK(read_snapshot_file({folder.path() + "/socket"}).error().code == ErrorCode::not_found);
  CHECK(read_snapshot_file({}).error().code == ErrorCode::not_found);
}

TEST_CASE("snapshot file: only a refused socket is answered from it") {
  const Error error{.code = ErrorCode::unavailable, .message = "nobody listens"};
  const Result<ExitCode> answer = answer_from_snapshot({}, error, snapshot_text);
  REQUIRE(answer.has_error());
  CHECK(answer.error() == error);
}

TEST_CASE("snapshot file: the outcome, how many and the text are told") {
  const std::string text = snapshot_text(example());
  CHECK(text.starts_with("prodparity: warn, settled; 0 block, 2 warn since the session began\n"));
  CHECK(text.ends_with("the text\n"));
}

}  // namespace prodparity
