#pragma once

#include "core/ecosystem.h"

#include <span>
#include <string_view>

namespace prodparity {

// What a unit's file is to dpkg; by its path.
enum class DebFileRole {
  status,          // /var/lib/dpkg/status
  update,          // /var/lib/dpkg/updates/NNNN, dpkg's journal on top of status
  part,            // /var/lib/dpkg/status.d/NAME: one package each, as distroless images have it
  extended_states  // apt's: which packages came as a dependency
};

// One of dpkg's databases, its files in the order of their effect.
//
// Installed is what dpkg holds for installed, whatever is wanted of it: `deinstall ok installed`
// is, `deinstall ok config-files` is not. Every state between (half-*, unpacked, triggers-*) and
// an installed package that must be reinstalled is InTransition and no Component: dpkg has not
// finished with it. An update's stanza replaces the package's entry, that of another architecture
// too unless both are `Multi-Arch: same`, since a package may go from "all" to one architecture.
// Of two stanzas of one name and architecture in one status the later counts, as to dpkg.
// A stanza that is not whole is Unread with its line, at most limits::unread_stanzas a unit.
// At most `component_limit` stanzas are read.
Parsed parse_deb_database(std::span<const FileBytes> files,
                          DebFileRole (*role_of)(std::string_view), std::size_t component_limit);

}  // namespace prodparity
