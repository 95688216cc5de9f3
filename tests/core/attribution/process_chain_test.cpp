#include "core/attribution/process_chain.h"

#include "tests/support/catch.h"
#include "tests/support/shared_data.h"
#include "tests/support/text_file.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

using nlohmann::json;
using Arguments = std::vector<std::string>;
using namespace std::string_literals;

const std::string claude_path = "/opt/cc/node_modules/@anthropic-ai/claude-code-linux-x64/claude";
const std::string claude_marks =
    "CLAUDECODE=1\0CLAUDE_CODE_CHILD_SESSION=1\0CLAUDE_CODE_SESSION_ID=5434\0"s;

ProcessView process(const std::string& executable, Arguments arguments,
                    const std::string& environment = "HOME=/root\0"s, bool terminal = false) {
  static int pid = 1000;
  return {.key = {.pid = ++pid, .started = 7},
          .comm = executable.substr(executable.rfind('/') + 1),
          .executable = executable,
          .arguments = std::move(arguments),
          .environment = environment,
          .environment_known = true,
          .has_terminal = terminal};
}
ProcessView unread(ProcessView view) {
  view.environment.clear();
  view.environment_known = false;
  view.executable.clear();
  return view;
}

const Arguments install = {"apt-get", "install", "-y", "graphviz"};
ProcessView apt(const std::string& environment = "HOME=/root\0"s) {
  return process("/usr/bin/apt-get", install, environment);
}
ProcessView sudo() {
  return process("/usr/bin/sudo", {"sudo", "apt-get", "install", "-y", "graphviz"});
}
ProcessView agent_shell(const std::string& environment = claude_marks) {
  return process("/usr/bin/bash", {"/bin/bash", "-c", "source /x && make deps"}, environment);
}
ProcessView claude() {
  return process(claude_path, {claude_path, "-p", "x"});
}
ProcessView terminal_shell(const std::string& environment = "HOME=/home/dev\0"s) {
  return process("/usr/bin/bash", {"-bash"}, environment, true);
}
ProcessView init() {
  return process("/usr/bin/sleep", {"sleep", "infinity"});
}
ProcessView editor_server() {
  return process("/vscode/node", {"/vscode/node", "/vscode/out/server-main.js"});
}

Sighted see(std::vector<ProcessView> processes) {
  return read_chain({.processes = std::move(processes), .complete = true});
}

}  // namespace

