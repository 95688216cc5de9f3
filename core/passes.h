#pragma once

#include "core/inventory.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

// Pure passes over a whole Inventory, in this order: file lists wanted -> ownership and ships ->
// shadowing. Each is a function of values; the engine only reads the lists it is told to.
namespace prodparity {

// One package's info/NAME.list or NAME:ARCH.list.
struct FileList {
  std::string package;  // "python3-yaml" or "libc6:amd64", from the file name
  std::string_view bytes;
};

// Names of the debs whose file lists decide something: those that may own the Python
// distributions found (by name or by a relation to python), and those whose name the policy's
// name rule (ssl, crypto, tls, cert, pki) looks at. "NAME" or "NAME:ARCH" as in the component.
std::vector<std::string> wanted_file_lists(const Inventory& inventory);

// Sets `owner` of each PyPI component whose folder a deb's list names, and `ships` of each deb
// whose list is given. Returns the places (absolute distribution folders) still unowned below
// /usr/lib/python3 or /usr/lib/python3.*: for those the engine reads the remaining lists once.
std::vector<std::string> attribute_owners(Inventory& inventory, std::span<const FileList> lists);

// Sets `hides` where two distributions of one name are on one interpreter's import path: the
// earlier place wins (a virtual environment and user site before /usr/local, /usr/local before
// /usr/lib/python3). Only the one that `import` gets has `hides`.
void mark_shadowing(Inventory& inventory);

}  // namespace prodparity
