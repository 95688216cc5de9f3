#include "client/agent_list.h"
#include "client/agent_setup.h"
#include "client/ask.h"
#include "client/commands/commands.h"
#include "client/hook_failure.h"
#include "core/json.h"
#include "core/line_diff.h"
#include "core/text.h"
#include "program/output.h"

#include <unistd.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {
namespace {

struct Options {
  AskOptions ask;
  std::string action;
  std::vector<std::string> agents;
  std::string scope;  // empty: `system`; of a list: all
  std::string root = "/";
  std::string workspace = ".";
  std::string program;
  bool dry_run = false;
  bool wake_idle = false;
};

std::string environment(std::string_view name) {
  const char* const value = std::getenv(std::string(name).c_str());
  return value == nullptr ? "" : value;
}

Error wrong_usage(std::string message) {
  return {.code = ErrorCode::wrong_usage, .message = std::move(message), .path = {}};
}

std::string scope_of(const Options& options) {
  return options.scope.empty() ? "system" : options.scope;
}

bool is_all(const Options& options) {
  return options.agents.empty() || options.agents == std::vector<std::string>{"auto"};
}

Result<std::vector<const AgentSettings*>> chosen_agents(const Options& options) {
  std::vector<const AgentSettings*> chosen;
  if (is_all(options)) {
    for (const AgentSettings& agent : all_agent_settings())
      chosen.push_back(&agent);
    return chosen;
  }
  for (const std::string& name : options.agents) {
    const AgentSettings* const agent = find_agent_settings(trim(name));
    if (agent == nullptr)
      return wrong_usage(
          fmt::format("nothing can be registered with '{}'; there are: auto (all), {}", name,
                      agent_settings_names()));
    chosen.push_back(agent);
  }
  return chosen;
}

Result<std::string> absolute(const std::string& path) {
  std::error_code error;
  const std::filesystem::path whole = std::filesystem::canonical(path, error);
  if (error)
    return Error{.code = ErrorCode::not_found,
                 .message = "cannot open '" + path + "': " + error.message(),
                 .path = path};
  return whole.string();
}

Result<std::string> folder_of(const Options& options, AgentScope scope) {
  if (scope != AgentScope::system && options.root != "/")
    return wrong_usage("--root goes with --scope system");
  if (scope == AgentScope::system) return absolute(options.root);
  if (scope == AgentScope::project) return absolute(options.workspace);
  const std::string home = environment("HOME");
  if (home.starts_with('/')) return home;
  return wrong_usage("the home folder is not known: set HOME");
}

// As it is called inside of the root.
Result<std::string> program_of(const Options& options, const std::string& root) {
  std::string program = options.program;
  if (program.empty()) {
    const Result<std::string> self = absolute("/proc/self/exe");
    if (!self) return self;
    program = *self;
    if (root != "/" && !is_inside(program, root))
      return wrong_usage(
          fmt::format("'{}' is not inside of '{}': say with --program where it is", program, root));
    if (root != "/") program.erase(0, root.size());
  }
  if (!can_be_registered(program))
    return wrong_usage(fmt::format(
        "'{}' cannot stand in agents' settings: an absolute path of letters, digits and ._+@/- can",
        program));
  return program;
}

Result<AgentTarget> target_of(const Options& options) {
  const AgentScope scope = *parse_agent_scope(scope_of(options));
  Result<std::string> folder = folder_of(options, scope);
  if (!folder) return folder.error();
  Result<std::string> program =
      program_of(options, scope == AgentScope::system ? *folder : std::string("/"));
  if (!program) return program.error();
  return AgentTarget{.scope = scope,
                     .folder = *std::move(folder),
                     .program = *std::move(program),
                     .wake_idle = options.wake_idle};
}

// As the machine-wide file has it, whatever scope is looked at.
AgentTarget system_wide(AgentTarget target) {
  target.scope = AgentScope::system;
  return target;
}

// ---- install, uninstall ----

std::string said(const AgentChange& change, bool install) {
  const std::string place = printable(change.place.whole());
  if (change.is_none() && install) return place + ": is there already\n";
  if (change.is_none()) return place + ": nothing of ours is in it\n";
  if (!change.after) return place + ": removed\n";
  if (!change.stored) return place + ": made\n";
  std::string text = place + (install ? ": added" : ": taken out");
  if (change.needs_backup) text += "; as it was: " + printable(backup_of(change.place).whole());
  return text + '\n';
}

std::string shown(const AgentChange& change) {
  if (change.is_none()) return {};
  const std::string place = printable(change.place.whole());
  return fmt::format("--- {}\n+++ {}\n{}", change.stored ? place : "/dev/null",
                     change.after ? place : "/dev/null",
                     line_diff(change.before, change.after.value_or("")));
}

// What was done, to be written; how far it came before an error stands in it too.
struct Done {
  std::string text;
  std::optional<Error> error;
};

Done change_agent(const AgentSettings& agent, const AgentTarget& target, const Options& options) {
  const bool install = options.action == "install";
  const auto plan = install ? plan_install(agent, target, environment)
                            : plan_uninstall(agent, target, environment);
  if (!plan) return {.text = {}, .error = plan.error()};
  Done done;
  for (const AgentChange& change : *plan) {
    if (options.dry_run) {
      done.text += shown(change);
      continue;
    }
    done.error = carry_out(change);
    if (done.error) return done;
    done.text += fmt::format("{}: {}", agent.agent, said(change, install));
  }
  const std::string_view note = agent.note(target.scope);
  if (install && !options.dry_run && !note.empty())
    done.text += fmt::format("{}: {}\n", agent.agent, note);
  return done;
}

std::string hint(const Error& error, const AgentTarget& target) {
  if (error.code == ErrorCode::denied && target.scope == AgentScope::system)
    return "; the machine-wide place needs root: use sudo, or --scope user";
  if (error.code == ErrorCode::io)  // a link, mostly
    return "; prodparity agents list --agent NAME prints what belongs there";
  return {};
}

Result<ExitCode> change_all(const Options& options, const AgentTarget& target,
                            const std::vector<const AgentSettings*>& agents) {
  ExitCode worst = ExitCode::clean;
  for (const AgentSettings* const agent : agents) {
    const Done done = change_agent(*agent, target, options);
    const Result<void> written = write_output(done.text);
    if (!written) return written.error();
    if (!done.error) continue;
    write_error_line(fmt::format("{}: not done: {}{}", agent->agent, to_string(*done.error),
                                 hint(*done.error, target)));
    if (worst == ExitCode::clean) worst = exit_code_of(done.error->code);
  }
  return worst;
}

// ---- list ----

AgentFinding look(const AgentSettings& agent, const AgentTarget& target) {
  AgentFinding finding{.scope = target.scope,
                       .path = agent_place(agent, target, environment).whole()};
  const Result<bool> installed = is_installed(agent, target, environment);
  if (installed)
    finding.installed = *installed;
  else
    finding.error = installed.error();
  return finding;
}

// All scopes of this machine, unless one is asked for; of another root its own alone.
Result<std::vector<AgentTarget>> listed_targets(Options options) {
  std::vector<std::string> scopes = {"system", "user", "project"};
  if (!options.scope.empty() || options.root != "/") scopes = {scope_of(options)};
  std::vector<AgentTarget> targets;
  for (const std::string& scope : scopes) {
    options.scope = scope;
    Result<AgentTarget> target = target_of(options);
    if (!target) return target.error();
    targets.push_back(*std::move(target));
  }
  return targets;
}

Result<ExitCode> list_all(const Options& options, const std::vector<const AgentSettings*>& agents) {
  const auto targets = listed_targets(options);
  if (!targets) return targets.error();
  const bool of_this_machine = options.root == "/";
  std::vector<AgentRow> rows;
  for (const AgentSettings* const agent : agents) {
    AgentRow row{.agent = agent, .snippet = agent_file_text(*agent, system_wide(targets->front()))};
    for (const AgentTarget& target : *targets)
      row.places.push_back(look(*agent, target));
    if (of_this_machine) row.failure = last_hook_failure(agent->agent);
    rows.push_back(std::move(row));
  }
  nlohmann::json status;
  if (of_this_machine) {
    Result<nlohmann::json> answer = ask(options.ask, {.method = Method::status});
    if (answer) status = *std::move(answer);
  }
  std::string text;
  if (options.ask.format == "json") {
    text = ascii_json(dump_json(agent_list_json(rows, status))) + '\n';
  } else {
    text = agent_list_text(rows, status);
    for (const AgentRow& row : rows)
      text += is_all(options) ? "" : agent_snippet_text(row);
  }
  const Result<void> written = write_output(text);
  return written ? Result<ExitCode>(ExitCode::clean) : written.error();
}

Result<ExitCode> run(const Options& options) {
  const auto agents = chosen_agents(options);
  if (!agents) return agents.error();
  if (options.action == "list") return list_all(options, *agents);
  const Result<AgentTarget> target = target_of(options);
  if (!target) return target.error();
  return change_all(options, *target, *agents);
}

RunCommand declare(Arguments& arguments) {
  const auto options = std::make_shared<Options>();
  arguments.positional("ACTION", options->action, {"install", "uninstall", "list"}, "What to do");
  arguments.comma_list(
      "--agent", "NAME", options->agents,
      "auto (all, also those that come later), or some of: " + agent_settings_names());
  arguments.choice(
      "--scope", options->scope, {"system", "user", "project"},
      "Machine-wide below /etc (the default), in your home, or in the workspace; of a list "
      "all three");
  arguments.text("--root", "DIR", options->root, "Another root file system, with --scope system");
  arguments.text("--workspace", "DIR", options->workspace, "Of --scope project");
  arguments.text("--program", "PATH", options->program,
                 "What agents are to call; else where this program is");
  arguments.flag(
      "--wake-idle", options->wake_idle,
      "Also what wakes an idle session when something blocks (Claude Code, OpenCode); the "
      "guard's configuration has to allow it: wake_idle_agents");
  declare_ask_options(arguments, options->ask);
  arguments.flag("--dry-run", options->dry_run, "Show what would change, and change nothing");
  return [options] { return run(*options); };
}

}  // namespace

const Command agents_command = {
    .name = "agents",
    .summary = "Register with coding agents, take it away, or tell where it is",
    .examples =
        "  prodparity agents list\n"
        "  sudo prodparity agents install --agent claude,codex\n"
        "  prodparity agents install --scope user --dry-run\n"
        "  sudo prodparity agents uninstall\n",
    .declare = declare};

}  // namespace prodparity
