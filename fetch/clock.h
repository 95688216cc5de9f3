#pragma once

#include <cstdint>

namespace prodparity::fetch {

std::int64_t unix_seconds();  // since 1970, of the machine's clock

}  // namespace prodparity::fetch
