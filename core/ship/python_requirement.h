#pragma once

#include "core/version/pep508.h"

#include <optional>
#include <string>
#include <string_view>

// What a requirement says of what ships. Versions are specifiers as text (core/version/): what a
// build file pins is kept so.
namespace prodparity {

// nullopt: no requirement of a name that pip could install (a path, an address, other text).
std::optional<PythonRequirement> shipped_requirement(std::string_view text);

// ">=1,<2"; empty: any version.
std::string specifiers_of(const PythonRequirement& requirement);

// Why what it names may not be installed, or in another version; empty: there is no doubt.
std::string doubt_of(const PythonRequirement& requirement);

// The version that "==1.2" or "===1.2" demands, also among others; empty where none does, as a
// wildcard does not.
std::string pinned_version(std::string_view specifiers);

// Whether `version` meets all of the specifiers; pre-releases are versions like others. False where
// they cannot be read.
bool meets_specifiers(std::string_view version, std::string_view specifiers);

}  // namespace prodparity
