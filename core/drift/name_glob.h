#pragma once

#include <string_view>

namespace prodparity {

// '*' is any run of characters, '?' any one; everything else is itself. The whole text must match.
// Time is at most the product of both lengths, whatever the pattern.
bool name_glob_matches(std::string_view pattern, std::string_view text);

// The characters before the first '*' or '?'.
std::string_view name_glob_prefix(std::string_view pattern);

}  // namespace prodparity
