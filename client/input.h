#pragma once

#include "core/drift/policy.h"
#include "core/result.h"

#include <cstddef>
#include <string>
#include <string_view>

// The files a command is given, and its standard input.
namespace prodparity {

// Whole content of a regular file; too_large past `limit_bytes`.
Result<std::string> read_input(const std::string& path, std::size_t limit_bytes);

// What comes on standard input, up to its end; of more than `limit_bytes`, a part that is larger.
std::string read_standard_input(std::size_t limit_bytes);

// Where a workspace has its policy.
inline constexpr std::string_view policy_file = ".devcontainer/prodparity.json";

// A compiled policy: of `path`; where that is empty, of WORKSPACE/.devcontainer/prodparity.json if
// there is one; else the defaults.
Result<PolicyEngine> load_policy(const std::string& path, const std::string& workspace);

}  // namespace prodparity
