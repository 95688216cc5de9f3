#pragma once

#include "core/version/change.h"

#include <compare>
#include <string>
#include <string_view>

namespace prodparity {

// PEP 440's order: epoch, release (trailing zeros do not count), pre-, post-, development release,
// local label, in every spelling the PEP allows. What is no such version sorts before all that
// are, by its bytes, as pip's legacy rule did. Total.
std::strong_ordering compare_pep440(std::string_view left, std::string_view right);

// From production's version to the dev container's. A difference of pre-, post- or development
// release only is `patch`; where a side is no PEP 440 version the class is `other`.
Change classify_pep440(std::string_view production, std::string_view dev);

bool is_pep440(std::string_view version);

// a, b, rc and dev releases; a post-release of one too.
bool is_pep440_pre_release(std::string_view version);

// PEP 503: runs of '-', '_' and '.' are one '-', letters lower case.
std::string normalise_pypi_name(std::string_view name);

}  // namespace prodparity
