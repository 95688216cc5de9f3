#pragma once

#include "core/result.h"
#include "io/unique_fd.h"

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

// A program that was started and is not waited for: its end shows at the end of its output.
struct StartedChild {
  pid_t pid = -1;
  UniqueFd output;  // its standard output, non-blocking; standard error is this process's
};

// An absolute path first; no shell. `input` is its standard input. Errors: not_found, denied, io.
Result<StartedChild> start_child(const std::vector<std::string>& arguments, std::string_view input);

// Kills it, where it is there still. Nothing while it runs on; else what waitpid(2) says.
void kill_child(pid_t pid);
std::optional<int> status_of_child(pid_t pid);

}  // namespace prodparity
