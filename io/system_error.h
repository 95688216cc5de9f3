#pragma once

#include "core/result.h"

#include <string>
#include <string_view>

namespace prodparity {

// An errno as an Error: "cannot VERB 'PATH': permission denied", with not_found (ENOENT, ENOTDIR),
// denied (EACCES, EPERM) or io.
Error system_error(int number, std::string_view verb, std::string_view path);

}  // namespace prodparity
