#pragma once

#include <string>
#include <string_view>

namespace prodparity {

// Whether a file is a bundle or signed statement, or something that may vouch for it lies beside it
// (core/reference_address.h): it is read through `prodparity-fetch` then. What cannot be read is
// not; whoever reads it says why.
bool has_signature(const std::string& path);

// "file:" and the path from the root on, of a path or of a "file:" address.
std::string signed_file_address(std::string_view text);

}  // namespace prodparity
