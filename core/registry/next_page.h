#pragma once

#include "core/result.h"
#include "core/url.h"

#include <optional>
#include <string_view>

namespace prodparity::registry {

// The address of the next page by Link (RFC 8288) of what `page` answered; nullopt: that was the
// last. Errors: malformed; denied where it is of another origin; too_large.
Result<std::optional<Url>> next_page(std::string_view field, const Url& page);

}  // namespace prodparity::registry
