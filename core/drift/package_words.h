#pragma once

#include <string_view>

// What may stand in a command at all. Names and versions come from SBOMs and package databases:
// what does not look like its ecosystem's own is never put into one, however it is quoted.
namespace prodparity {

bool is_deb_name(std::string_view text);     // Debian Policy 5.6.1
bool is_deb_version(std::string_view text);  // Debian Policy 5.6.12
bool is_deb_arch(std::string_view text);
bool is_pypi_name(std::string_view text);     // PEP 508
bool is_pypi_version(std::string_view text);  // the characters of PEP 440
bool is_plain_path(std::string_view text);    // absolute, printable ASCII or UTF-8, no line breaks

}  // namespace prodparity
