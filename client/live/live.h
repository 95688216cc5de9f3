#pragma once

#include "client/ask.h"
#include "client/live/terminal.h"
#include "core/result.h"
#include "program/exit_code.h"

namespace prodparity::live {

// The session as it goes on, until the person quits. A daemon that is gone is waited for.
Result<ExitCode> run(const AskOptions& options, const Terminal& terminal, bool colour);

}  // namespace prodparity::live
