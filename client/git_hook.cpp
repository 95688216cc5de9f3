#include "client/git_hook.h"

#include "client/embedded.h"
#include "client/run_git.h"
#include "core/text.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity {
namespace {

constexpr std::string_view hook_name = "pre-push";
constexpr std::string_view program_mark = "@PROGRAM@";

std::string replaced(std::string_view text, std::string_view program) {
  std::string result;
  for (std::size_t at = 0; (at = text.find(program_mark)) != std::string_view::npos;) {
    result += text.substr(0, at);
    result += program;
    text.remove_prefix(at + program_mark.size());
  }
  result += text;
  return result;
}

}  // namespace

Result<GitHookPlace> git_hook_place(const std::string& folder) {
  // From the top, which is where a relative core.hooksPath begins.
  const Result<std::string> top = git(folder, {"rev-parse", "--show-toplevel"});
  if (!top) return top.error();
  const Result<std::string> hooks = git(*top, {"rev-parse", "--git-path", "hooks"});
  if (!hooks) return hooks.error();
  const std::filesystem::path whole = (std::filesystem::path(*top) / *hooks).lexically_normal();
  std::string path = whole.string();
  if (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return GitHookPlace{.file = {.folder = std::move(path), .path = std::string(hook_name)},
                      .is_shared = git(*top, {"config", "core.hooksPath"}).has_value()};
}

std::string git_hook_text(std::string_view program) {
  return replaced(embedded_text(hook_name), program);
}

std::optional<std::string> program_of_git_hook(std::string_view hook) {
  const std::string_view ours = embedded_text(hook_name);
  const std::size_t at = ours.find(program_mark);
  const std::string_view behind = ours.substr(at + program_mark.size());
  const std::string_view until = behind.substr(0, behind.find('\n'));
  if (!hook.starts_with(ours.substr(0, at))) return std::nullopt;
  std::string program(hook.substr(at, hook.find(until, at) - at));
  return git_hook_text(program) == hook ? std::optional(std::move(program)) : std::nullopt;
}

std::string git_hook_line(std::string_view program) {
  return replaced(
      R"(t=$(mktemp) && cat >"$t" && { @PROGRAM@ pre-push "$@" <"$t" || [ $? -ne 10 ] || { rm -f "$t"; exit 1; }; exec <"$t"; rm -f "$t"; })",
      program);
}

bool calls_pre_push(std::string_view hook) {
  return hook.find("prodparity pre-push") != std::string_view::npos;
}

}  // namespace prodparity
