#pragma once

#include "core/component.h"
#include "core/drift/policy.h"

#include <span>
#include <string>
#include <string_view>

// The rules that are compiled in, as data. docs/POLICY.md has the same tables, held by a test.
namespace prodparity {

// "default" or "strict", in order of application; null for any other name.
const std::vector<Rule>* preset_rules(std::string_view preset);

// Dev-only packages (Debian names) that every preset allows.
std::span<const std::string_view> preset_allowed();

// Debian names whose version decides how production's code runs: the C library, OpenSSL, the
// interpreters, and what the preset warns about.
std::span<const std::string_view> runtime_sensitive_names();

bool is_runtime_sensitive(const Component& component);

// A Debian package of section "libs" (of any area: "universe/libs") whose name begins with "lib",
// has a digit, and has none of -dev, -dbg, -doc in it. Where the section is unknown (most SBOMs),
// the name alone decides.
bool looks_like_runtime_library(const Component& component);

// "libs" of "universe/libs".
std::string_view plain_section(std::string_view section);

}  // namespace prodparity
