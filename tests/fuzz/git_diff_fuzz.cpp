#include "core/git_diff.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

// Any bytes answer, and only a hunk changes lines.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const std::size_t line : {std::size_t{0}, std::size_t{1}, std::size_t{7}, SIZE_MAX}) {
    if (prodparity::has_changed_line(bytes, line) && bytes.find("@@ -") == std::string_view::npos)
      std::abort();
  }
  return 0;
}
