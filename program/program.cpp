#include "core/text.h"
#include "io/child.h"
#include "io/system_error.h"
#include "program/command.h"
#include "program/output.h"

#include <unistd.h>

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <exception>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

void Arguments::positional(const std::string& name, std::string& value, const std::string& help) {
  app_->add_option(name, value, help)->required();
}

void Arguments::positional(const std::string& name, std::string& value,
                           const std::vector<std::string>& allowed, const std::string& help) {
  app_->add_option(name, value, help)->required()->check(CLI::IsMember(allowed));
}

void Arguments::optional(const std::string& name, std::string& value, const std::string& help) {
  app_->add_option(name, value, help);
}

void Arguments::text(const std::string& name, const std::string& unit, std::string& value,
                     const std::string& help) {
  app_->add_option(name, value, help)->type_name(unit);
}

void Arguments::required(const std::string& name, const std::string& unit, std::string& value,
                         const std::string& help) {
  app_->add_option(name, value, help)->type_name(unit)->required();
}

void Arguments::choice(const std::string& name, std::string& value,
                       const std::vector<std::string>& allowed, const std::string& help) {
  app_->add_option(name, value, help)
      ->type_name(fmt::format("{}", fmt::join(allowed, "|")))
      ->check(CLI::IsMember(allowed).description(""));
}

void Arguments::list(const std::string& name, const std::string& unit,
                     std::vector<std::string>& values, const std::string& help) {
  app_->add_option(name, values, help)->type_name(unit)->allow_extra_args(false);
}

void Arguments::comma_list(const std::string& name, const std::string& unit,
                           std::vector<std::string>& values, const std::string& help) {
  app_->add_option(name, values, help)->type_name(unit)->delimiter(',')->allow_extra_args(false);
}

void Arguments::number(const std::string& name, std::size_t& value, const std::string& help) {
  app_->add_option(name, value, help)->type_name("N");
}

void Arguments::flag(const std::string& name, bool& value, const std::string& help) {
  app_->add_flag(name, value, help);
}

void Arguments::rest(const std::string& name, std::vector<std::string>& values,
                     const std::string& help) {
  app_->add_option(name, values, help)->required();
}

namespace {

constexpr std::string_view exit_codes =
    "Exit status: 0 checked and clean, 1 block, 2 wrong usage or configuration, 3 warn, 4 could "
    "not "
    "check, 70 a bug. 1 outranks 4, 4 outranks 3.";

constexpr int wakes_an_agent = 2;  // hooks.md of Claude Code, asyncRewake

int complain(std::string_view message, ExitCode code) {
  write_error_line(message);
  return static_cast<int>(code);
}

int print(std::string_view text) {
  const Result<void> written = write_output(text);
  return written ? 0 : complain(written.error().message, ExitCode::could_not_check);
}

// Help and version are CLI11 "errors" too.
int on_parse_error(const Program& program, const CLI::App& app, const CLI::ParseError& error) {
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) {
    if (dynamic_cast<const CLI::CallForVersion*>(&error) != nullptr)
      return print(fmt::format("{} {}\n", program.name, PRODPARITY_VERSION));
    return print(app.help());
  }
  const std::vector<CLI::App*> chosen = app.get_subcommands();
  const std::string name = chosen.empty() ? "" : " " + chosen.front()->get_name();
  return complain(fmt::format("{} ({}{} --help)", error.what(), program.name, name),
                  ExitCode::wrong_usage);
}

// Only the command that is asked for is declared in full: the others cost start-up time.
RunCommand declare(CLI::App& app, const Command& command, std::string_view asked_for) {
  CLI::App* sub = app.add_subcommand(std::string(command.name), std::string(command.summary));
  if (command.internal) sub->group("");
  if (command.name != asked_for || command.declare == nullptr) return {};
  sub->footer(fmt::format("Examples:\n{}\n{}", command.examples, exit_codes));
  Arguments arguments(*sub);
  return command.declare(arguments);
}

// Returns only where it cannot be started. It says of itself what this program is called.
int become(std::string_view other, int argc, const char* const* argv) {
  const std::string path = program_beside(other);
  std::vector<char*> words;
  for (int i = 0; i < argc; ++i)
    words.push_back(const_cast<char*>(argv[i]));
  words.push_back(nullptr);
  ::execv(path.c_str(), words.data());
  return complain(system_error(errno, "start", path).message, ExitCode::could_not_check);
}

int finish(const RunCommand& chosen) {
  const Result<ExitCode> result = chosen();
  if (result) return static_cast<int>(*result);
  return complain(to_string(result.error()), exit_code_of(result.error().code));
}

// Where the words of a command are the usual ones; else an empty function.
RunCommand read_usual(const Program& program, std::span<const char* const> words) {
  if (words.size() < 2) return {};
  const auto command =
      std::ranges::find(program.commands, std::string_view(words[1]), &Command::name);
  if (command == program.commands.end() || command->read_usual == nullptr) return {};
  return command->read_usual(words.subspan(2));
}

int run(const Program& program, int argc, const char* const* argv) {
  if (const RunCommand usual = read_usual(program, {argv, static_cast<std::size_t>(argc)}))
    return finish(usual);
  CLI::App app(std::string(program.purpose), std::string(program.name));
  app.set_version_flag("--version", std::string(PRODPARITY_VERSION), "Print the version and exit");
  app.require_subcommand(1);
  app.footer(std::string(exit_codes));
  const std::string_view asked_for = argc > 1 ? argv[1] : "";
  RunCommand chosen;
  for (const Command& command : program.commands) {
    if (!command.program.empty() && command.name == asked_for)
      return become(command.program, argc, argv);
    RunCommand declared = declare(app, command, asked_for);
    if (declared) chosen = std::move(declared);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return on_parse_error(program, app, error);
  }
  if (!chosen)
    return complain(fmt::format("give the command first ({} --help)", program.name),
                    ExitCode::wrong_usage);
  return finish(chosen);
}

bool fails_open(const Program& program, int argc, const char* const* argv) {
  const std::string_view name = argc > 1 ? argv[1] : "";
  return std::ranges::any_of(program.commands, [&](const Command& command) {
    return command.fails_open && command.name == name;
  });
}

int run_caught(const Program& program, int argc, const char* const* argv) {
  try {
    std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error to report, not a silent death
    return run(program, argc, argv);
  } catch (const std::exception& error) {
    return complain(fmt::format("this is a bug, please report it: {}", error.what()),
                    ExitCode::bug);
  } catch (...) {
    return complain("this is a bug, please report it", ExitCode::bug);
  }
}

}  // namespace

int run_program(const Program& program, int argc, const char* const* argv) {
  const int status = run_caught(program, argc, argv);
  if (!fails_open(program, argc, argv)) return status;
  if (status == static_cast<int>(ExitCode::wake)) return wakes_an_agent;
  return status == static_cast<int>(ExitCode::stopped) ? status : 0;
}

}  // namespace prodparity
