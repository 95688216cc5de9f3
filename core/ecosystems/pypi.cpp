#include "core/ecosystem.h"

namespace prodparity {
extern const Ecosystem pypi_ecosystem;
const Ecosystem pypi_ecosystem = {
    .name = "pypi",
    .globs = [](const Places&) { return std::vector<Glob>{}; },
    .discover = [](const Listing&) { return Discovery{}; },
    .parse = [](const Unit&, std::span<const FileBytes>) { return Parsed{}; },
    .normalise_name = [](std::string_view name) { return std::string(name); },
    .compare_versions = [](std::string_view a, std::string_view b) { return a <=> b; },
    .classify = [](std::string_view, std::string_view) { return Change{}; }};
}  // namespace prodparity
