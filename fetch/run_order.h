#pragma once

#include "core/fetch_order.h"
#include "core/result.h"
#include "fetch/obey.h"

namespace prodparity::fetch {

// obey() of this process and its child: the clock's time, this machine's platform where the order
// names none, `prodparity-fetch gather` as the order's user.
Result<Obeyed> run_order(FetchOrder order);

}  // namespace prodparity::fetch
