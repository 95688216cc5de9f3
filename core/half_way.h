#pragma once

#include "core/inventory.h"
#include "core/settle.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// What of an Inventory is half-way, and the commands that end it.
namespace prodparity {

// Named in one command; the others wait for the next look.
inline constexpr std::size_t repair_names = 32;

// One line for a shell that ends every state dpkg can be left in; empty where nothing of
// Debian's is half-way. As tried with real dpkg (tests/e2e/half_way_test.py): unpacked,
// half-configured and triggers-* are configured; what was being removed is removed (`--configure
// -a` passes over it); half-installed and reinstreq are installed again, by apt, which refuses to
// start before `dpkg --configure -a` has emptied dpkg's journal. Names of another architecture
// than `native_arch` are qualified. A state is dpkg's words but for "install" and "ok".
std::string dpkg_repair(const std::vector<InTransition>& in_transition,
                        std::string_view native_arch);

// What Settle must know of a reading.
ReadingSummary summary_of(const Inventory& inventory);

}  // namespace prodparity
