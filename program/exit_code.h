#pragma once

#include "core/result.h"

namespace prodparity {

// The exit status of every command; scripts rely on it. core/drift's exit_code_of() gives those of
// a Verdict.
enum class ExitCode : int {
  clean = 0,            // checked, and nothing to block or warn about
  block = 1,            // outranks could_not_check
  refused = 1,          // of what is verified: it is not believed
  wrong_usage = 2,      // command line, policy or configuration
  warn = 3,             // outranked by could_not_check
  could_not_check = 4,  // nobody could look: never clean
  stopped = 10,  // apt-hook and pre-push alone: apt or git is to stop, by an answer of the daemon
                 // and nothing else
  wake = 11,     // hook --wait-idle alone: leaves as 2, by which an agent wakes its idle session
  bug = 70,      // EX_SOFTWARE of sysexits.h
};

// A command that failed as a whole.
constexpr ExitCode exit_code_of(ErrorCode code) {
  const bool words_are_off = code == ErrorCode::wrong_usage || code == ErrorCode::wrong_config;
  return words_are_off ? ExitCode::wrong_usage : ExitCode::could_not_check;
}

}  // namespace prodparity
