#pragma once

#include <string>

namespace prodparity {

// Where a daemon of this user keeps things unless told otherwise; the client looks there too. State
// is below the run folder where its own place is on a read-only file system.
std::string default_run_folder_of_user();
std::string default_state_folder_of_user();

}  // namespace prodparity
