#pragma once

#include "core/inventory.h"
#include "core/production/python_needs.h"
#include "io/files.h"

namespace prodparity {

// Reads, for one question, the metadata of the Python distributions that it may be about and of
// what they need, directly or through others. Nothing is kept; of at most limits::answer_packages
// distributions and limits::asked_bytes. What could not be read is not known.
PythonNeeds read_python_needs(const Files& files, const Inventory& inventory,
                              const Question& question, const Owners& owners);

}  // namespace prodparity
