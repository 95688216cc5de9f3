#pragma once

#include "core/result.h"
#include "io/settings_file.h"

#include <optional>
#include <string>
#include <string_view>

// git's pre-push hook of a repository: where it is, and what is ours in it.
namespace prodparity {

struct GitHookPlace {
  SettingsPlace file;      // below the folder that git runs hooks from
  bool is_shared = false;  // core.hooksPath names it: others may use it too

  bool operator==(const GitHookPlace&) const = default;
};

// Of the repository that `folder` is in the work tree of: as git itself says, so that
// core.hooksPath counts, and the work trees of a repository share one. Errors: not_found (no git),
// io (no work tree; the message is git's).
Result<GitHookPlace> git_hook_place(const std::string& folder);

// hooks/git/pre-push with this program in it.
std::string git_hook_text(std::string_view program);
// The program of a hook that is ours, byte for byte; none where anything else is in it.
std::optional<std::string> program_of_git_hook(std::string_view hook);

// What belongs first into a hook of somebody else's, a POSIX shell's: one line, which leaves what
// git says on standard input for the rest of the hook.
std::string git_hook_line(std::string_view program);
// Whether a hook calls us in any way.
bool calls_pre_push(std::string_view hook);

}  // namespace prodparity
