#pragma once

#include <string_view>

namespace prodparity {

// Writes all of it, also in parts. 0, or the errno of the failure; a part may be written then.
int write_all(int fd, std::string_view bytes);

}  // namespace prodparity