TEST_CASE("process chain: whose doing it is, of the chains that really are") {
  const std::string codex = "/opt/codex/node_modules/@openai/codex-linux-x64/bin/codex";
  const std::string codex_marks =
      "CODEX_CI=1\0CODEX_THREAD_ID=01a2\0CODEX_TOOL_CALL_ID=call_0\0"s + claude_marks;
  struct Case {
    std::string what;
    std::vector<ProcessView> chain;
    Actor actor;
    std::string agent;
    std::string session;
    std::string command;
  };
  const std::string graphviz = "apt-get install -y graphviz";
  const std::vector<Case> cases = {
      {"root, below its tool's shell",
       {apt(claude_marks), agent_shell(), claude(), init()},
       Actor::agent,
       "claude",
       "5434",
       graphviz},
      {"sudo keeps no mark: those above it tell",
       {apt(), sudo(), agent_shell(), claude(), init()},
       Actor::agent,
       "claude",
       "5434",
       graphviz},
      {"dpkg of apt-get: the words are apt-get's",
       {process("/usr/bin/dpkg", {"/usr/bin/dpkg", "--unpack", "x.deb"}), apt(), sudo(),
        agent_shell(), claude()},
       Actor::agent,
       "claude",
       "5434",
       graphviz},
      {"nohup: its parents are gone, its environment is not",
       {apt(claude_marks), init()},
       Actor::agent,
       "claude",
       "5434",
       graphviz},
      {"Claude ran Codex: the nearest",
       {apt(codex_marks), process("/usr/bin/bash", {"bash", "-lc", "x"}, codex_marks),
        process(codex, {codex, "exec"}, claude_marks), agent_shell(), claude()},
       Actor::agent,
       "codex",
       "01a2",
       graphviz},
      {"an agent below a person's shell",
       {apt(), sudo(), agent_shell(), claude(), terminal_shell(), editor_server()},
       Actor::agent,
       "claude",
       "5434",
       graphviz},
      {"an agent by another program's name: the shell above it has no mark",
       {apt(claude_marks), agent_shell(), process("/x/cc", {"cc"}), terminal_shell()},
       Actor::agent,
       "claude",
       "5434",
       graphviz},
      {"Gemini is run by node",
       {apt("GEMINI_CLI=1\0"s), process("/usr/bin/bash", {"bash", "-c", "x"}, "GEMINI_CLI=1\0"s),
        process("/usr/bin/node", {"node", "--max-old-space-size=1",
                                  "/opt/node_modules/@google/gemini-cli/bundle/gemini.js"})},
       Actor::agent,
       "gemini",
       "",
       graphviz},
      {"`uv run agent` above the agent is not what installed",
       {apt(claude_marks), agent_shell(), claude(), process("/usr/bin/uv", {"uv", "tool", "x"})},
       Actor::agent,
       "claude",
       "5434",
       graphviz},
      {"a person at a shell, through sudo",
       {apt(), sudo(), terminal_shell(), editor_server()},
       Actor::person,
       "",
       "",
       graphviz},
      {"a person, through make",
       {apt(), process("/usr/bin/dash", {"/bin/sh", "-c", "apt-get install -y graphviz"}, "", true),
        process("/usr/bin/make", {"make", "deps"}, "", true), terminal_shell()},
       Actor::person,
       "",
       "",
       graphviz},
      {"VS Code's terminal",
       {apt(),
        process("/usr/bin/bash", {"/bin/bash", "--init-file", "/x/shellIntegration-bash.sh"}, "",
                true),
        editor_server()},
       Actor::person,
       "",
       "",
       graphviz},
      // An editor that an agent's session began: every terminal in it has the marks.
      {"a person's terminal with an agent's marks",
       {apt(claude_marks), terminal_shell(claude_marks), editor_server()},
       Actor::unknown,
       "",
       "",
       graphviz},
      {"the weak mark, and no program above",
       {apt("CLAUDECODE=1\0"s), process("/usr/bin/bash", {"bash", "-c", "x"}, "CLAUDECODE=1\0"s)},
       Actor::unknown,
       "",
       "",
       graphviz},
      {"the weak mark below the program",
       {apt("CLAUDECODE=1\0"s), claude()},
       Actor::agent,
       "claude",
       "",
       graphviz},
      {"a program of that name, no mark",
       {apt(), process("/x/codex", {"codex"}), terminal_shell()},
       Actor::unknown,
       "",
       "",
       graphviz},
      {"cron",
       {apt(), process("/usr/sbin/cron", {"cron"}), init()},
       Actor::unknown,
       "",
       "",
       graphviz},
      {"a script on a terminal is no person",
       {apt(), process("/usr/bin/bash", {"bash", "/w/setup.sh"}, "", true)},
       Actor::unknown,
       "",
       "",
       graphviz},
  };
  for (const Case& one : cases) {
    INFO(one.what);
    const Sighted seen = see(one.chain);
    REQUIRE_FALSE(seen.causes.empty());
    const Cause& cause = seen.causes.front();
    CHECK(cause.actor == one.actor);
    CHECK(cause.agent == one.agent);
    CHECK(cause.session == one.session);
    CHECK(cause.command == one.command);
    CHECK_FALSE(cause.evidence.empty());
    CHECK(seen.speaks_against_agents ==
          (one.what == "cron" || one.what == "a script on a terminal is no person"));
  }
}

TEST_CASE("process chain: what could not be read is said, and nobody is named for it") {
  const Sighted hidden = see({unread(apt()), sudo(), terminal_shell()});
  CHECK(hidden.causes.front().actor == Actor::unknown);
  CHECK(hidden.causes.front().evidence.front().find("may not be read") != std::string::npos);
  CHECK_FALSE(hidden.speaks_against_agents);
  // The marks above what may not be read are enough.
  const Sighted above = see({unread(apt()), unread(sudo()), agent_shell(), claude()});
  CHECK(above.causes.front().agent == "claude");

  CHECK(see({apt(), terminal_shell(), unread(init())}).causes.front().actor == Actor::person);
  CHECK(see({apt(), unread(init())}).causes.front().actor == Actor::unknown);
  // sudo's is its parent's, and nobody may read it.
  CHECK(see({apt(), unread(sudo()), terminal_shell()}).causes.front().actor == Actor::person);
  CHECK(see({apt(), unread(sudo())}).causes.front().actor == Actor::unknown);

  const Sighted cut = read_chain(
      {.processes = {apt(), terminal_shell()}, .why_not = "bash (3) ended while it was looked at"});
  CHECK(cut.causes.front().actor == Actor::unknown);
  CHECK(cut.causes.front().evidence.back() == "bash (3) ended while it was looked at");

  const Sighted gone = read_chain({.why_not = "the process had ended"});
  CHECK(gone.causes.front().actor == Actor::unknown);
  CHECK_FALSE(gone.causes.front().evidence.front().empty());
}

