#include "daemon/journal_store.h"

#include "core/text.h"
#include "io/state_files.h"
#include "io/system_error.h"
#include "io/write_all.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

constexpr std::string_view current_name = "journal.jsonl";
constexpr std::string_view rotated_name = "journal.1.jsonl";
constexpr std::string_view broken_name = "journal.broken.jsonl";
constexpr std::size_t mark_every = 4 * limits::kib;

// The sequence number that every line begins with; the chain was checked at the start.
std::uint64_t sequence_of(std::string_view line) {
  constexpr std::string_view opening = R"({"sequence":)";
  std::uint64_t sequence = 0;
  if (line.starts_with(opening))
    std::from_chars(line.data() + opening.size(), line.data() + line.size(), sequence);
  return sequence;
}

// How far an agent was told, who made a change: written with the next line that must not be lost.
bool is_mere_note(const JournalEntry& entry) {
  return entry.kind == JournalKind::told || entry.kind == JournalKind::attributed;
}

void collect(std::string_view bytes, std::uint64_t since, std::size_t limit,
             JournalStore::Pick pick, TimelinePart& page) {
  for_each_line(bytes, [&](std::string_view line, std::size_t) {
    const std::uint64_t sequence = sequence_of(line);
    if (page.first == 0) page.first = sequence;
    if (sequence <= since || page.more) return;
    const std::optional<JournalKind> kind = kind_of_line(line);
    if (!kind || (pick == JournalStore::Pick::news && !is_news(*kind))) return;
    if (page.entries.size() == limit) {
      page.more = true;
    } else if (std::optional<JournalEntry> entry = parse_journal_line(line)) {
      page.entries.push_back(*std::move(entry));
    }
  });
}

}  // namespace

Result<JournalStore> JournalStore::open(const std::string& folder, std::size_t limit_bytes) {
  JournalStore store(folder, limit_bytes);
  if (std::optional<Error> error = store.load()) return *std::move(error);
  return store;
}

std::optional<Error> JournalStore::load() {
  // Twice the limit: a journal of a version with a larger one is read too.
  Result<std::string> bytes = read_own_file(path(current_name), 2 * limits::journal_bytes);
  if (!bytes && bytes.error().code != ErrorCode::not_found) return bytes.error();
  if (!bytes) return open_file();
  const JournalReading reading =
      read_journal(*bytes, [this](const JournalEntry& entry) { recover(recovered_, entry); });
  tail_ = reading.tail;
  size_ = reading.valid_bytes;
  if (reading.broken_line != 0) {
    trouble_ = "the journal was changed by somebody else or damaged: line " +
               std::to_string(reading.broken_line) + " of " + path(current_name) + ": " +
               reading.broken_reason + "; it was put aside as " + std::string(broken_name);
    return rotate(std::string(broken_name), "broken at line " + std::to_string(reading.broken_line),
                  {});
  }
  if (reading.valid_bytes != bytes->size() &&
      ::truncate(path(current_name).c_str(), static_cast<off_t>(reading.valid_bytes)) != 0)
    return system_error(errno, "cut the torn last line off", path(current_name));
  return open_file();
}

std::optional<Error> JournalStore::open_file() {
  const std::string name = path(current_name);
  fd_.reset(::open(name.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0644));
  if (!fd_) return system_error(errno, "open", name);
  marks_ = {{.sequence = tail_.sequence + 1, .offset = size_}};
  news_end_ = size_;
  first_ = read_first();
  return std::nullopt;
}

// What is appended next begins with this line.
void JournalStore::mark_line(std::uint64_t sequence) {
  if (size_ - marks_.back().offset >= mark_every)
    marks_.push_back({.sequence = sequence, .offset = size_});
}

