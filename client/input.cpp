#include "client/input.h"

#include "core/limits.h"
#include "io/next_part.h"
#include "io/system_error.h"
#include "io/unique_fd.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include <cerrno>
#include <cstddef>
#include <string>

namespace prodparity {

Result<std::string> read_input(const std::string& path, std::size_t limit_bytes) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd) return system_error(errno, "read", path);
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return system_error(errno, "read", path);
  if (!S_ISREG(info.st_mode))
    return Error{.code = ErrorCode::io, .message = "this is no regular file", .path = path};
  std::string bytes;
  for (;;) {
    const ssize_t count = read_next_part(fd.get(), bytes);
    if (count < 0) return system_error(errno, "read", path);
    if (count == 0) return bytes;
    if (bytes.size() > limit_bytes) {
      return Error{.code = ErrorCode::too_large,
                   .message = fmt::format("it is larger than {} bytes", limit_bytes),
                   .path = path};
    }
  }
}

std::string read_standard_input(std::size_t limit_bytes) {
  std::string bytes;
  while (read_next_part(STDIN_FILENO, bytes) > 0 && bytes.size() <= limit_bytes) {
  }
  return bytes;
}

Result<PolicyEngine> load_policy(const std::string& path, const std::string& workspace) {
  const bool given = !path.empty();
  if (!given && workspace.empty()) return PolicyEngine::compile({});
  const std::string file = given ? path : fmt::format("{}/{}", workspace, policy_file);
  const Result<std::string> bytes = read_input(file, limits::config_bytes);
  if (!bytes) {
    if (!given && bytes.error().code == ErrorCode::not_found) return PolicyEngine::compile({});
    Error error = bytes.error();
    error.code = ErrorCode::wrong_config;
    return error;
  }
  Result<Policy> policy = read_policy(*bytes, file);
  if (!policy) return policy.error();
  return PolicyEngine::compile(std::move(*policy));
}

}  // namespace prodparity
