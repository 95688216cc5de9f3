#pragma once

#include "core/result.h"
#include "io/unique_fd.h"

#include <sys/types.h>

#include <string>
#include <vector>

// What all who start a program have in common.
namespace prodparity {

struct Pipe {
  UniqueFd reading, writing;  // both are closed in what is started
};
Result<Pipe> make_pipe();

// Starts a program, an absolute path first, without a shell, with these as its standard input,
// output and error. Errors: not_found, denied, io.
Result<pid_t> spawn(const std::vector<std::string>& arguments, int input, int output, int errors);

}  // namespace prodparity
