#pragma once

#include "core/ship/shell.h"
#include "core/ship/shipped.h"

#include <cstddef>
#include <string>
#include <vector>

// What one command of a build does to packages: apt-get, apt, aptitude, apt-mark, dpkg; pip, pip3,
// python -m pip, uv, poetry, pipenv. Pure, and nothing is an error: a command that is none of these
// does nothing.
namespace prodparity {

// A package with the word of the command that names it.
struct InstalledWord {
  Shipped shipped;  // its `at` is not set
  std::size_t offset = 0;
};

struct IncludedWord {
  ShipInclude::Kind kind = ShipInclude::Kind::requirements;
  std::string path;  // as the command has it
  std::string doubt;
  std::size_t offset = 0;
};

struct Uninstalled {
  std::string ecosystem;
  std::string name;     // empty: it is not known which
  bool certain = true;  // false: a later command may take it away
};

struct Installation {
  std::vector<InstalledWord> installed;
  std::vector<IncludedWord> included;
  std::vector<Uninstalled> removed;
};

Installation installation_of(const ShellCommand& command);

// Each for `words` from the program's name on; `doubt` of the whole command.
Installation apt_installation(const std::vector<ShellWord>& words, const std::string& doubt);
Installation pip_installation(const std::vector<ShellWord>& words, const std::string& doubt);
// apt-mark and dpkg install nothing that is known by its name; what they take away, or leave to
// the next autoremove, is `removed`.
Installation apt_mark_installation(const std::vector<ShellWord>& words);
Installation dpkg_installation(const std::vector<ShellWord>& words);

inline constexpr std::string_view variable_doubt =
    "a variable stands there, which a build can give another value";

}  // namespace prodparity
