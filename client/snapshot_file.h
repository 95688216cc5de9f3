#pragma once

#include "client/ask.h"
#include "core/result.h"
#include "core/snapshot.h"

#include <string>
#include <string_view>
#include <vector>

// The daemon's snapshot file, for who is refused its socket: programs in an agent's sandbox.
namespace prodparity {

struct SnapshotFile {
  Snapshot snapshot;
  std::string written;  // RFC 3339
};

// What the daemon that listens at the first of these sockets wrote beside it. Errors: unavailable
// (it does not run any more: what it wrote may be wrong by now), denied (another user's file), and
// as read_snapshot().
Result<SnapshotFile> read_snapshot_file(const std::vector<std::string>& sockets);

// "prodparity: its socket is refused here ... as of TIME", a line.
std::string snapshot_notice(const SnapshotFile& file);

// Answers a command that only reads, where `error` is that the socket is refused: says so, and
// gives `text` of the snapshot, or its JSON. `error` itself, where it is another or there is no
// snapshot.
Result<ExitCode> answer_from_snapshot(const AskOptions& options, const Error& error,
                                      std::string (*text)(const Snapshot&));

// Everything it holds: the counts and the strictest differences.
std::string snapshot_text(const Snapshot& snapshot);

}  // namespace prodparity
