#include "client/ask.h"
#include "client/commands/commands.h"
#include "client/guard.h"
#include "client/prompt_news.h"
#include "client/wait.h"
#include "core/json.h"
#include "core/limits.h"
#include "core/snapshot.h"
#include "core/text.h"
#include "program/output.h"

#include <unistd.h>

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>

namespace prodparity {
namespace {

using nlohmann::json;

// A command's own changes are settled some milliseconds after it ended; its prompt is here by then.
constexpr std::chrono::milliseconds patience{400};
constexpr unsigned longest_seconds = 5;  // whatever hangs, the prompt comes
constexpr int most_pages = 10;

struct Options {
  AskOptions ask;
  std::string seen;
};

void tell(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
    if (written <= 0) return;  // a prompt must not fail for it
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

bool in_setup(const json& status) {
  const json value = part_at(status, "in_setup");
  return value.is_boolean() && value.get<bool>();
}

// Where no postStartCommand came or will come, nobody told the daemon where the project is, and
// with it production's SBOM: the shell's folder does.
void hand_over_project(const Options& options, Result<json>& status) {
  if (!status || has_lifecycle() || !text_at(*status, "workspace").empty()) return;
  std::error_code error;
  const std::string project = project_of(std::filesystem::current_path(error).string());
  if (project.empty()) return;
  const Result<void> handed = hand_workspace({.socket = options.ask.socket}, project);
  if (!handed) tell("prodparity: " + to_string(handed.error()) + '\n');
  static_cast<void>(hand_environment(options.ask.socket));
  status = ask(options.ask, {.method = Method::status});
}

// The daemon's own state, settled if it settles soon. A dead daemon is started again.
Result<json> settled_status(const Options& options) {
  Result<json> status = ask(options.ask, {.method = Method::status});
  if (!status) {
    const Result<Started> started = ensure_daemon({.socket = options.ask.socket});
    if (!started) return started.error();
    static_cast<void>(hand_environment(options.ask.socket));  // the next start does it, if not this
    const bool ran_before = sequence_of(options.seen) != no_sequence;
    if (*started == Started::now && ran_before)
      tell("prodparity: the guard did not run (it was killed?); it was started again\n");
    status = ask(options.ask, {.method = Method::status});
  }
  hand_over_project(options, status);
  const auto settled = [&] { return !status || text_at(*status, "state") != "changing"; };
  if (settled()) return status;
  wait_until(patience, [&] {
    status = ask(options.ask, {.method = Method::status});
    return settled();
  });
  return status;
}

Result<News> news_since(const Options& options, std::uint64_t since, std::uint64_t& reached) {
  News news;
  for (int page = 0; page < most_pages; ++page) {
    const Result<json> answer =
        ask(options.ask, {.method = Method::findings, .since = reached == 0 ? since : reached});
    if (!answer) return answer.error();
    const json entries = part_at(*answer, "entries");
    add_entries(news, entries);
    const json more = part_at(*answer, "more");
    const bool goes_on = more.is_boolean() && more.get<bool>() && entries.is_array();
    reached = goes_on && !entries.empty() ? number_at(entries.back(), "sequence")
                                          : number_at(*answer, "sequence");
    if (!goes_on) break;
  }
  return news;
}

// A shell begins with "new", or with "42 new" where the guard ran before it.
bool first_prompt(const Options& options) {
  return options.seen.ends_with("new");
}

// This container may be older than its files; it stays so while it lives, so a shell says it once.
std::string stale_line(const json& status) {
  const std::string sentence = text_at(part_at(status, "stale"), "sentence");
  return sentence.empty() ? std::string() : "prodparity: " + printable(sentence) + '\n';
}

// Nothing is compared while it is so: a shell that begins would take its silence for an answer.
void tell_missing(const json& status) {
  for (const std::string& line : missing_references(status))
    tell("prodparity: " + line + '\n');
}

// The line that the `sequence` file has when nothing happens from here on.
Result<std::string> look(const Options& options) {
  Result<json> status = settled_status(options);
  if (!status) return status.error();
  if (in_setup(*status) && !has_lifecycle())
    status = ask(options.ask, {.method = Method::setup_done});
  if (!status) return status.error();
  const std::uint64_t now = number_at(*status, "sequence");
  const std::uint64_t seen = sequence_of(options.seen);
  if (first_prompt(options)) {
    tell(stale_line(*status));
    tell_missing(*status);
  }
  std::uint64_t reached = 0;
  if (seen == no_sequence || seen > now) {  // a new shell, or another journal: from here on
    reached = now;
  } else {
    const Result<News> news = news_since(options, seen, reached);
    if (!news) return news.error();
    tell(render_news(*news, ::isatty(STDERR_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr));
  }
  return std::to_string(reached) + ' ' +
         (in_setup(*status) ? std::string(setup_word) : text_at(*status, "state"));
}

// Standard output is for the shell, standard error for the person.
Result<ExitCode> run(const Options& options) {
  ::alarm(longest_seconds);
  const Result<std::string> line = look(options);
  if (!line) tell("prodparity: " + to_string(line.error()) + '\n');
  const Result<void> written = write_output(line ? *line + '\n' : std::string("dead\n"));
  return written ? Result<ExitCode>(ExitCode::clean) : written.error();
}

RunCommand declare(Arguments& arguments) {
  const auto options = std::make_shared<Options>();
  arguments.text("--seen", "LINE", options->seen, "What the shell saw last, as this command said");
  arguments.text("--socket", "PATH", options->ask.socket, "Where the daemon listens");
  return [options] { return run(*options); };
}

}  // namespace

const Command prompt_command = {.name = "prompt",
                                .summary = "What is new since a shell last looked (shell snippets)",
                                .examples = "  prodparity prompt --seen '42 settled'\n",
                                .declare = declare,
                                .internal = true};

}  // namespace prodparity
