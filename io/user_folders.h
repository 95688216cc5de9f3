#pragma once

#include <string>

namespace prodparity {

// Where a daemon of this user keeps things unless told otherwise; the client looks there too.
std::string default_run_folder_of_user();
std::string default_state_folder_of_user();

}  // namespace prodparity
