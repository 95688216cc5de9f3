#pragma once

#include "core/result.h"
#include "core/ship/shipped.h"

#include <string_view>

namespace prodparity {

// What a lock file pins, by its name: poetry.lock, uv.lock, pylock.toml (PEP 751), Pipfile.lock.
// What is not surely installed with the project itself (other groups, extras, markers) is doubted.
// Errors: those of TOML and JSON; unsupported: no lock file of these.
Result<ShipReading> read_lock_file(std::string_view bytes, std::string_view path);

}  // namespace prodparity