// What the current file has after `since`, and some lines before it; nothing where no mark is so
// early.
std::optional<Result<std::string>> JournalStore::read_tail(std::uint64_t since, Pick pick) const {
  const auto after = std::ranges::upper_bound(marks_, since + 1, {}, &Mark::sequence);
  if (after == marks_.begin()) return std::nullopt;
  const std::size_t offset = std::prev(after)->offset;
  // Behind the last news, a note of each session that was told of it may lie.
  const std::size_t end = pick == Pick::news ? news_end_ : size_;
  std::string bytes(end - std::min(offset, end), '\0');
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t size = ::pread(fd_.get(), bytes.data() + done, bytes.size() - done,
                                 static_cast<off_t>(offset + done));
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return system_error(size < 0 ? errno : EIO, "read", path(current_name));
    done += static_cast<std::size_t>(size);
  }
  return bytes;
}

// The new file replaces the old in one rename, after the old has a second name: at no moment is
// there no journal.
std::optional<Error> JournalStore::rotate(const std::string& old_name, std::string_view reason,
                                          const std::string& time) {
  JournalTail tail = tail_;
  const std::string lines = rotated_lines(tail, recovered_, reason, time);
  ::unlink(path(old_name).c_str());
  if (::link(path(current_name).c_str(), path(old_name).c_str()) != 0)
    return system_error(errno, "rotate", path(current_name));
  if (std::optional<Error> error = replace_file(path(current_name), lines, 0644, Durable::yes))
    return error;
  tail_ = tail;
  size_ = lines.size();
  return open_file();
}

std::optional<Error> JournalStore::write(const std::string& bytes, Durable durable) {
  int error = write_all(fd_.get(), bytes);
  if (error == 0 && durable == Durable::yes && ::fdatasync(fd_.get()) != 0) error = errno;
  if (error == 0) return std::nullopt;
  // What was written in part must not stay in front of the next line.
  if (::ftruncate(fd_.get(), static_cast<off_t>(size_)) != 0) error = errno;
  return system_error(error, "write", path(current_name));
}

std::optional<Error> JournalStore::append(std::vector<JournalEntry>& entries) {
  if (entries.empty()) return std::nullopt;
  const auto lines_after = [&](JournalTail& tail) {
    std::string lines;
    for (JournalEntry& entry : entries)
      lines += append_line(tail, entry);
    return lines;
  };
  JournalTail tail = tail_;
  std::string lines = lines_after(tail);
  if (size_ != 0 && size_ + lines.size() > limit_bytes_ / 2) {
    if (std::optional<Error> error =
            rotate(std::string(rotated_name), "size", entries.front().time))
      return error;
    tail = tail_;
    lines = lines_after(tail);
  }
  const Durable durable = std::ranges::all_of(entries, is_mere_note) ? Durable::no : Durable::yes;
  if (std::optional<Error> error = write(lines, durable)) return error;
  mark_line(entries.front().sequence);
  if (first_ == 0) first_ = entries.front().sequence;
  tail_ = tail;
  size_ += lines.size();
  if (std::ranges::any_of(entries, is_news, &JournalEntry::kind)) news_end_ = size_;
  for (const JournalEntry& entry : entries)
    recover(recovered_, entry);
  return std::nullopt;
}

Result<TimelinePart> JournalStore::read_since(std::uint64_t since, std::size_t limit,
                                              Pick pick) const {
  TimelinePart page;
  if (const auto tail = read_tail(since, pick)) {
    if (!*tail) return tail->error();
    page.first = first_;
    collect(**tail, since, limit, pick, page);
    return page;
  }
  for (const std::string_view name : {rotated_name, current_name}) {
    const Result<std::string> bytes = read_own_file(path(name), 2 * limits::journal_bytes);
    if (!bytes && bytes.error().code == ErrorCode::not_found) continue;
    if (!bytes) return bytes.error();
    collect(*bytes, since, limit, pick, page);
  }
  return page;
}

std::uint64_t JournalStore::read_first() const {
  for (const std::string_view name : {rotated_name, current_name}) {
    const UniqueFd fd(::open(path(name).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    std::array<char, 64> start{};
    const ssize_t size = fd ? ::read(fd.get(), start.data(), start.size()) : 0;
    if (size > 0) return sequence_of({start.data(), static_cast<std::size_t>(size)});
  }
  return 0;
}

}  // namespace prodparity
