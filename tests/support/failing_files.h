#pragma once

#include "io/files.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace prodparity::test {

// Passes every call on but the N-th (from 1), which fails with `code`. 0: none fails.
class FailingFiles final : public Files {
 public:
  FailingFiles(const Files& files, std::size_t fail_at, ErrorCode code = ErrorCode::io)
      : files_(files), fail_at_(fail_at), code_(code) {}

  std::size_t calls() const { return calls_; }

  Result<StampedBytes> read_stamped(std::string_view path, std::size_t limit_bytes) const override {
    if (fails()) return failure(path);
    return files_.read_stamped(path, limit_bytes);
  }
  Matches glob_any(std::span<const std::string> patterns) const override {
    if (fails())
      return {.paths = {}, .errors = {failure(patterns.empty() ? "" : patterns.front())}};
    return files_.glob_any(patterns);
  }
  Result<Stamp> stamp(std::string_view path) const override {
    if (fails()) return failure(path);
    return files_.stamp(path);
  }

 private:
  bool fails() const { return ++calls_ == fail_at_; }
  Error failure(std::string_view path) const {
    return {.code = code_,
            .message = "failed call " + std::to_string(fail_at_),
            .path = std::string(path)};
  }

  const Files& files_;
  std::size_t fail_at_;
  ErrorCode code_;
  mutable std::size_t calls_ = 0;
};

}  // namespace prodparity::test
