#pragma once

#include "core/component.h"

#include <span>
#include <string>

namespace prodparity {

// The architecture of the system that `components` were read from, for Platform::arch: that of
// package dpkg, else (distroless has no dpkg) the one most of the debs have, the first by name of
// several. Empty where no deb tells.
std::string native_architecture(std::span<const Component> components);

}  // namespace prodparity
