#pragma once

#include "core/result.h"
#include "core/sbom/draft.h"

#include <optional>
#include <string>
#include <string_view>

namespace prodparity::sbom {

// What bytes are that are no JSON document, from their beginning: compressed, XML, tag-value,
// HTML, YAML or nothing known. The message says what it is and what to do.
Error what_it_is_instead(std::string_view beginning);

// Whether the document is one of our own two formats (they begin with their schema).
bool is_own_inventory(std::string_view beginning);
bool is_own_reference(std::string_view beginning);

// "CycloneDX 1.6", "SPDX 2.3", "syft 16.0.7", from the marks that a whole document left; or why
// it is none that is read.
Result<std::string> format_of(const Draft& draft);

}  // namespace prodparity::sbom
