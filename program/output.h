#pragma once

#include "core/report/report.h"
#include "core/result.h"

#include <string>
#include <string_view>

namespace prodparity {

// All of `text` to standard output. What cannot be written (a closed pipe, a full disk) is an
// error.
Result<void> write_output(std::string_view text);

// Text of several lines, each made printable and bounded as an SBOM's texts are.
std::string printable_lines(std::string_view text);

// "prodparity: MESSAGE" on standard error, one line, made printable.
void write_error_line(std::string_view message);

bool output_is_terminal();

// Standard error again where it is a terminal, to be handed to a program that is started, which
// tells there how far it is; -1: it is none.
int progress_terminal();

// Colours only on a terminal that has them, without NO_COLOR and --no-color; its width or COLUMNS,
// no limit in a pipe or file.
TerminalStyle terminal_style(bool no_color, bool all);

}  // namespace prodparity
