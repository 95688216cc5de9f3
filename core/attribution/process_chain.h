#pragma once

#include "core/attribution/attribution.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// A process and those above it, as /proc has them -> whose doing it is. Pure.
namespace prodparity {

// One process for all time: numbers are given again.
struct ProcessKey {
  int pid = 0;
  std::uint64_t started = 0;  // proc(5), stat, field 22

  bool operator==(const ProcessKey&) const = default;
};

// All text in it is untrusted.
struct ProcessView {
  ProcessKey key;
  std::string comm;
  std::string executable;              // where /proc/PID/exe leads; empty: it may not be read
  std::vector<std::string> arguments;  // the first limits::command_line_bytes of them
  std::string environment;             // NAME=VALUE, each ended by a NUL byte
  bool environment_known = false;      // all of it was read
  bool has_terminal = false;           // a controlling one

  bool operator==(const ProcessView&) const = default;
};

// A process and its ancestors, it first. `complete`: up to the first of its namespace.
struct ProcessChain {
  std::vector<ProcessView> processes;
  bool complete = false;
  std::string why_not;  // one clause; empty where it is complete

  bool operator==(const ProcessChain&) const = default;
};

// stat of proc(5): "PID (COMM) STATE PPID PGRP SESSION TTY ...", COMM with whatever is in it.
struct ProcessStat {
  int parent = 0;
  bool has_terminal = false;
  std::uint64_t started = 0;

  bool operator==(const ProcessStat&) const = default;
};
ProcessStat parse_process_stat(std::string_view text);  // zeros where it is none

// /proc/PID/cmdline: arguments, each ended by a NUL byte.
std::vector<std::string> parse_process_arguments(std::string_view text);

// What a chain tells. An agent is named where its marks are in an environment of the chain: below
// its own program, or where no shell that a person may be typing into has them as well. A person is
// where all environments were read, none has a mark, and an interactive shell on a terminal is in
// the chain. Everything else is unknown, and why is in the evidence.
struct Sighted {
  std::vector<Cause> causes;   // at least one; several where several agents' marks are there
  std::string_view ecosystem;  // of the package manager in the chain: "deb", "pypi"; empty: none is
  ProcessKey program;          // the agent's program; zeros: none is above it
  // Unknown, though everything was read: it is not below an agent, nor below a person's shell.
  bool speaks_against_agents = false;

  bool operator==(const Sighted&) const = default;
};
Sighted read_chain(const ProcessChain& chain);

// The nearest program of this agent in the chain; zeros: there is none.
ProcessKey program_of(const ProcessChain& chain, std::string_view agent);

// "bash (812)", printable.
std::string describe(const ProcessView& process);

}  // namespace prodparity
