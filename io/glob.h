#pragma once

#include <string_view>

// The pattern language of core/ecosystem.h (Glob), as pure functions: what a disk walk and a map
// in memory must agree on.
namespace prodparity {

// '*' and '?' within one path element.
bool element_matches(std::string_view pattern, std::string_view name);

bool has_wildcard(std::string_view element);

// Never entered by `**`.
bool is_skipped_folder(std::string_view name);

// Whole paths; `**` stands for 0 to limits::workspace_depth elements.
bool glob_matches(std::string_view pattern, std::string_view path);

}  // namespace prodparity
