#pragma once

#include <string>
#include <string_view>

namespace prodparity {

// Where `prodparity trust update` puts a newer one, which goes before the one that is installed.
inline constexpr std::string_view machine_trusted_root_path = "/etc/prodparity/trusted_root.json";
// The public-good instance's, as it came with the programs.
std::string installed_trusted_root_path();

// The file that says whom to believe: the configured one, else this machine's, else the installed
// one.
std::string trusted_root_path(const std::string& configured);

}  // namespace prodparity
