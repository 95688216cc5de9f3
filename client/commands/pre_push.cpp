#include "client/ask.h"
#include "client/commands/commands.h"
#include "client/connection.h"
#include "client/input.h"
#include "client/push_text.h"
#include "client/reported.h"
#include "client/run_git.h"
#include "core/json.h"
#include "core/limits.h"
#include "core/pushed_refs.h"
#include "core/text.h"

#include <unistd.h>

#include <nlohmann/json.hpp>

#include <csignal>
#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace prodparity {
namespace {

namespace fs = std::filesystem;

// A daemon that hangs holds a push up for so long.
constexpr Patience patience{.connect = std::chrono::milliseconds(500),
                            .answer = std::chrono::milliseconds(3'000)};
constexpr unsigned longest_seconds = 10;
constexpr std::size_t most_places = 16;  // that git is asked about

struct Options {
  AskOptions ask{.patience = patience};
  std::string remote;
  std::string url;
};

void tell(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
    if (written <= 0) return;  // git goes on without it
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

std::string workspace_of(const nlohmann::json& status) {
  const std::string told = text_at(status, "workspace");
  std::error_code error;
  if (told.empty()) return {};
  const std::string whole = fs::canonical(text_at(status, "root") + '/' + told, error).string();
  return error ? std::string() : whole;
}

// Whether what the daemon knows of shipping is of the work tree that is pushed from: its workspace,
// one it is in, or a repository below it; another work tree of a repository has a file `.git`.
bool is_of_workspace(const nlohmann::json& status) {
  std::error_code error;
  const std::string here = fs::current_path(error).string();
  const std::string workspace = workspace_of(status);
  if (error || workspace.empty()) return false;
  if (here == workspace || is_inside(workspace, here)) return true;
  return is_inside(here, workspace) && fs::is_directory(here + "/.git", error);
}

// Why nothing is stopped although something blocks; empty: it is.
std::string why_not_stopped(const nlohmann::json& status, const nlohmann::json& report) {
  const std::string state = text_at(report, "state");
  if (state != "settled" && state != "idle") return "what is installed is not settled";
  if (part_at(status, "in_setup") == true) return "the container sets itself up";
  if (!is_of_workspace(status))
    return "this work tree is not the daemon's workspace, and what it ships is not known";
  return {};
}

// The daemon looks at the files as they lie in the workspace; a push takes commits. What ships by a
// line that is in no commit does not ship by this push. Returns these lines, "FILE:LINE", each
// once.
std::vector<std::string> take_uncommitted(Reported& reported, const nlohmann::json& status) {
  if (!is_of_workspace(status)) return {};
  std::error_code error;
  const fs::path here = fs::current_path(error);  // the work tree's top: githooks(5)
  const std::string workspace = workspace_of(status) + '/';
  std::map<std::string, bool> asked;  // whether the place is in no commit
  std::vector<std::string> found;
  for (ReportedFinding& finding : reported.findings) {
    if (!finding.ships || finding.ships_by.empty()) continue;
    const std::string path =
        fs::path(workspace + finding.ships_by).lexically_relative(here).string();
    if (path.empty() || path.starts_with("..")) continue;
    const std::string place = finding.ships_by + ':' + std::to_string(finding.ships_by_line);
    auto known = asked.find(place);
    if (known == asked.end()) {
      if (asked.size() == most_places) continue;
      const bool uncommitted = is_uncommitted(".", path, finding.ships_by_line);
      known = asked.emplace(place, uncommitted).first;
      if (uncommitted) found.push_back(place);
    }
    if (known->second) finding.ships = false;
  }
  return found;
}

Result<ExitCode> compare(const Options& options) {
  Result<Connection> connection =
      Connection::open(socket_paths(options.ask.socket), options.ask.patience);
  if (!connection) return connection.error();
  const Result<nlohmann::json> status = ask(*connection, {.method = Method::status});
  if (!status) return status.error();
  const Result<nlohmann::json> shown = ask(*connection, report_request("terminal", false, false));
  if (!shown) return shown.error();
  const Result<nlohmann::json> report =
      ask(*connection, {.method = Method::report, .format = ReportFormat::json});
  if (!report) return report.error();
  Result<Reported> reported = read_reported(text_at(*report, "text"));
  if (!reported) return reported.error();

  tell(push_summary(instant_text(*report), text_at(*shown, "text"),
                    text_at(*report, "outcome") == "clean"));
  tell(push_uncommitted(take_uncommitted(*reported, *status)));
  const auto findings = stopping(*reported);
  if (findings.empty() || text_at(*status, "enforce") != "block") return ExitCode::clean;
  const std::string why_not = why_not_stopped(*status, *report);
  if (why_not.empty()) {
    tell(push_stop(findings));
    return ExitCode::stopped;
  }
  tell("prodparity: the push is not stopped: " + why_not + '\n');
  return ExitCode::clean;
}

Result<ExitCode> run(const Options& options) {
  // Whatever hangs, git goes on.
  static_cast<void>(std::signal(SIGALRM, [](int) { ::_exit(0); }));
  ::alarm(longest_seconds);
  const Result<PushedRefs> refs = parse_pushed_refs(read_standard_input(limits::pushed_refs_bytes));
  if (refs && *refs == PushedRefs{}) return ExitCode::clean;
  if (refs && refs->updates == 0) {
    tell("prodparity: only deletions are pushed: nothing is compared with production\n");
    return ExitCode::clean;
  }
  Result<ExitCode> code = refs ? compare(options) : refs.error();
  if (code) return code;
  tell("prodparity: this push is not compared with production: " +
       printable(to_string(code.error())) + '\n');
  return ExitCode::clean;
}

RunCommand declare(Arguments& arguments) {
  const auto options = std::make_shared<Options>();
  arguments.optional("REMOTE", options->remote, "The remote's name, as git gives it");
  arguments.optional("URL", options->url, "Its address");
  arguments.text("--socket", "PATH", options->ask.socket, "Where the daemon listens");
  return [options] { return run(*options); };
}

}  // namespace

const Command pre_push_command = {
    .name = "pre-push",
    .summary = "Compare with production before a push (git's hook, its refs on standard input)",
    .examples = "  prodparity pre-push origin git@example.org:a.git < refs\n",
    .declare = declare,
    .internal = true,
    .fails_open = true};

}  // namespace prodparity
