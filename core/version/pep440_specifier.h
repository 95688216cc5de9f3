#pragma once

#include "core/result.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

// One clause of a version specifier (PEP 440): ">=2.31", "==1.4.*", "~=2.2", "===anything".
struct VersionClause {
  std::string op;       // "~=", "==", "!=", "<=", ">=", "<", ">", "==="
  std::string version;  // without the ".*"
  bool prefix = false;  // it had one

  bool operator==(const VersionClause&) const = default;
};

// Clauses joined by commas; none at all is a specifier too. Errors: malformed, too_large
// (limits::version_clauses).
Result<std::vector<VersionClause>> parse_specifiers(std::string_view text);

// Which pre-releases count: PEP 440 leaves them out of a choice unless a clause names one; one that
// is installed already counts as any other version.
enum class PreReleases { if_named, count };

// Whether `version` is within all clauses. What is no PEP 440 version is only ever within "===".
bool is_within(std::string_view version, std::span<const VersionClause> clauses, PreReleases rule);

// As written in one piece: ">=2.31,<3".
std::string to_string(std::span<const VersionClause> clauses);

}  // namespace prodparity
