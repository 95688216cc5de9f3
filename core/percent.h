#pragma once

#include <string>
#include <string_view>

namespace prodparity {

// "%2F" is '/'. A '%' without two digits stays: some tools forget to encode it. '+' is no space.
std::string percent_decoded(std::string_view text);

}  // namespace prodparity
