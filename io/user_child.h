#pragma once

#include "core/result.h"

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

struct UserChild {
  std::vector<std::string> arguments;  // an absolute path first; no shell
  std::string_view input;              // its standard input
  int output = -1;                     // its standard output goes to this file
  std::size_t output_bytes = 0;        // it is ended where it writes more
  std::chrono::milliseconds patience{120'000};
  // Another user than this process's: root alone may say so. It has that user's id, the groups of
  // /etc/passwd's group alone, and nothing of this process but what is named here.
  std::optional<uid_t> user = {};
  // All of its environment; nothing: this process's.
  std::optional<std::map<std::string, std::string, std::less<>>> environment = {};
};

// Runs it to its end, in a process group of its own, which is killed where it goes on too long, and
// what is left of it at its end. It ends with whoever called this.
// Standard error comes back as it is. Errors: not_found, denied, io (it cannot be started),
// timed_out, too_large.
struct UserChildEnd {
  int status = 0;  // exit status; 128 and the signal where one ended it, as shells have it
  std::string errors;
};
Result<UserChildEnd> run_user_child(const UserChild& child);

}  // namespace prodparity
