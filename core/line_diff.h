#pragma once

#include <string>
#include <string_view>

namespace prodparity {

// What `diff -u` prints behind its two head lines, with three lines of context: for a person to
// read, every line made printable. Empty where both are the same. Of texts with more than
// limits::compared_lines lines between what they begin and end with in common, all is shown as
// replaced. Pure.
std::string line_diff(std::string_view before, std::string_view after);

}  // namespace prodparity
