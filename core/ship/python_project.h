#pragma once

#include "core/result.h"
#include "core/ship/shipped.h"

#include <string_view>

namespace prodparity {

// What an installed project needs, of its pyproject.toml: [project] dependencies (PEP 621) and
// [tool.poetry.dependencies]; optional ones are doubted. Dependencies that setuptools takes from a
// file are an include. Errors: those of TOML, with the line.
Result<ShipReading> read_python_project(std::string_view bytes, std::string_view path);

// Poetry's "^1.2", "~1.2", "1.2.*" and lists of them as PEP 440 specifiers; empty where it is any,
// or none that is known.
std::string poetry_specifiers(std::string_view constraint);

}  // namespace prodparity
