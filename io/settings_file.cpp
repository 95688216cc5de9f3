#include "io/settings_file.h"

#include "core/limits.h"
#include "core/text.h"
#include "io/next_part.h"
#include "io/system_error.h"
#include "io/write_all.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity {
namespace {

constexpr unsigned folder_mode = 0755;

struct Folder {
  UniqueFd fd;
  std::string name;  // of the file in it
};

std::string joined(std::string_view folder, std::string_view path) {
  std::string text(folder);
  if (!text.ends_with('/')) text += '/';
  return text.append(path);
}

// A link gets an error of its own: what to do about it differs.
Error cannot_open(int folder, const std::string& name, int number, const std::string& whole) {
  std::array<char, 256> target{};
  const ssize_t size = ::readlinkat(folder, name.c_str(), target.data(), target.size());
  if (size < 0) return system_error(number, "open", whole);
  return {.code = ErrorCode::io,
          .message = "'" + whole + "' is a link to '" +
                     std::string(target.data(), static_cast<std::size_t>(size)) +
                     "', and links are not followed here: edit that file yourself",
          .path = whole};
}

UniqueFd open_folder(int parent, const std::string& name) {
  return UniqueFd(::openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

// The folder that the file is in; no fd where one is not there and `make` is not said.
Result<Folder> folder_of(const SettingsPlace& place, bool make) {
  Folder folder{.fd = UniqueFd(::open(place.folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC))};
  if (!folder.fd) return system_error(errno, "open", place.folder);
  std::string walked = place.folder;
  for (const std::string_view part : split(place.path, '/')) {
    if (part.empty()) continue;
    if (!folder.name.empty()) {
      walked = joined(walked, folder.name);
      UniqueFd next = open_folder(folder.fd.get(), folder.name);
      if (!next && errno == ENOENT) {
        if (!make) return Folder{};
        if (::mkdirat(folder.fd.get(), folder.name.c_str(), folder_mode) != 0)
          return system_error(errno, "make", walked);
        next = open_folder(folder.fd.get(), folder.name);
        if (next) static_cast<void>(::fchmod(next.get(), folder_mode));  // whatever the umask
      }
      if (!next) return cannot_open(folder.fd.get(), folder.name, errno, walked);
      folder.fd = std::move(next);
    }
    folder.name = part;
  }
  return folder;
}

// 0, or the errno.
int write_and_sync(int fd, std::string_view bytes) {
  if (const int error = write_all(fd, bytes); error != 0) return error;
  return ::fsync(fd) == 0 ? 0 : errno;
}

Result<std::string> read_all(int fd, const std::string& path) {
  std::string bytes;
  for (;;) {
    const ssize_t size = read_next_part(fd, bytes);
    if (size < 0) return system_error(errno, "read", path);
    if (size == 0) return bytes;
    if (bytes.size() > limits::config_bytes)
      return Error{.code = ErrorCode::too_large,
                   .message = "larger than " + std::to_string(limits::config_bytes) + " bytes",
                   .path = path};
  }
}

// A name that no program takes for a settings file.
std::string staged_name(const std::string& name) {
  return "." + name + ".prodparity-new";
}

// The file as new, with these bytes, mode and owner; 0, or the errno.
int create(int folder, const std::string& name, std::string_view bytes, unsigned mode,
           const struct stat* owner) {
  const UniqueFd fd(
      ::openat(folder, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!fd) return errno;
  struct stat made {};
  int error = ::fstat(fd.get(), &made) == 0 ? 0 : errno;
  const bool others =
      owner != nullptr && (made.st_uid != owner->st_uid || made.st_gid != owner->st_gid);
  if (error == 0 && others && ::fchown(fd.get(), owner->st_uid, owner->st_gid) != 0) error = errno;
  if (error == 0 && ::fchmod(fd.get(), mode & 07777U) != 0) error = errno;
  if (error == 0) error = write_and_sync(fd.get(), bytes);
  if (error != 0) ::unlinkat(folder, name.c_str(), 0);
  return error;
}

bool is_same(const struct stat& one, const struct stat& other) {
  return one.st_ino == other.st_ino && one.st_size == other.st_size &&
         one.st_mtim.tv_sec == other.st_mtim.tv_sec && one.st_mtim.tv_nsec == other.st_mtim.tv_nsec;
}

}  // namespace

std::string SettingsPlace::whole() const {
  return joined(folder, path);
}

Result<std::optional<StoredSettings>> read_settings(const SettingsPlace& place) {
  const Result<Folder> folder = folder_of(place, false);
  if (!folder) return folder.error();
  if (!folder->fd) return std::optional<StoredSettings>();
  const UniqueFd fd(::openat(folder->fd.get(), folder->name.c_str(),
                             O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!fd && errno == ENOENT) return std::optional<StoredSettings>();
  if (!fd) return cannot_open(folder->fd.get(), folder->name, errno, place.whole());
  StoredSettings stored;
  if (::fstat(fd.get(), &stored.status) != 0) return system_error(errno, "read", place.whole());
  if (!S_ISREG(stored.status.st_mode))
    return Error{.code = ErrorCode::io, .message = "not a regular file", .path = place.whole()};
  Result<std::string> bytes = read_all(fd.get(), place.whole());
  if (!bytes) return bytes.error();
  stored.bytes = *std::move(bytes);
  return std::optional<StoredSettings>(std::move(stored));
}

Result<StagedSettings> StagedSettings::make(const SettingsPlace& place, std::string_view bytes,
                                            const StoredSettings* before, unsigned mode) {
  Result<Folder> folder = folder_of(place, true);
  if (!folder) return folder.error();
  const std::string staged = staged_name(folder->name);
  ::unlinkat(folder->fd.get(), staged.c_str(), 0);  // left by a process that was killed
  const int error =
      create(folder->fd.get(), staged, bytes, before == nullptr ? mode : before->status.st_mode,
             before == nullptr ? nullptr : &before->status);
  if (error != 0) return system_error(error, "write", place.whole());
  StagedSettings result(std::move(folder->fd), folder->name, place);
  if (before != nullptr) result.before_ = before->status;
  return {boost::system::in_place_value, std::move(result)};
}

StagedSettings::~StagedSettings() {
  if (folder_) ::unlinkat(folder_.get(), staged_name(name_).c_str(), 0);
}

std::optional<Error> StagedSettings::commit() {
  struct stat now {};
  const bool there = ::fstatat(folder_.get(), name_.c_str(), &now, AT_SYMLINK_NOFOLLOW) == 0;
  if (there != before_.has_value() || (there && !is_same(now, *before_)))
    return Error{.code = ErrorCode::busy,
                 .message = "it changed meanwhile; nothing was written: try again",
                 .path = place_.whole()};
  const std::string staged = staged_name(name_);
  if (::renameat(folder_.get(), staged.c_str(), folder_.get(), name_.c_str()) != 0 ||
      ::fsync(folder_.get()) != 0)
    return system_error(errno, "write", place_.whole());
  folder_.reset();
  return std::nullopt;
}

SettingsPlace backup_of(const SettingsPlace& place) {
  return {.folder = place.folder, .path = place.path + std::string(backup_suffix)};
}

std::optional<Error> back_up(const SettingsPlace& place, const StoredSettings& stored) {
  const SettingsPlace backup = backup_of(place);
  const Result<std::optional<StoredSettings>> there = read_settings(backup);
  if (!there) return there.error();
  if (*there) return std::nullopt;
  const Result<Folder> folder = folder_of(backup, false);
  if (!folder) return folder.error();
  const int error =
      create(folder->fd.get(), folder->name, stored.bytes, stored.status.st_mode, &stored.status);
  if (error != 0) return system_error(error, "write", backup.whole());
  return std::nullopt;
}

std::optional<Error> remove_settings(const SettingsPlace& place, std::string_view shared) {
  SettingsPlace at = place;
  const Result<Folder> folder = folder_of(at, false);
  if (!folder) return folder.error();
  if (!folder->fd) return std::nullopt;
  if (::unlinkat(folder->fd.get(), folder->name.c_str(), 0) != 0 && errno != ENOENT)
    return system_error(errno, "remove", place.whole());
  for (at.path = parent_of(at.path);
       at.path.find('/') != std::string::npos && at.path != shared && !is_inside(shared, at.path);
       at.path = parent_of(at.path)) {
    const Result<Folder> above = folder_of(at, false);
    if (!above || !above->fd || ::unlinkat(above->fd.get(), above->name.c_str(), AT_REMOVEDIR) != 0)
      break;
  }
  return std::nullopt;
}

}  // namespace prodparity
