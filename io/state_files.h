#pragma once

#include "core/result.h"
#include "io/unique_fd.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// Our own files outside of any root: state, run files, configuration.
namespace prodparity {

// A regular file of at most `limit_bytes`. Errors: not_found, denied, too_large, io.
Result<std::string> read_own_file(const std::string& path, std::size_t limit_bytes);

// The folder and those above it are made as needed, the last with `mode`. Errors: denied, io; also
// when it is there and is a link or somebody else's (not ours, not root's).
std::optional<Error> make_own_folder(const std::string& path, unsigned mode);

enum class Durable { no, yes };  // yes: on disk (fsync of file and folder) when it returns

// Written beside and renamed: a reader sees the old or the new bytes, never a part.
std::optional<Error> replace_file(const std::string& path, std::string_view bytes, unsigned mode,
                                  Durable durable);

// The same in parts. What is not committed leaves nothing behind.
class NewFile {
 public:
  static Result<NewFile> at(const std::string& path, unsigned mode);
  NewFile(NewFile&&) noexcept = default;
  NewFile& operator=(NewFile&&) = delete;
  ~NewFile();

  Result<void> write(std::string_view bytes);
  Result<void> commit(Durable durable);

 private:
  NewFile(UniqueFd fd, std::string path) : fd_(std::move(fd)), path_(std::move(path)) {}

  UniqueFd fd_;  // none: committed
  std::string path_;
};

// A file held by one process, which others can ask for: a POSIX record lock, so that it ends with
// the process whatever happens.
class LockFile {
 public:
  // Errors: busy (the message names the holder's process), denied, io.
  static Result<LockFile> take(const std::string& path, std::string_view content);
  void remove();  // unlinks it while still held
  // The process that holds it; empty where nobody does, or it cannot be asked.
  static std::string holder(const std::string& path);

 private:
  LockFile(UniqueFd fd, std::string path) : fd_(std::move(fd)), path_(std::move(path)) {}

  UniqueFd fd_;
  std::string path_;
};

}  // namespace prodparity
