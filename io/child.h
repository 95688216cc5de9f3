#pragma once

#include "core/result.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

// Runs a short-lived program (absolute path first) without a shell and returns what it wrote to
// its standard output. Errors: not_found, too_large, timed_out, io where it fails (the message is
// the last line of its standard error or, where nothing is there, of its output); it is killed
// where it goes on too long. `input` is its standard input.
Result<std::string> run_child(const std::vector<std::string>& arguments, std::size_t limit_bytes,
                              int timeout_seconds, std::string_view input = {});

// The folder of the running program.
std::string own_folder();

// Another one of our programs: beside this one, or where a build tree has it.
std::string program_beside(std::string_view name);

}  // namespace prodparity
