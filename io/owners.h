#pragma once

#include "core/inventory.h"
#include "core/production/owners.h"
#include "io/files.h"

namespace prodparity {

// Reads, for one question, the file lists of what is installed: dpkg's, RECORD and top_level.txt
// of Python distributions, update-alternatives'. Nothing is kept; at most limits::asked_bytes are
// read, and what was left out is in `unread`.
Owners find_owners(const Files& files, const Inventory& inventory, const Question& question);

}  // namespace prodparity
