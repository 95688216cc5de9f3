// What a command line, an environment and a process's files may hold: redacting is bounded and
// changes nothing the second time, and whoever reads them names nobody without evidence.
#include "core/attribution/agent_marks.h"
#include "core/attribution/ledger.h"
#include "core/attribution/package_command.h"
#include "core/attribution/process_chain.h"
#include "core/attribution/redact.h"
#include "core/limits.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const std::size_t limit : {std::size_t{20}, limits::tool_command_bytes}) {
    require(redacted(bytes, limit).size() <= limit);
  }
  // Whatever stands before it, what follows a password's name is taken out.
  const bool knows_it = bytes.find("hunter2") != std::string_view::npos;
  if (!knows_it && bytes.find_first_of("'\"\\") == std::string_view::npos && bytes.size() < 1000) {
    const std::string with_secret = std::string(bytes) + "\n;x --password=hunter2";
    require(redacted(with_secret, 4000).find("hunter2") == std::string::npos);
  }
  for (const PackageCommand& command : package_commands_in(bytes))
    require(!command.empty() && command.words.size() <= limits::package_command_bytes);
  for (const FoundMarks& found : marks_in(bytes))
    require(found.agent != nullptr && !found.variable.empty());
  static_cast<void>(parse_process_stat(bytes));
  const ProcessView process{.comm = std::string(bytes.substr(0, 20)),
                            .executable = std::string(bytes),
                            .arguments = parse_process_arguments(bytes),
                            .environment = std::string(bytes),
                            .environment_known = true,
                            .has_terminal = size % 2 == 0};
  const Sighted seen =
      read_chain({.processes = {process, process}, .complete = true, .why_not = {}});
  require(!seen.causes.empty());
  for (const Cause& cause : seen.causes) {
    require(!cause.evidence.empty());
    for (const std::string& sentence : cause.evidence)
      require(sentence.find_first_of("\x1b\n") == std::string::npos);
  }
  if (const auto change = read_attributed(bytes)) {
    for (const std::string& line : attributed_data(*change))
      require(read_attributed(line).has_value());
  }
  return 0;
}
