#pragma once

#include <string>

namespace prodparity {

// Another text where the file is another one, or was written since. Empty: it is not there.
std::string file_stamp(const std::string& path);

}  // namespace prodparity
