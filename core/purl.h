#pragma once

#include "core/result.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {

// A package URL (purl-spec): pkg:TYPE/NAMESPACE/NAME@VERSION?QUALIFIERS#SUBPATH, decoded.
struct Purl {
  std::string type;  // lower case
  std::string name_space;
  std::string name;
  std::string version;
  std::vector<std::pair<std::string, std::string>> qualifiers;  // keys lower case, sorted
  std::string subpath;

  // The qualifier's value, or empty.
  std::string_view qualifier(std::string_view key) const;
  bool operator==(const Purl&) const = default;
};

// Takes what tools really write: a raw ':' or '+' in the version, '%3A' alike; case kept except
// in the type. Errors: malformed.
Result<Purl> parse_purl(std::string_view text);

// Canonical spelling.
std::string to_string(const Purl& purl);

}  // namespace prodparity
