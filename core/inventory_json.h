#pragma once

#include "core/inventory.h"
#include "core/reference.h"
#include "core/result.h"

#include <string>
#include <string_view>

// Our own two file formats, both JSON, both byte-identical for equal values.
namespace prodparity {

// "prodparity.inventory/1": one JSON document, what `prodparity inventory` writes and `diff`,
// baselines and sessions read. Empty fields are left out.
std::string write_inventory(const Inventory& inventory);
Result<Inventory> read_inventory(std::string_view bytes, std::string_view path);

// "prodparity.reference/1": the compact Reference a short-lived child hands to the daemon. JSON
// lines: a header object, one component a line, and a last line {"end":COUNT,"sha256":...} over
// all bytes before it, so that a torn file is told from a short one. Errors: truncated,
// malformed (digest or line), unsupported (a newer schema).
std::string write_reference(const Reference& reference);
Result<Reference> read_reference(std::string_view bytes, std::string_view path);

}  // namespace prodparity
