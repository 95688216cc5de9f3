#pragma once

#include "core/sbom/draft.h"

namespace prodparity::sbom {

// Which Debian package needs which, as far as the document says it: Component::relations, by which
// what one install brought becomes one group. After neutralise_faults(), which drops what is no
// installed package.
void relate_packages(Draft& draft);

}  // namespace prodparity::sbom
