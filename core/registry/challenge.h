#pragma once

#include "core/result.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity::registry {

// One way to be let in that a server names (RFC 7235, section 4.1).
struct Challenge {
  std::string scheme;   // lower-case: "basic", "bearer"
  std::string token68;  // what some schemes have in place of parameters
  std::vector<std::pair<std::string, std::string>> parameters;  // names in lower case, as sent

  // Its first value; empty: not there.
  std::string_view parameter(std::string_view name) const;
  bool operator==(const Challenge&) const = default;
};

// Of WWW-Authenticate; several fields joined by commas are one. Errors: malformed, too_large (past
// the bounds of core/registry/limits.h).
Result<std::vector<Challenge>> parse_challenges(std::string_view field);

}  // namespace prodparity::registry
