#pragma once

#include "core/reference.h"
#include "core/result.h"
#include "core/sbom/sbom.h"

#include <span>
#include <string>

namespace prodparity {

// An SBOM or one of our own inventories, compressed or not; "-" is standard input. What has to be
// fetched (core/reference_address.h), and a file that is signed (io/signed_file.h), is fetched and
// verified by `prodparity-fetch`, as the guard's own configuration says where there is one. Errors:
// those, unverified among them.
Result<Reference> read_reference_input(const std::string& path, TakeDigest take_digest);

// The layers of an image in a registry, read by `prodparity-fetch` as this user: nothing is kept,
// and nothing is verified but that all bytes are what their digests say. Errors: as above.
Result<Inventory> read_registry_image(const std::string& image);

// wrong_usage where more than one of them is standard input.
Result<void> check_inputs(std::span<const std::string> paths);

// The dev side of `diff`: what its document does not cover is unread, so that it becomes a gap.
Inventory as_dev_side(Reference reference);

}  // namespace prodparity
