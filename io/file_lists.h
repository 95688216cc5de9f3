#pragma once

#include "core/inventory.h"
#include "io/files.h"

namespace prodparity {

// Reads the file lists of dpkg that core/passes.h asks for and has it attribute owners by them;
// where distributions of the system's Python are still nobody's, all the others too, a few at a
// time. A list that is not there (distroless) is no error; one that cannot be read is unread.
void attribute_by_file_lists(const Files& files, Inventory& inventory);

}  // namespace prodparity
