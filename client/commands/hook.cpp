#include "client/agent_text.h"
#include "client/agents/agent.h"
#include "client/ask.h"
#include "client/commands/commands.h"
#include "client/connection.h"
#include "client/hook_failure.h"
#include "client/idle_wait.h"
#include "client/input.h"
#include "client/install_denial.h"
#include "client/news.h"
#include "client/snapshot_file.h"
#include "client/wait.h"
#include "core/attribution/redact.h"
#include "core/json.h"
#include "core/limits.h"
#include "core/simple_install.h"
#include "program/output.h"

#include <unistd.h>

#include <nlohmann/json.hpp>

#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

using nlohmann::json;

// What a tool's command left is settled some milliseconds after it; a package manager that still
// runs is not waited for.
constexpr std::chrono::milliseconds patience{300};
constexpr unsigned longest_seconds = 4;  // agents give a hook five
constexpr unsigned longest_idle_seconds = 24 * 60 * 60;
// A daemon that hangs slows each tool call by no more.
constexpr std::chrono::milliseconds answer_patience{1'500};
constexpr int most_pages = 10;
constexpr std::int64_t longest_duration = 1'000'000'000;  // milliseconds, as the protocol has it
constexpr std::size_t payload_bytes = 16 * limits::mib;   // tools' whole output is in it

struct Options {
  AskOptions ask;
  std::string agent = "generic";
  bool wait_idle = false;
};

// The agent's JSON. Nothing, or what is none, is an empty object: the session is then not known.
json read_payload() {
  Result<json> payload =
      parse_json(read_standard_input(payload_bytes), {.limit_bytes = payload_bytes});
  return payload && payload->is_object() ? *std::move(payload) : json::object();
}

// What is said of the call's time. Its command leaves this process without its secrets.
ToolEvent tool_event(const AgentCall& call) {
  ToolEvent event{.command = redacted(call.command, limits::tool_command_bytes),
                  .background = call.background};
  if (is_agent_session(call.tool_call)) event.tool_call = call.tool_call;
  if (call.duration && call.duration->count() < longest_duration)
    event.duration = call.duration->count();
  if (call.moment == AgentMoment::before_tool) event.phase = ToolEvent::Phase::begin;
  if (call.moment == AgentMoment::after_tool) event.phase = ToolEvent::Phase::end;
  if (call.moment == AgentMoment::prompt || call.moment == AgentMoment::session_start)
    event.phase = ToolEvent::Phase::turn;
  if (call.moment == AgentMoment::turn_end) event.phase = ToolEvent::Phase::stop;
  if (call.moment == AgentMoment::session_end) event.phase = ToolEvent::Phase::over;
  return event;
}

// Adds what is new; the daemon's last answer.
Result<json> take_news(Connection& daemon, const AgentSession& caller, ToolEvent tool, News& news) {
  const bool stops = tool.phase == ToolEvent::Phase::stop;
  const auto ask_once = [&](bool patient) {
    Result<json> said =
        ask(daemon, {.method = Method::hook, .caller = caller, .patient = patient, .tool = tool});
    if (!stops) tool.phase = ToolEvent::Phase::none;  // once
    return said;
  };
  Result<json> said = ask_once(true);
  const auto changing = [&] { return said && text_at(*said, "state") == "changing"; };
  if (changing()) {
    wait_until(patience, [&] {
      said = ask_once(true);
      return !changing();
    });
  }
  if (changing() && !stops) said = ask_once(false);
  if (!said) return said;
  // What an answer holds counts as told: none is asked for that is not taken in.
  add_entries(news, part_at(*said, "entries"));
  for (int page = 1; page < most_pages && part_at(*said, "more") == json(true); ++page) {
    Result<json> next = ask_once(false);
    if (!next) break;
    add_entries(news, part_at(*next, "entries"));
    said = std::move(next);
  }
  return said;
}

Result<Connection> connect(const Options& options) {
  return Connection::open(socket_paths(options.ask.socket),
                          {.connect = answer_patience, .answer = answer_patience});
}

// Where the socket is refused nobody can say what this session was told: it is told where to look.
Result<std::string> text_without_daemon(const Options& options, const AgentCall& call,
                                        const Error& error) {
  if (error.code != ErrorCode::denied || call.moment != AgentMoment::session_start) return error;
  const Result<SnapshotFile> file = read_snapshot_file(socket_paths(options.ask.socket));
  if (!file) return error;
  std::string text = snapshot_notice(*file);
  text += agent_verdict(to_string(file->snapshot.outcome));
  text += " More: prodparity findings.\n";
  return text;
}

// What the agent is told; empty where nothing is new.
Result<std::string> text_for(const Options& options, const Agent& agent, const AgentCall& call) {
  Result<Connection> daemon = connect(options);
  if (!daemon) return text_without_daemon(options, call, daemon.error());
  std::string text;
  if (call.moment == AgentMoment::session_start) {
    const Result<json> status = ask(*daemon, {.method = Method::status});
    if (!status) return status.error();
    text = agent_greeting(*status);
    const Result<json> about = ask(*daemon, {.method = Method::production});
    if (about) text += agent_production(part_at(*about, "answer"));
    text = fitted(std::move(text), agent_text_bytes - agent_news_least_bytes);
  }
  const AgentSession caller{.agent = std::string(agent.name), .session = call.session};
  if (!is_agent_session(caller.session)) return text;
  News news;
  const Result<json> answer = take_news(*daemon, caller, tool_event(call), news);
  if (!answer) return answer.error();
  const std::string waits =
      call.moment == AgentMoment::after_tool ? agent_waits(*answer) : std::string();
  text += agent_news(news, agent_text_bytes - text.size() - waits.size());
  return text + waits;
}

// Why the tool's command is not to be run; empty: it is.
std::string denial_of(const Options& options, const Agent& agent, const AgentCall& call) {
  const std::vector<std::string> command =
      agent.deny == nullptr ? std::vector<std::string>() : simple_install(call.command);
  const AgentSession caller{.agent = std::string(agent.name), .session = call.session};
  if (command.empty() || !is_agent_session(caller.session)) return {};
  Result<Connection> daemon = connect(options);
  return daemon ? install_denial(*daemon, caller, command) : std::string();
}

// The daemon takes down that a tool's call begins, or the session ends; that it cannot is no matter
// of the agent's.
void tell_event(const Options& options, const Agent& agent, const AgentCall& call) {
  const AgentSession caller{.agent = std::string(agent.name), .session = call.session};
  if (!is_agent_session(caller.session)) return;
  const auto told = [&]() -> Result<json> {
    Result<Connection> daemon = connect(options);
    if (!daemon) return daemon.error();
    return ask(*daemon, {.method = Method::hook, .caller = caller, .tool = tool_event(call)});
  }();
  if (!told) write_error_line(to_string(told.error()));
}

// What is printed when time is up: a literal, for a signal handler.
std::string_view silence_in_time;

// Whatever hangs, the agent goes on, and sees no failure and a valid answer.
void answer_in_time(const Agent& agent, unsigned seconds = longest_seconds) {
  silence_in_time = agent.silence;
  static_cast<void>(std::signal(SIGALRM, [](int) {
    [[maybe_unused]] const ssize_t written =
        ::write(STDOUT_FILENO, silence_in_time.data(), silence_in_time.size());
    ::_exit(0);
  }));
  ::alarm(seconds);
}

std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// What to wake the idle session with; empty: it is not woken.
std::string awaited_text(const Options& options, const Agent& agent, const AgentCall& call) {
  const AgentSession caller{.agent = std::string(agent.name), .session = call.session};
  const bool may_wait = agent.wake != Wake::never && goes_idle(agent, call) &&
                        (agent.can_be_woken == nullptr || agent.can_be_woken(environment)) &&
                        is_agent_session(caller.session);
  if (!may_wait) return {};
  Result<Connection> daemon = connect(options);
  if (!daemon) return {};
  answer_in_time(agent, longest_idle_seconds);
  return wait_for_block(*daemon, caller, STDOUT_FILENO);
}

Result<ExitCode> wait_idle(const Options& options, const Agent& agent, const AgentCall& call) {
  const std::string text = awaited_text(options, agent, call);
  ::alarm(0);
  if (!text.empty() && agent.wake == Wake::by_exit) {
    const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
    return written == static_cast<ssize_t>(text.size()) ? ExitCode::wake : ExitCode::clean;
  }
  const Result<void> written =
      write_output(text.empty() ? std::string(agent.silence) : agent.write(call, text));
  return written ? Result<ExitCode>(ExitCode::clean) : written.error();
}

// Standard output is the agent's; what is wrong goes to standard error, which it keeps for its log.
Result<ExitCode> run(const Options& options) {
  answer_in_time(agent_of(json::object(), options.agent));
  const json payload = read_payload();
  const Agent& agent = agent_of(payload, options.agent);
  answer_in_time(agent);
  const AgentCall call = agent.read(payload, agent.events);
  if (options.wait_idle) return wait_idle(options, agent, call);
  std::string text, denial;
  if (call.moment == AgentMoment::before_tool) {
    denial = denial_of(options, agent, call);
    if (denial.empty()) tell_event(options, agent, call);
  } else if (call.moment == AgentMoment::session_end) {
    tell_event(options, agent, call);
  } else if (call.moment != AgentMoment::other && call.moment != AgentMoment::idle) {
    Result<std::string> told = text_for(options, agent, call);
    if (!told) write_error_line(to_string(told.error()));
    if (!told) note_hook_failure(agent.name, told.error());
    if (told) text = *std::move(told);
  }
  ::alarm(0);  // or both answers might be written
  std::string output(agent.silence);
  if (!text.empty()) output = agent.write(call, text);
  if (!denial.empty()) output = agent.deny(call, denial);
  const Result<void> written = write_output(output);
  return written ? Result<ExitCode>(ExitCode::clean) : written.error();
}

RunCommand declare(Arguments& arguments) {
  const auto options = std::make_shared<Options>();
  std::string names;
  for (const Agent* const agent : agents())
    names.append(names.empty() ? "" : ", ").append(agent->name);
  arguments.text("--agent", "NAME", options->agent, "Whose hook this is: " + names);
  arguments.flag("--wait-idle", options->wait_idle,
                 "Wait, at most a day, until something that blocks is to wake this idle session");
  arguments.text("--socket", "PATH", options->ask.socket, "Where the daemon listens");
  return [options] { return run(*options); };
}

// Takes "--name=VALUE", or "--name" and the word behind it, once. False: it is not that.
bool take_value(std::span<const char* const>& words, std::string_view name, std::string& value) {
  std::string_view rest = words.front();
  if (!value.empty() || !rest.starts_with(name)) return false;
  rest.remove_prefix(name.size());
  const bool is_next = rest.empty() && words.size() > 1;
  if (is_next)
    rest = words[1];
  else if (rest.starts_with('='))
    rest.remove_prefix(1);
  else
    return false;
  if (rest.empty() || rest.starts_with('-')) return false;
  value = rest;
  words = words.subspan(is_next ? 2 : 1);
  return true;
}

// As agents' settings have them.
RunCommand read_usual(std::span<const char* const> words) {
  const auto options = std::make_shared<Options>();
  std::string agent;
  while (!words.empty()) {
    if (std::string_view(words.front()) == "--wait-idle") {
      options->wait_idle = true;
      words = words.subspan(1);
    } else if (!take_value(words, "--agent", agent) &&
               !take_value(words, "--socket", options->ask.socket)) {
      return {};
    }
  }
  if (!agent.empty()) options->agent = std::move(agent);
  return [options] { return run(*options); };
}

}  // namespace

const Command hook_command = {
    .name = "hook",
    .summary = "Tell a coding agent, in its tool call's result, what is new (agents' hooks)",
    .examples = "  prodparity hook --agent claude < event.json\n",
    .declare = declare,
    .read_usual = read_usual,
    .fails_open = true};

}  // namespace prodparity
