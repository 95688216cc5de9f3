#pragma once

#include "core/fetch_order.h"
#include "core/reference.h"
#include "core/result.h"

#include <optional>
#include <string>

namespace prodparity {

// Where what was fetched for this user is kept.
std::string references_folder();

struct Fetched {
  FetchOutcome outcome;                // its warnings were told
  std::optional<Reference> reference;  // nothing: there is none, as the outcome says
};

// Has `prodparity-fetch` carry out an order. Errors: those of running it, and of its answer.
Result<Fetched> fetch_by_child(const FetchOrder& order);

}  // namespace prodparity
