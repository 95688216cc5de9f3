#include "io/inotify.h"

#include "io/system_error.h"

#include <fcntl.h>
#include <sys/inotify.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {
namespace {

static_assert(inotify_mask::attrib == IN_ATTRIB && inotify_mask::close_write == IN_CLOSE_WRITE &&
              inotify_mask::moved_from == IN_MOVED_FROM && inotify_mask::moved_to == IN_MOVED_TO &&
              inotify_mask::create == IN_CREATE && inotify_mask::remove == IN_DELETE &&
              inotify_mask::delete_self == IN_DELETE_SELF &&
              inotify_mask::move_self == IN_MOVE_SELF && inotify_mask::unmount == IN_UNMOUNT &&
              inotify_mask::overflow == IN_Q_OVERFLOW && inotify_mask::ignored == IN_IGNORED &&
              inotify_mask::is_folder == IN_ISDIR);

constexpr std::size_t buffer_bytes = std::size_t{64} * 1024;

Error watch_error(int number, std::string_view folder) {
  Error error = system_error(number, "watch", folder);
  if (number == ENOSPC || number == EMFILE || number == ENFILE) {
    error.code = ErrorCode::too_large;
    error.message += number == ENOSPC ? "; raise fs.inotify.max_user_watches"
                                      : "; raise fs.inotify.max_user_instances";
  }
  return error;
}

}  // namespace

std::vector<Event> parse_events(std::span<const std::byte> bytes) {
  std::vector<Event> events;
  while (bytes.size() >= sizeof(inotify_event)) {
    inotify_event header{};  // copied: the buffer of a caller need not be aligned
    std::memcpy(&header, bytes.data(), sizeof header);
    bytes = bytes.subspan(sizeof header);
    if (header.len > bytes.size()) return events;
    const char* const name = reinterpret_cast<const char*>(bytes.data());
    events.push_back({.wd = header.wd,
                      .mask = header.mask,
                      .cookie = header.cookie,
                      .name = std::string(name, ::strnlen(name, header.len))});
    bytes = bytes.subspan(header.len);
  }
  return events;
}

Result<Inotify> Inotify::create() {
  UniqueFd fd(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  if (!fd) return watch_error(errno, "anything");
  return Inotify(std::move(fd));
}

Result<int> Inotify::add(const Rooted& root, std::string_view folder) {
  // Resolved inside the root first; the kernel then takes the folder, not its path.
  const Rooted::Opened opened = root.open_inside(folder, O_PATH | O_DIRECTORY);
  if (!opened.fd) return system_error(opened.error_number, "watch", folder);
  const std::string path = "/proc/self/fd/" + std::to_string(opened.fd.get());
  const int wd = ::inotify_add_watch(fd_.get(), path.c_str(), inotify_mask::wanted);
  if (wd < 0) return watch_error(errno, folder);
  return wd;
}

void Inotify::remove(int wd) {
  ::inotify_rm_watch(fd_.get(), wd);  // gone already is fine
}

std::vector<Event> Inotify::read() {
  // Not set to zero: each question of an agent looks here, mostly for nothing.
  const auto buffer = std::make_unique_for_overwrite<std::byte[]>(buffer_bytes);
  const ssize_t size = ::read(fd_.get(), buffer.get(), buffer_bytes);
  if (size <= 0) return {};
  return parse_events(std::span(buffer.get(), static_cast<std::size_t>(size)));
}

}  // namespace prodparity
