#pragma once

#include "core/result.h"
#include "program/arguments.h"
#include "program/exit_code.h"

#include <functional>
#include <span>
#include <string_view>

namespace prodparity {

using RunCommand = std::function<Result<ExitCode>()>;

// One command is one file in the commands/ of its program and one line of the program's table.
struct Command {
  std::string_view name;
  std::string_view summary;   // one line of `prodparity --help`
  std::string_view examples;  // the end of `prodparity NAME --help`
  // Declares the command line; what it returns runs after the parsing.
  RunCommand (*declare)(Arguments& arguments) = nullptr;
  // Of a command that is started at every tool call: reads these words (behind its name) without
  // the library for command lines, whose tables are a tenth of its time. An empty function: they
  // are not the usual ones, and `declare` reads or refuses them. Null: always `declare`.
  RunCommand (*read_usual)(std::span<const char* const> words) = nullptr;
  // Another program of ours that has the command of this name: it is started in this one's place,
  // with the same words.
  std::string_view program = {};
  bool internal = false;  // started by our own programs; not in the list
  // Whatever is wrong, its exit status is 0: to who starts it, others mean more than a failure.
  // Only ExitCode::stopped and ExitCode::wake, which are answers, are passed on.
  bool fails_open = false;
};

struct Program {
  std::string_view name;     // as it is called
  std::string_view purpose;  // the first line of its --help
  std::span<const Command> commands;
};

// The whole program. Never throws.
int run_program(const Program& program, int argc, const char* const* argv);

}  // namespace prodparity
