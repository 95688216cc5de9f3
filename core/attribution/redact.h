#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace prodparity {

// What stands for a secret that was taken out.
inline constexpr std::string_view secret_mark = "***";

// A command line without its secrets, at most `limit` bytes of it: passwords and tokens in URLs,
// values of options, variables, headers and JSON members with a name like `password` or `token`,
// `-u USER:PASSWORD`, what some programs' short options mean, a .netrc's, and words of the shape of
// well-known tokens, are "***", also in a command that stands in quotes (`sh -c "..."`). What no
// rule knows stays. Redacting once more changes nothing. Linear in its input; nothing else is made
// harmless.
std::string redacted(std::string_view command, std::size_t limit);

}  // namespace prodparity
