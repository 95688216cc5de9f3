#pragma once

#include "core/inventory.h"
#include "core/report/report.h"

#include <string>

namespace prodparity {

// `prodparity inventory` for a person: a line a component, in columns, then what could not be read
// and what is half-way, then the counts.
std::string render_inventory(const Inventory& inventory, const TerminalStyle& style);

}  // namespace prodparity
