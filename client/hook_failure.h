#pragma once

#include "core/result.h"

#include <optional>
#include <string>
#include <string_view>

// A hook that could not be answered ends well, and the agent sees nothing of it: what was wrong is
// kept for `prodparity agents list`, the last time of each agent, for who ran it
// (`$XDG_STATE_HOME/prodparity`, else `~/.local/state/prodparity`, also of root).
namespace prodparity {

struct HookFailure {
  std::string time;     // RFC 3339, UTC
  std::string message;  // untrusted

  bool operator==(const HookFailure&) const = default;
};

// What cannot be written is not written: nothing may come of it.
void note_hook_failure(std::string_view agent, const Error& error);
// Of the user who asks; none where none is known.
std::optional<HookFailure> last_hook_failure(std::string_view agent);

}  // namespace prodparity
