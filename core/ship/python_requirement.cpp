#include "core/ship/python_requirement.h"

#include "core/drift/package_words.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {

std::optional<PythonRequirement> shipped_requirement(std::string_view text) {
  Result<PythonRequirement> requirement = parse_python_requirement(text);
  if (!requirement || !is_pypi_name(requirement->name)) return std::nullopt;
  return *std::move(requirement);
}

std::string specifiers_of(const PythonRequirement& requirement) {
  return to_string(requirement.clauses);
}

std::string doubt_of(const PythonRequirement& requirement) {
  if (!requirement.url.empty()) return "it comes from an address, and its version is not said";
  if (!requirement.marker.empty()) return "only where " + requirement.marker;
  return {};
}

std::string pinned_version(std::string_view specifiers) {
  const Result<std::vector<VersionClause>> clauses = parse_specifiers(specifiers);
  if (!clauses) return {};
  for (const VersionClause& clause : *clauses) {
    const bool equal = (clause.op == "==" && !clause.prefix) || clause.op == "===";
    if (equal && is_pypi_version(clause.version)) return clause.version;
  }
  return {};
}

bool meets_specifiers(std::string_view version, std::string_view specifiers) {
  const Result<std::vector<VersionClause>> clauses = parse_specifiers(specifiers);
  return clauses && is_within(version, *clauses, PreReleases::count);
}

}  // namespace prodparity
