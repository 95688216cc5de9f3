#include "client/snapshot_file.h"

#include "client/connection.h"
#include "core/limits.h"
#include "core/report/summary.h"
#include "core/text.h"
#include "io/state_files.h"
#include "io/system_error.h"
#include "program/output.h"

#include <sys/stat.h>
#include <unistd.h>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <cerrno>
#include <ctime>
#include <string>

namespace prodparity {
namespace {

// Folders below /tmp can be made by anybody first. /run is root's alone; in a sandbox that knows
// only its own user, root's files there look like nobody's.
bool is_believed(const struct stat& status, std::string_view folder) {
  return status.st_uid == 0 || status.st_uid == ::geteuid() || folder == default_run_folder;
}

Result<SnapshotFile> read_beside(const std::string& socket) {
  const std::string folder(parent_of(socket));
  const std::string path = fmt::format("{}/{}", folder, snapshot_name);
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return system_error(errno, "look at", path);
  if (!is_believed(status, folder))
    return Error{.code = ErrorCode::denied,
                 .message = "cannot use '" + path + "': it is another user's",
                 .path = path};
  if (LockFile::holder(folder + "/pid").empty())
    return Error{.code = ErrorCode::unavailable, .message = "the daemon does not run any more"};
  const Result<std::string> bytes = read_own_file(path, limits::snapshot_bytes);
  if (!bytes) return bytes.error();
  Result<Snapshot> snapshot = read_snapshot(*bytes);
  if (!snapshot) return snapshot.error();
  return SnapshotFile{.snapshot = *std::move(snapshot),
                      .written = fmt::format("{:%FT%TZ}", fmt::gmtime(status.st_mtime))};
}

}  // namespace

Result<SnapshotFile> read_snapshot_file(const std::vector<std::string>& sockets) {
  for (const std::string& socket : sockets) {
    Result<SnapshotFile> file = read_beside(socket);
    if (file || file.error().code != ErrorCode::not_found) return file;
  }
  return Error{.code = ErrorCode::not_found, .message = "there is no snapshot file"};
}

std::string snapshot_notice(const SnapshotFile& file) {
  return fmt::format(
      "prodparity: the daemon's socket is refused here, as in a sandbox; this is what it wrote to "
      "its snapshot file, last changed {}\n",
      file.written);
}

std::string snapshot_text(const Snapshot& snapshot) {
  std::string text = fmt::format("prodparity: {}, {}; {} block, {} warn since the session began\n ",
                                 to_string(snapshot.outcome), to_string(snapshot.instant.state),
                                 snapshot.live_block, snapshot.live_warn);
  return text + counts_line(snapshot.counts) + '\n' + snapshot.text;
}

Result<ExitCode> answer_from_snapshot(const AskOptions& options, const Error& error,
                                      std::string (*text)(const Snapshot&)) {
  if (error.code != ErrorCode::denied) return error;
  const Result<SnapshotFile> file = read_snapshot_file(socket_paths(options.socket));
  if (!file) return error;
  const Result<void> written =
      write_output(options.format == "json" ? ascii_json(write_snapshot(file->snapshot))
                                            : snapshot_notice(*file) + text(file->snapshot));
  if (!written) return written.error();
  return exit_code_of_outcome(to_string(file->snapshot.outcome));
}

}  // namespace prodparity
