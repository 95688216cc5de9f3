// Each line is one of a client's: it is answered by one line of JSON, asked on, or passed over.
#include "core/mcp.h"
#include "core/text.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity;
  const auto hold = [](const std::string& line) {
    if (line.empty()) return;
    if (line.find('\n') != line.size() - 1) std::abort();
    const auto message = nlohmann::json::parse(line, nullptr, false);
    if (message.is_discarded() || message.value("jsonrpc", "") != "2.0") std::abort();
  };
  for_each_line(std::string_view(reinterpret_cast<const char*>(data), size),
                [&](std::string_view line, std::size_t) {
                  const mcp::Step step = mcp::take(line);
                  hold(step.reply);
                  if (!step.call) return;
                  if (!step.reply.empty()) std::abort();
                  hold(mcp::write_result(*step.call, line, nlohmann::json(std::string(line))));
                  hold(mcp::write_failure(*step.call, line));
                });
  return 0;
}
