#include "client/agent_settings.h"
#include "client/commands/commands.h"
#include "client/git_hook.h"
#include "client/input.h"
#include "core/limits.h"
#include "core/line_diff.h"
#include "core/text.h"
#include "program/output.h"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace prodparity {
namespace {

namespace fs = std::filesystem;

constexpr unsigned hook_mode = 0755;
constexpr unsigned executable = 0111;

struct Options {
  std::string action;
  std::string repository = ".";
  std::string program;
  bool dry_run = false;
};

// The hook as it is now.
struct Found {
  GitHookPlace place;
  std::string path;  // printable
  std::optional<StoredSettings> stored;
  std::optional<std::string> program;  // of ours; none where it is somebody else's

  bool is_foreign() const { return stored && !program; }
  bool is_executable() const { return stored && (stored->status.st_mode & executable) != 0; }
};

Error wrong(ErrorCode code, std::string message, const std::string& path = {}) {
  return {.code = code, .message = std::move(message), .path = path};
}

Result<Found> find_hook(const Options& options) {
  Result<GitHookPlace> place = git_hook_place(options.repository);
  if (!place) return place.error();
  Found found{.place = *std::move(place)};
  found.path = printable(found.place.file.whole());
  std::error_code error;
  if (fs::is_symlink(found.place.file.whole(), error)) {  // to a file of somebody's
    const Result<std::string> bytes = read_input(found.place.file.whole(), limits::config_bytes);
    found.stored = StoredSettings{.bytes = bytes ? *bytes : std::string()};
    return {boost::system::in_place_value, std::move(found)};
  }
  if (!fs::exists(found.place.file.folder, error)) return {boost::system::in_place_value, found};
  Result<std::optional<StoredSettings>> stored = read_settings(found.place.file);
  if (!stored) return stored.error();
  found.stored = *std::move(stored);
  if (found.stored) found.program = program_of_git_hook(found.stored->bytes);
  return {boost::system::in_place_value, std::move(found)};
}

Result<std::string> program_of(const Options& options) {
  std::string program = options.program;
  std::error_code error;
  if (program.empty()) program = fs::canonical("/proc/self/exe", error).string();
  if (!can_be_registered(program))
    return wrong(
        ErrorCode::wrong_usage,
        "'" + program +
            "' cannot stand in a hook: an absolute path of letters, digits and ._+@/- can");
  return program;
}

std::string shared_note(const Found& found) {
  return found.place.is_shared
             ? "prodparity: core.hooksPath names that folder: every repository with it is meant\n"
             : "";
}

std::optional<Error> make_folder(const std::string& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (!error) return std::nullopt;
  return wrong(ErrorCode::io, "cannot make the folder: " + error.message(), folder);
}

std::optional<Error> write_hook(const Found& found, const std::string& text) {
  if (auto error = make_folder(found.place.file.folder)) return error;
  std::optional<StoredSettings> stored = found.stored;
  if (stored) stored->status.st_mode |= executable;
  Result<StagedSettings> staged =
      StagedSettings::make(found.place.file, text, stored ? &*stored : nullptr, hook_mode);
  return staged ? staged->commit() : staged.error();
}

Result<ExitCode> say(const std::string& text) {
  const Result<void> written = write_output(text);
  return written ? Result<ExitCode>(ExitCode::clean) : written.error();
}

std::string shown(const Found& found, const std::string& after) {
  return fmt::format("--- {}\n+++ {}\n{}", found.stored ? found.path : "/dev/null",
                     after.empty() ? "/dev/null" : found.path,
                     line_diff(found.stored ? found.stored->bytes : "", after));
}

Result<ExitCode> install(const Options& options) {
  const Result<std::string> program = program_of(options);
  if (!program) return program.error();
  const Result<Found> found = find_hook(options);
  if (!found) return found.error();
  const std::string text = git_hook_text(*program);
  if (found->is_foreign()) {
    if (calls_pre_push(found->stored->bytes))
      return say("prodparity: " + found->path + " calls prodparity already\n");
    Result<ExitCode> said = say(git_hook_line(*program) + '\n');
    if (!said) return said;
    return wrong(ErrorCode::wrong_config,
                 "this hook is not ours and stays as it is: the line above belongs into it, behind "
                 "its first, where a shell runs it",
                 found->place.file.whole());
  }
  const bool is_there = found->stored && found->stored->bytes == text && found->is_executable();
  if (is_there) return say("prodparity: " + found->path + " is there already\n");
  if (options.dry_run) return say(shown(*found, text));
  if (auto error = write_hook(*found, text)) return *std::move(error);
  return say(fmt::format("prodparity: {} {}\n", found->path,
                         found->stored ? "calls this program now" : "is made") +
             shared_note(*found));
}

Result<ExitCode> uninstall(const Options& options) {
  const Result<Found> found = find_hook(options);
  if (!found) return found.error();
  if (found->is_foreign() && calls_pre_push(found->stored->bytes))
    return wrong(
        ErrorCode::wrong_config,
        "this hook is not ours and stays as it is: take the line with 'prodparity pre-push' "
        "out of it",
        found->place.file.whole());
  if (!found->program) return say("prodparity: nothing of ours is in " + found->path + '\n');
  if (options.dry_run) return say(shown(*found, ""));
  if (auto error = remove_settings(found->place.file)) return *std::move(error);
  return say("prodparity: " + found->path + " is removed\n");
}

std::string state_of(const Found& found) {
  if (!found.stored) return "not installed";
  if (found.is_foreign())
    return calls_pre_push(found.stored->bytes) ? "a hook that is not ours, which calls prodparity"
                                               : "a hook that is not ours";
  if (!found.is_executable()) return "installed, and passed over by git: it is not executable";
  std::error_code error;
  return "installed, calls " + printable(*found.program) +
         (fs::exists(*found.program, error) ? "" : ", which is not there: pushes are not compared");
}

Result<ExitCode> list(const Options& options) {
  const Result<Found> found = find_hook(options);
  if (!found) return found.error();
  return say(fmt::format("{}: {}\n", found->path, state_of(*found)) + shared_note(*found));
}

Result<ExitCode> run(const Options& options) {
  if (options.action == "list") return list(options);
  return options.action == "install" ? install(options) : uninstall(options);
}

RunCommand declare(Arguments& arguments) {
  const auto options = std::make_shared<Options>();
  arguments.positional("ACTION", options->action, {"install", "uninstall", "list"}, "What to do");
  arguments.text("--repository", "DIR", options->repository,
                 "A folder of its work tree (default: where you are)");
  arguments.text("--program", "PATH", options->program,
                 "What the hook is to call; else where this program is");
  arguments.flag("--dry-run", options->dry_run, "Show what would change, and change nothing");
  return [options] { return run(*options); };
}

}  // namespace

const Command git_command = {
    .name = "git",
    .summary = "Compare before each push: git's pre-push hook of a repository",
    .examples =
        "  prodparity git install\n"
        "  prodparity git list --repository /workspaces/api\n"
        "  prodparity git uninstall\n",
    .declare = declare};

}  // namespace prodparity
