#include "core/limits.h"
#include "core/simple_install.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity;
  const std::vector<std::string> words =
      simple_install(std::string_view(reinterpret_cast<const char*>(data), size));
  if (words.empty()) return 0;
  if (size > limits::command_line_bytes || words.size() < 3) std::abort();
  for (const std::string& word : words) {
    if (word.find_first_of("/\\$`;&|(){}\n\r\t\"'#?") != std::string::npos) std::abort();
  }
  const std::string& program = words.front();
  if (program != "apt" && program != "apt-get" && !program.starts_with("pip") &&
      !program.starts_with("python"))
    std::abort();
  return 0;
}
