// A guard gap and the list of a session's: what is read is written and read again as it was, and
// never more of it is kept than the bound.
#include "core/guard_gap.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto gap = read_guard_gap(text)) {
    if (gap->kind.empty() || gap->since.empty()) std::abort();
    if (read_guard_gap(write_guard_gap(*gap)) != gap) std::abort();
  }
  const GuardGaps gaps = read_guard_gaps(text);
  if (gaps.last.size() > guard_gaps_kept || gaps.count < gaps.last.size()) std::abort();
  if (read_guard_gaps(write_guard_gaps(gaps)) != gaps) std::abort();
  if (guard_gaps_sentence(gaps).empty() != gaps.last.empty()) std::abort();
  return 0;
}
