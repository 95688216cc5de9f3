#pragma once

#include "client/arguments.h"
#include "client/exit_code.h"
#include "core/result.h"

#include <functional>
#include <span>
#include <string_view>

namespace prodparity {

using RunCommand = std::function<Result<ExitCode>()>;

// One command is one file in client/commands/ and one line of the table in client/commands.cpp.
struct Command {
  std::string_view name;
  std::string_view summary;   // one line of `prodparity --help`
  std::string_view examples;  // the end of `prodparity NAME --help`
  // Declares the command line; what it returns runs after the parsing.
  RunCommand (*declare)(Arguments& arguments) = nullptr;
  bool internal = false;  // started by our own programs; not in the list
  // Whatever is wrong, its exit status is 0: to who starts it, others mean more than a failure.
  // Only ExitCode::stopped is passed on.
  bool fails_open = false;
};

std::span<const Command> commands();

// The whole program. Never throws.
int run_client(int argc, const char* const* argv);

}  // namespace prodparity
