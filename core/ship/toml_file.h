#pragma once

#include "core/result.h"

#include <toml++/toml.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace prodparity {

// The one way in for TOML, by Debian's toml++. Include only from .cpp files of core/ship/: it is
// large. Errors: too_large (limits::ship_file_bytes), malformed with the line.
Result<toml::table> parse_toml(std::string_view bytes, std::string_view path);

// A member's text; empty where it is absent or of another type.
std::string text_of(const toml::table& table, std::string_view key);
// Of the first byte of a value.
std::size_t line_of(const toml::node& node);
// The table, or the array, under a dotted path ("tool.poetry"); null where there is none.
const toml::table* table_at(const toml::table& table, std::string_view path);
const toml::array* array_at(const toml::table& table, std::string_view path);

}  // namespace prodparity
