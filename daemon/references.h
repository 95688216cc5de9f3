#pragma once

#include "core/reference.h"
#include "core/result.h"

#include <string>

namespace prodparity {

// Reads a compact Reference; anything else is handed to the short-lived `prodparity
// read-reference FILE` beside this program: no SBOM is parsed in the process that lives for weeks.
Result<Reference> load_reference(const std::string& name, const std::string& path);
// One that `prodparity-fetch` left there. Errors: not_found where it did not; damaged ones.
Result<Reference> load_fetched_reference(const std::string& name, const std::string& path);

}  // namespace prodparity
