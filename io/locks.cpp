#include "io/locks.h"

#include "core/text.h"
#include "io/process.h"
#include "io/system_error.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {
namespace {

LockProbe held_by(int pid) {
  return {.kind = LockProbe::Kind::held,
          .pid = pid,
          .holder = pid > 0 ? describe_process(pid) : "a process that cannot be seen from here"};
}

LockProbe unknown(const Error& error) {
  return {.kind = LockProbe::Kind::unknown,
          .reason = "it cannot be told whether dpkg is at work: " + error.message +
                    "; run prodparityd as root, or mount /proc"};
}

template <class Number>
std::optional<Number> number(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::optional<int> lock_holder(std::string_view proc_locks, std::uint64_t inode) {
  std::optional<int> holder;
  for_each_line(proc_locks, [&](std::string_view line, std::size_t) {
    // "1: POSIX  ADVISORY  WRITE 4711 fe:00:1234 0 EOF"; "1: -> POSIX ..." only waits.
    std::vector<std::string_view> words;
    for (const std::string_view word : split(line, ' ')) {
      if (!word.empty()) words.push_back(word);
    }
    if (words.size() < 6 || words[1] == "->" || holder) return;
    const std::size_t colon = words[5].rfind(':');
    if (colon == std::string_view::npos) return;
    if (number<std::uint64_t>(words[5].substr(colon + 1)) != inode) return;
    const int pid = number<int>(words[4]).value_or(0);
    holder = pid > 0 ? pid : 0;
  });
  return holder;
}

LockProbe DpkgLocks::probe() {
  for (Lock& lock : locks_) {
    LockProbe result = probe_one(lock);
    if (result.kind != LockProbe::Kind::free) return result;
  }
  return {};
}

LockProbe DpkgLocks::probe_one(Lock& lock) {
  struct stat status {};
  if (lock.fd && (::fstat(lock.fd.get(), &status) != 0 || status.st_nlink == 0)) lock.fd.reset();
  if (!lock.fd) {
    Rooted::Opened opened = root_->open_inside(lock.path, O_RDONLY);
    if (!opened.fd) {
      if (opened.error_number == ENOENT || opened.error_number == ENOTDIR) return {};
      if (opened.error_number == EACCES || opened.error_number == EPERM)
        return probe_by_table(lock);
      return unknown(system_error(opened.error_number, "open", lock.path));
    }
    lock.fd = std::move(opened.fd);
  }
  struct flock query {};
  query.l_type = F_WRLCK;
  query.l_whence = SEEK_SET;
  if (::fcntl(lock.fd.get(), F_OFD_GETLK, &query) != 0) return probe_by_table(lock);
  if (query.l_type == F_UNLCK) return {};
  return held_by(query.l_pid);
}

LockProbe DpkgLocks::probe_by_table(const Lock& lock) {
  const Rooted::Opened opened = root_->open_inside(lock.path, O_PATH);
  if (!opened.fd) return unknown(system_error(opened.error_number, "look at", lock.path));
  struct stat status {};
  if (::fstat(opened.fd.get(), &status) != 0)
    return unknown(system_error(errno, "look at", lock.path));
  std::ifstream table("/proc/locks", std::ios::binary);
  if (!table) return unknown(system_error(errno, "open", "/proc/locks"));
  std::string text;
  std::array<char, 4096> part{};
  while (table.read(part.data(), part.size()), table.gcount() > 0)
    text.append(part.data(), static_cast<std::size_t>(table.gcount()));
  if (table.bad()) return unknown(system_error(errno, "read", "/proc/locks"));
  const std::optional<int> pid = lock_holder(text, status.st_ino);
  return pid ? held_by(*pid) : LockProbe{};
}

}  // namespace prodparity
