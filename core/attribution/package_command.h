#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

// A package manager's own words, without what stood around them: "apt-get install -y graphviz" of
// `sudo -E /usr/bin/apt-get install -y graphviz | tail`. Redacted, at most
// limits::package_command_bytes.
struct PackageCommand {
  std::string_view ecosystem;  // whose packages it changes: "deb", "pypi"
  std::string words;           // as a shell would be given them. Untrusted; empty: no such command

  bool empty() const { return words.empty(); }
  bool operator==(const PackageCommand&) const = default;
};

// Of a process's arguments: also of what sudo or env is to run, of `python -m pip`, and of a script
// that an interpreter runs. Only what changes packages: `pip list` is none.
PackageCommand package_command(std::span<const std::string> arguments);

// Those that a shell's command line names, in their order; also within `bash -c '...'`. What it
// does with variables and substitutions is not known: they stay as they were typed.
std::vector<PackageCommand> package_commands_in(std::string_view command_line);

}  // namespace prodparity
