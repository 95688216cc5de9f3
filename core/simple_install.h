#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

// The words of a command line that does nothing but install packages by their names: "apt-get
// install -y curl", "sudo apt install curl=7.88", "pip install 'flask>=3'". Without a leading sudo
// (apt) and DEBIAN_FRONTEND. Empty where it is anything else, or could be: other shell syntax,
// another program or a path to one, a path, URL or file to install from, an option that is not
// known to leave the plan what it is, a mere simulation. Pure; the text is untrusted.
std::vector<std::string> simple_install(std::string_view command);

}  // namespace prodparity
