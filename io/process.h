#pragma once

#include "core/attribution/process_chain.h"

#include <string>
#include <string_view>
#include <vector>

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

// `pid` and all above it up to the first of its namespace. Root without CAP_SYS_PTRACE, as in most
// containers, reads an environment with its owner's file-system identity. Everything is bounded;
// what may not be read or ended meanwhile is said in the chain.
ProcessChain read_process_chain(int pid);

// Zeros where there is none.
ProcessKey process_key(int pid);

// Those below `root` (a path) that are package managers of this ecosystem by their arguments, at
// most limits::processes_looked_at looked at. One whose root may not be looked at is none.
std::vector<int> find_package_managers(const std::string& root, std::string_view ecosystem);

}  // namespace prodparity
