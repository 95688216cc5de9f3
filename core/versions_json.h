#pragma once

#include "core/drift/evaluate.h"
#include "core/result.h"

#include <string>
#include <string_view>

namespace prodparity {

// What was there at one moment of a session, as the daemon keeps it beside its journal: a JSON
// object of "ecosystem:name:arch:place" -> version.
std::string write_versions(const VersionMap& versions);
Result<VersionMap> read_versions(std::string_view bytes, std::string_view path);

}  // namespace prodparity
