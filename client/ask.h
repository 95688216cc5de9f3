#pragma once

#include "client/connection.h"
#include "core/protocol.h"
#include "core/result.h"
#include "program/arguments.h"
#include "program/exit_code.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>

// What the commands through the daemon have in common.
namespace prodparity {

class Connection;

struct AskOptions {
  std::string socket;
  std::string format = "terminal";
  Patience patience;
};

void declare_ask_options(Arguments& arguments, AskOptions& options);

// The daemon's answer to one request, an object. Errors: as Connection's.
Result<nlohmann::json> ask(const AskOptions& options, Request request);

// The same on a connection that is open.
Result<nlohmann::json> ask(Connection& connection, Request request);

// Of an answer's `outcome`; what is none of its words could not be checked.
ExitCode exit_code_of_outcome(std::string_view word);

// Writes `result` as JSON where that is asked for, else `text`, and before it what every answer
// carries: that the place is changing or cannot be seen, and warnings. Gives the exit code of the
// answer's outcome.
Result<ExitCode> write_answer(const AskOptions& options, const nlohmann::json& result,
                              const std::string& text);

// A request for the whole verdict in `format`, fitted to where standard output goes.
Request report_request(const std::string& format, bool no_color, bool all);

// Writes the answer to it: on a terminal behind what every answer carries. Gives its exit code.
Result<ExitCode> write_report(const Request& request, const nlohmann::json& answer);

// "changing (apt-get (4711) is at work)", with a warning a line; empty where all is well.
std::string instant_text(const nlohmann::json& result);

}  // namespace prodparity
