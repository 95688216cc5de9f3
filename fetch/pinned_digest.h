#pragma once

#include <string>
#include <string_view>

namespace prodparity::fetch {

// The digest of the image that a reference, as it was configured, names itself; empty: none, or it
// is no reference that is fetched.
std::string pinned_digest(std::string_view asked);

// Whether what lies there is an image's: what hangs on it is about it, and a plain document is not.
bool names_image(std::string_view asked);

}  // namespace prodparity::fetch
