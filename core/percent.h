#pragma once

#include <string>
#include <string_view>

namespace prodparity {

// "%2F" is '/'. A '%' without two digits stays: some tools forget to encode it. '+' is no space.
std::string percent_decoded(std::string_view text);

// RFC 3986, section 2.3: all but unreserved characters as two upper-case digits, so that it is one
// value of a query or form whatever it holds.
std::string percent_encoded(std::string_view text);

}  // namespace prodparity
