// What git writes to a pre-push hook, whatever it is: as many refs as lines, and as many again
// where it is said twice.
#include "core/pushed_refs.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const Result<PushedRefs> refs = parse_pushed_refs(text);
  if (!refs) return 0;
  const auto ends = static_cast<std::size_t>(std::ranges::count(text, '\n'));
  const std::size_t lines = ends + (text.empty() || text.ends_with('\n') ? 0 : 1);
  if (refs->updates + refs->deletions != lines) std::abort();
  if (text.empty() || !text.ends_with('\n')) return 0;
  const Result<PushedRefs> twice = parse_pushed_refs(text + text);
  if (!twice) return 0;  // too large
  if (twice->updates != 2 * refs->updates || twice->deletions != 2 * refs->deletions) std::abort();
  return 0;
}