TEST_CASE("process chain: of two agents' marks without a program both are named") {
  const Sighted seen = see({apt("GEMINI_CLI=1\0QWEN_CODE=1\0"s), init()});
  REQUIRE(seen.causes.size() == 2);
  CHECK(seen.causes[0].agent == "qwen");
  CHECK(seen.causes[1].agent == "gemini");
}

TEST_CASE("process chain: hostile names are printable in what is told of them") {
  ProcessView odd = apt();
  odd.comm = "\x1b[31m\n`x`";
  for (const Cause& cause : see({odd, init()}).causes) {
    for (const std::string& sentence : cause.evidence)
      CHECK(sentence.find_first_of("\x1b\n") == std::string::npos);
  }
}

TEST_CASE("process chain: stat and cmdline as proc(5) has them") {
  CHECK(parse_process_stat(
            "35 (python3) S 34 33 33 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 1 0 4711 9\n") ==
        ProcessStat{.parent = 34, .has_terminal = false, .started = 4711});
  CHECK(parse_process_stat("35 (a) b) (c) S 34 33 33 34816 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 8 9") ==
        ProcessStat{.parent = 34, .has_terminal = true, .started = 8});
  CHECK(parse_process_stat("") == ProcessStat{});
  CHECK(parse_process_stat("35 (x) S") == ProcessStat{});
  CHECK(parse_process_arguments("a\0b c\0\0"s) == Arguments{"a", "b c", ""});
  CHECK(parse_process_arguments("").empty());
}

TEST_CASE("process chain: the children of six real agents are told by their marks and programs") {
  const auto folder = test::shared_data("agent-hooks");
  if (!folder) return;
  const std::map<std::string, std::string> agents = {
      {"claude-code", "claude"}, {"codex", "codex"},         {"gemini-cli", "gemini"},
      {"qwen-code", "qwen"},     {"copilot-cli", "copilot"}, {"opencode", "opencode"}};
  for (const auto& [file, name] : agents) {
    INFO(file);
    const json document =
        json::parse(test::read_file(*folder + "/" + file + "-shell-process.json"));
    std::string environment;
    for (const auto& [variable, value] : document["env"].items())
      environment += variable + '=' + value.get<std::string>() + '\0';
    ProcessChain chain{.complete = true};
    for (const json& ancestor : document["ancestry"]) {
      ProcessView view{.key = {.pid = ancestor["pid"], .started = 1},
                       .comm = ancestor["comm"],
                       .executable = ancestor["exe"],
                       .environment_known = true,
                       .has_terminal = ancestor["tty_nr"] != 0};
      std::string words = ancestor["cmdline"];
      for (char& c : words) {
        if (c == ' ') c = '\0';
      }
      view.arguments = parse_process_arguments(words);
      if (chain.processes.size() < 2) view.environment = environment;
      chain.processes.push_back(std::move(view));
    }
    const Sighted seen = read_chain(chain);
    CHECK(seen.causes.front().actor == Actor::agent);
    CHECK(seen.causes.front().agent == name);
    CHECK(seen.program.pid > 0);
    const bool has_session = name != "gemini" && name != "opencode";
    CHECK(seen.causes.front().session.empty() != has_session);
    CHECK(seen.causes.front().tool_call == (name == "codex" ? "call_mock0000" : ""));
    // As through sudo: the child's own environment has nothing, the shell's above it has.
    ProcessChain through_sudo = chain;
    through_sudo.processes.front().environment = "HOME=/root\0"s;
    CHECK(read_chain(through_sudo).causes.front().agent == name);
  }
}

}  // namespace prodparity
