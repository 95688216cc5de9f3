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
// and `attributed` lines a kill alone: after a crash of the machine an agent may be told twice, and
// who made the last change may be unknown.
class JournalStore {
 public:
  // Recovers: cuts off a torn last line, puts a broken file aside (journal.broken.jsonl) and goes
  // on in a new one. Errors: denied, io.
  static Result<JournalStore> open(const std::string& folder,
                                   std::size_t limit_bytes = limits::journal_bytes);

  // Writes all with one write and at most one fdatasync; sets their sequence numbers.
  std::optional<Error> append(std::vector<JournalEntry>& entries);

  // At most `limit` entries after `since`, of all or only of those that are news (is_news()).
  enum class Pick { all, news };
  Result<TimelinePart> read_since(std::uint64_t since, std::size_t limit, Pick pick) const;
  // Sequence of the oldest entry there is; 0 where there is none.
  std::uint64_t first() const { return first_; }

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
  void mark_line(std::uint64_t sequence);
  std::optional<Result<std::string>> read_tail(std::uint64_t since, Pick pick) const;
  std::uint64_t read_first() const;
  std::string path(std::string_view name) const { return folder_ + '/' + std::string(name); }

  std::string folder_;
  std::size_t limit_bytes_;
  UniqueFd fd_;
  std::size_t size_ = 0;
  std::size_t news_end_ = 0;  // of the current file: no news lies behind it
  std::uint64_t first_ = 0;
  // Where in the current file some lines begin: who asks for the last ones need not read it whole.
  struct Mark {
    std::uint64_t sequence = 0;
    std::size_t offset = 0;
  };
  std::vector<Mark> marks_;
  JournalTail tail_;
  Recovered recovered_;
  std::string trouble_;
};

}  // namespace prodparity
