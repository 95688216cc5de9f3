#pragma once

#include <string>

namespace prodparity {

// "apt-get (4711)"; "4711" where the process cannot be seen. Harmless on a terminal.
std::string describe_process(int pid);

// Its words, a NUL behind each, at most limits::command_line_bytes; empty where /proc does not
// tell.
std::string command_line_of(int pid);

// 0 where /proc does not tell.
int parent_of_process(int pid);

// `ancestor` is `pid` itself or above it. False where /proc does not tell.
bool is_below(int pid, int ancestor);

}  // namespace prodparity
