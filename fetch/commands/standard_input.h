#pragma once

#include "core/fetch_order.h"
#include "core/result.h"

namespace prodparity::fetch {

// The order that whoever started this program gives. Errors: malformed, too_large, io.
Result<FetchOrder> order_of_standard_input();

}  // namespace prodparity::fetch
