#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

// `text` (printable already) in lines of at most `columns`, broken at spaces; a word longer than a
// line is cut. 0 columns: one line.
std::vector<std::string> wrap_sentence(std::string_view text, std::size_t columns);

// The same for a shell command or a line of a Dockerfile, so that it can still be pasted: broken
// outside of quotes, each line but the last ends in " \"; a word is never cut, whatever its width.
std::vector<std::string> wrap_command(std::string_view text, std::size_t columns);

}  // namespace prodparity
