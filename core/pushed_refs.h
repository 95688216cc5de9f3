#pragma once

#include "core/result.h"

#include <cstddef>
#include <string_view>

namespace prodparity {

// What a push is about to do with refs of the remote.
struct PushedRefs {
  std::size_t updates = 0;    // made, or moved to another object
  std::size_t deletions = 0;  // the local object name is all zeros

  bool operator==(const PushedRefs&) const = default;
};

// The standard input of git's pre-push hook (githooks(5)): a line for each ref, "LOCAL-REF
// LOCAL-OBJECT REMOTE-REF REMOTE-OBJECT". Nothing is pushed where there is none. The local ref is
// what was typed and may hold spaces (`git push origin 'HEAD@{1 day ago}:refs/heads/a'`). Errors:
// too_large (limits::pushed_refs_bytes), malformed with the line.
Result<PushedRefs> parse_pushed_refs(std::string_view bytes);

}  // namespace prodparity
