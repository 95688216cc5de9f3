#pragma once

#include "core/result.h"
#include "io/unique_fd.h"

#include <string_view>

namespace prodparity {

// A file in memory that holds these bytes, to be read from its beginning: what a program is given
// on its standard input, of any size, with nobody who would have to write it. Errors: io.
Result<UniqueFd> input_file(std::string_view bytes);

}  // namespace prodparity
