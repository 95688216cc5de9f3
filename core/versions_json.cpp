#include "core/versions_json.h"

#include "core/json.h"
#include "core/limits.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace prodparity {

std::string write_versions(const VersionMap& versions) {
  return dump_json(nlohmann::json(versions)) + '\n';
}

Result<VersionMap> read_versions(std::string_view bytes, std::string_view path) {
  const Result<nlohmann::json> parsed =
      parse_json(bytes, {.limit_bytes = limits::package_database_bytes}, path);
  if (!parsed) return parsed.error();
  const Error malformed{
      .code = ErrorCode::malformed, .message = "not a list of versions", .path = std::string(path)};
  if (!parsed->is_object()) return malformed;
  VersionMap versions;
  for (const auto& [key, value] : parsed->items()) {
    if (!value.is_string()) return malformed;
    versions.emplace_hint(versions.end(), key, value.get<std::string>());
  }
  return versions;
}

}  // namespace prodparity
