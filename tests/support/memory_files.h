#pragma once

#include "io/files.h"
#include "io/glob.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity::test {

// A root file system of values: path -> bytes. Folders exist where files are below them, or by
// add_folder(). Every put() gives the file a new stamp.
class MemoryFiles final : public Files {
 public:
  MemoryFiles() = default;
  MemoryFiles(std::initializer_list<std::pair<const std::string, std::string>> files) {
    for (const auto& [path, bytes] : files)
      put(path, bytes);
  }

  void put(const std::string& path, std::string bytes) {
    files_[path] = {.bytes = std::move(bytes), .error = {}, .version = ++version_};
    add_parents(path);
  }
  void add_folder(const std::string& path) {
    folders_.insert(path);
    add_parents(path);
  }
  void remove(const std::string& path) { files_.erase(path); }
  // Reading `path` gives this error; listing still shows it.
  void deny(const std::string& path, ErrorCode code = ErrorCode::denied) {
    files_[path].error = {.code = code, .message = "cannot open '" + path + "'", .path = path};
    add_parents(path);
  }
  // How often a file was read, of those that were there.
  std::size_t reads() const { return reads_; }

  Result<StampedBytes> read_stamped(std::string_view path, std::size_t limit_bytes) const override {
    const auto found = files_.find(path);
    if (found == files_.end()) return not_found(path);
    if (!found->second.error.message.empty()) return found->second.error;
    if (found->second.bytes.size() > limit_bytes)
      return Error{.code = ErrorCode::too_large, .message = "too large", .path = std::string(path)};
    ++reads_;
    return StampedBytes{.bytes = found->second.bytes, .stamp = stamp_of(found->second)};
  }

  Matches glob_any(std::span<const std::string> patterns) const override {
    std::set<std::string> paths;
    for (std::string_view pattern : patterns) {
      const bool folders_only = pattern.ends_with('/');
      if (folders_only) pattern.remove_suffix(1);
      for (const std::string& folder : folders_)
        if (glob_matches(pattern, folder)) paths.insert(folder);
      for (const auto& [path, file] : files_)
        if (!folders_only && glob_matches(pattern, path)) paths.insert(path);
    }
    return {.paths = {paths.begin(), paths.end()}, .errors = {}};
  }

  Result<Stamp> stamp(std::string_view path) const override {
    if (folders_.contains(path)) return Stamp{};
    const auto found = files_.find(path);
    if (found == files_.end()) return not_found(path);
    return stamp_of(found->second);
  }

 private:
  struct File {
    std::string bytes;
    Error error;
    std::uint64_t version = 0;
  };

  static Error not_found(std::string_view path) {
    return {.code = ErrorCode::not_found,
            .message = "cannot open '" + std::string(path) + "': no such file or directory",
            .path = std::string(path)};
  }
  static Stamp stamp_of(const File& file) {
    return {.inode = file.version, .size = file.bytes.size(), .modified_ns = 0, .changed_ns = 0};
  }
  void add_parents(std::string_view path) {
    for (std::size_t end = path.rfind('/'); end != 0 && end != std::string_view::npos;
         end = path.rfind('/', end - 1))
      folders_.insert(std::string(path.substr(0, end)));
  }

  std::map<std::string, File, std::less<>> files_;
  std::set<std::string, std::less<>> folders_;
  std::uint64_t version_ = 0;
  mutable std::size_t reads_ = 0;
};

}  // namespace prodparity::test
