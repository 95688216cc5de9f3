#pragma once

#include "core/result.h"

#include <cstddef>
#include <string>
#include <vector>

// What git says of a work tree: git itself is asked, so that its settings count.
namespace prodparity {

// What `git -C FOLDER WORDS...` prints, without its last line end: a path may end in white space.
// Errors: those of run_child (not_found: no git; the message is git's).
Result<std::string> git(const std::string& folder, std::vector<std::string> words);

// Whether the commit that is checked out in the work tree `folder` has not that line of the file,
// counted from 1, as it lies there; 0: has not the file. `path` is relative to the folder. False
// where git cannot tell.
bool is_uncommitted(const std::string& folder, const std::string& path, std::size_t line);

}  // namespace prodparity
