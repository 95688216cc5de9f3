#pragma once

#include "core/fetch_order.h"
#include "core/result.h"
#include "fetch/credential_files.h"
#include "fetch/http/client.h"
#include "fetch/progress.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity::fetch {

// What gathering needs from outside; tests give their own.
struct GatherOutside {
  Transport& transport;
  CredentialOutside credentials;
  std::function<std::string()> now;                           // RFC 3339
  std::function<Result<void>(std::string_view bytes)> write;  // of the material
  Progress* progress = nullptr;                               // where somebody looks on
};

struct Gathered {
  bool is_unchanged = false;  // the name still stands for the known digest: nothing was written
  std::vector<std::string> warnings;
};

// Fetches what lies at the order's reference and writes it as it is (core/material.h). Nothing is
// verified but that bytes are what their digest says. Errors: not_found, denied (no access), io and
// timed_out (not reached), wrong_usage (the reference's words), malformed, those of `write`.
Result<Gathered> gather(const FetchOrder& order, const GatherOutside& outside);

}  // namespace prodparity::fetch
