#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace prodparity {

// One dependency specifier of PEP 508: "name[extra]>=1,<2; marker" or "name @ address".
struct PythonRequirement {
  std::string name;        // normalised
  std::string specifiers;  // PEP 440, without spaces: ">=1,<2"; empty: any
  std::string marker;      // as written; empty: none
  bool address = false;    // it comes from somewhere else: its version is not said

  bool operator==(const PythonRequirement&) const = default;
};

// nullopt: no such specifier (a path, an address without a name, other text).
std::optional<PythonRequirement> parse_python_requirement(std::string_view text);

// Why what it names may not be installed, or in another version; empty: there is no doubt.
std::string doubt_of(const PythonRequirement& requirement);

// The version that "==1.2" or "===1.2" demands, also among others; empty where none does, as a
// wildcard does not.
std::string_view pinned_version(std::string_view specifiers);

// Whether `version` meets all of the specifiers (PEP 440, "Version specifiers"). Pre-releases are
// versions like others. False where one cannot be read.
bool meets_specifiers(std::string_view version, std::string_view specifiers);

}  // namespace prodparity
