#pragma once

#include "client/ask.h"
#include "client/snapshot_file.h"
#include "core/protocol.h"
#include "core/result.h"
#include "program/exit_code.h"

#include <string>
#include <string_view>

// What the snapshot file answers of a question, where the daemon's socket is refused: only what it
// holds, and it is said where that is from. Nothing is guessed.
namespace prodparity {

struct SnapshotAnswer {
  std::string text;      // first of all the notice; printable
  std::string document;  // the same as a JSON object
  ExitCode code = ExitCode::could_not_check;
};

// Errors: unavailable: "cannot be answered without the daemon: ...".
Result<SnapshotAnswer> answer_from(const SnapshotFile& file, const Request& request);

// The same of the first of these sockets, where `error` is that it is refused. `error` itself,
// where it is another or there is no snapshot.
Result<SnapshotAnswer> answer_without_daemon(const std::string& socket, const Request& request,
                                             const Error& error);

// Writes it as a command that asked `request` does.
Result<ExitCode> write_without_daemon(const AskOptions& options, const Request& request,
                                      const Error& error);

// Of a production answer's `says`.
ExitCode exit_code_of_says(std::string_view says);

}  // namespace prodparity
