#pragma once

#include "core/drift/finding.h"
#include "core/result.h"
#include "program/arguments.h"
#include "program/exit_code.h"

#include <string>

namespace prodparity {

// The options of every command that ends in a Verdict.
struct VerdictOptions {
  std::string format = "terminal";
  std::string fail_on = "warn";
  std::string now;
  std::string key = "default";
  bool no_color = false;
  bool all = false;
};

void declare_verdict_options(Arguments& arguments, VerdictOptions& options);

// Renders, writes, and gives the exit code.
Result<ExitCode> write_verdict(const Verdict& verdict, const VerdictOptions& options);

}  // namespace prodparity
