#pragma once

#include "core/result.h"

#include <string>
#include <string_view>

namespace prodparity {

// Replaces `path` by `bytes`: readers see the old file or the whole new one. Errors: denied,
// not_found, io (a full disk).
Result<void> replace_file(const std::string& path, std::string_view bytes);

}  // namespace prodparity
