#pragma once

#include "core/registry/manifest.h"
#include "core/result.h"

#include <string>
#include <string_view>

namespace prodparity::registry {

// Of `uname -m` ("x86_64", "armv7l"); what is not known stands as it is.
Platform platform_of_machine(std::string_view machine);

// "linux/arm64", "linux/arm/v7". Errors: wrong_usage.
Result<Platform> parse_platform(std::string_view text);

// An attestation that BuildKit put into the index, of the manifest with this digest; empty: no such
// one. buildkit, docs/attestations/attestation-storage.md.
std::string_view buildkit_subject(const Descriptor& descriptor);

// The image of this platform. A missing variant is v8 of arm64 and v7 of arm; an arm that has none
// of its own runs an older one's. An index with one image that names no platform is that one.
// Errors: not_found, with the platforms that there are.
Result<Descriptor> choose_platform(const Index& index, const Platform& platform);

}  // namespace prodparity::registry
