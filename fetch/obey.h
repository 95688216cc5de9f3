#pragma once

#include "core/attest/verified.h"
#include "core/fetch_order.h"
#include "core/reference.h"
#include "core/result.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity::fetch {

// What carrying out an order needs from outside; tests give their own.
struct ObeyOutside {
  // Runs `prodparity-fetch gather` with these words on its standard input, as the order's user;
  // what it writes goes to the file. Gives its outcome.
  std::function<Result<FetchOutcome>(const FetchOrder& order, int file)> gather;
  // Once nothing more is to be fetched: gives up the network for good.
  std::function<void()> forbid_network;
  std::int64_t now = 0;  // seconds since 1970
};

struct Obeyed {
  FetchOutcome outcome;
  std::optional<Reference> reference;  // nothing: there is none to compare with
  // Option and value that would pin the signer.
  std::vector<std::pair<std::string, std::string>> pins;
};

// Fetches a reference, verifies and keeps it. What is kept is verified again each time, and stands
// where nothing newer is reached; what is reached and not believed is not stood in for. Errors:
// those of the cache's folder, and of the settings.
Result<Obeyed> obey(const FetchOrder& order, const ObeyOutside& outside);

}  // namespace prodparity::fetch
