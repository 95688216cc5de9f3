#pragma once

#include "core/result.h"
#include "core/version/pep440_specifier.h"

#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

// One requirement as pip takes it (PEP 508): NAME [EXTRAS] SPECIFIERS ; MARKER.
struct PythonRequirement {
  std::string name;                 // normalised (PEP 503)
  std::vector<std::string> extras;  // normalised
  std::vector<VersionClause> clauses;
  std::string url;     // of `NAME @ URL`
  std::string marker;  // as written; its grammar was checked, its value depends on where pip runs

  bool operator==(const PythonRequirement&) const = default;
};

// Errors: malformed, too_large.
Result<PythonRequirement> parse_python_requirement(std::string_view text);

}  // namespace prodparity
