#pragma once

#include "core/journal.h"
#include "core/limits.h"
#include "core/result.h"
#include "io/state_files.h"
#include "io/unique_fd.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace prodparity {

// The journal on disk: journal.jsonl and, rotated out, journal.1.jsonl; both together stay below
// limits::journal_bytes. What append() returned without an error survives anything; mere `told`
// lines a kill alone: after a crash of the machine an agent is told twice.
class JournalStore {
 public:
  // Recovers: cuts off a torn last line, puts a broken file aside (journal.broken.jsonl) and goes
  // on in a new one. Errors: denied, io.
  static Result<JournalStore> open(const std::string& folder,
                                   std::size_t limit_bytes = limits::journal_bytes);

  // Writes all with one write and at most one fdatasync; sets their sequence numbers.
  std::optional<Error> append(std::vector<JournalEntry>& entries);

  Result<TimelinePart> read_since(std::uint64_t since, std::size_t limit) const;
  // Sequence of the oldest entry there is, without reading all; 0 where there is none.
  std::uint64_t first() const;

  const Recovered& recovered() const { return recovered_; }
  std::uint64_t sequence() const { return tail_.sequence; }
  // What was wrong with the journal found at the start; empty: nothing.
  const std::string& trouble() const { return trouble_; }

 private:
  JournalStore(std::string folder, std::size_t limit_bytes)
      : folder_(std::move(folder)), limit_bytes_(limit_bytes) {}

  std::optional<Error> load();
  std::optional<Error> open_file();
  std::optional<Error> rotate(const std::string& old_name, std::string_view reason,
                              const std::string& time);
  std::optional<Error> write(const std::string& bytes, Durable durable);
  std::string path(std::string_view name) const { return folder_ + '/' + std::string(name); }

  std::string folder_;
  std::size_t limit_bytes_;
  UniqueFd fd_;
  std::size_t size_ = 0;
  JournalTail tail_;
  Recovered recovered_;
  std::string trouble_;
};

}  // namespace prodparity
