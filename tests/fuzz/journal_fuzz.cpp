// Any bytes as a journal: what is read in part must be read whole again, and go on.
#include "core/journal.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  Recovered recovered;
  const JournalReading reading =
      read_journal(bytes, [&](const JournalEntry& entry) { recover(recovered, entry); });
  if (reading.valid_bytes > size) std::abort();
  JournalTail tail = reading.tail;
  const std::string rotated = rotated_lines(tail, recovered, "fuzz", "");
  Recovered again;
  const JournalReading second =
      read_journal(rotated, [&](const JournalEntry& entry) { recover(again, entry); });
  if (second.broken_line != 0 || second.torn) std::abort();
  return 0;
}
