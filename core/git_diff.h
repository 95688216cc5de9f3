#pragma once

#include <cstddef>
#include <string_view>

namespace prodparity {

// Whether a line of the newer file, counted from 1, is new or changed in what `git diff
// --unified=0` prints of one file (git's unified format: a hunk begins with "@@ -LINE[,COUNT]
// +LINE[,COUNT] @@", all other lines of it with '+', '-' or '\'). Text that is none has no such
// line.
bool has_changed_line(std::string_view diff, std::size_t line);

}  // namespace prodparity
