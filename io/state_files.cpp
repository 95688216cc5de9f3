#include "io/state_files.h"

#include "core/text.h"
#include "io/next_part.h"
#include "io/process.h"
#include "io/system_error.h"
#include "io/write_all.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity {
namespace {

std::string folder_of(std::string_view path) {
  const std::string_view parent = parent_of(path);
  return std::string(parent.empty() ? "." : parent);
}

int sync_folder(const std::string& path) {
  const UniqueFd folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return folder && ::fsync(folder.get()) == 0 ? 0 : errno;
}

struct flock whole_file() {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  return lock;
}

}  // namespace

Result<std::string> read_own_file(const std::string& path, std::size_t limit_bytes) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd) return system_error(errno, "read", path);
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) return system_error(errno, "read", path);
  if (!S_ISREG(status.st_mode))
    return Error{.code = ErrorCode::io,
                 .message = "cannot read '" + path + "': not a regular file",
                 .path = path};
  std::string bytes;
  for (;;) {
    const ssize_t size = read_next_part(fd.get(), bytes);
    if (size < 0) return system_error(errno, "read", path);
    if (size == 0) return bytes;
    if (bytes.size() > limit_bytes)
      return Error{.code = ErrorCode::too_large,
                   .message = "cannot read '" + path + "': it is larger than " +
                              std::to_string(limit_bytes) + " bytes",
                   .path = path};
  }
}

std::optional<Error> make_own_folder(const std::string& path, unsigned mode) {
  for (std::size_t end = path.find('/', 1); end != std::string::npos;
       end = path.find('/', end + 1)) {
    if (::mkdir(path.substr(0, end).c_str(), 0755) != 0 && errno != EEXIST)
      return system_error(errno, "make", path.substr(0, end));
  }
  if (::mkdir(path.c_str(), mode) != 0 && errno != EEXIST) return system_error(errno, "make", path);
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return system_error(errno, "look at", path);
  if (!S_ISDIR(status.st_mode) || (status.st_uid != ::geteuid() && status.st_uid != 0))
    return Error{.code = ErrorCode::denied,
                 .message = "cannot use '" + path + "': it is a link, no folder, or another user's",
                 .path = path};
  // The umask took bits away; ours to set only where it is ours.
  if (status.st_uid == ::geteuid() && (status.st_mode & 07777U) != mode &&
      ::chmod(path.c_str(), mode) != 0)
    return system_error(errno, "set the permissions of", path);
  return std::nullopt;
}

std::optional<Error> replace_file(const std::string& path, std::string_view bytes, unsigned mode,
                                  Durable durable) {
  Result<NewFile> file = NewFile::at(path, mode);
  if (!file) return file.error();
  if (const Result<void> written = file->write(bytes); !written) return written.error();
  if (const Result<void> done = file->commit(durable); !done) return done.error();
  return std::nullopt;
}

Result<NewFile> NewFile::at(const std::string& path, unsigned mode) {
  const std::string fresh = path + ".new";
  ::unlink(fresh.c_str());  // left by a process that was killed
  UniqueFd fd(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
  if (!fd) return system_error(errno, "write", fresh);
  NewFile file(std::move(fd), path);
  if (::fchmod(file.fd_.get(), mode) != 0) return system_error(errno, "write", path);
  return file;
}

NewFile::~NewFile() {
  if (fd_) ::unlink((path_ + ".new").c_str());
}

Result<void> NewFile::write(std::string_view bytes) {
  const int error = write_all(fd_.get(), bytes);
  if (error != 0) return system_error(error, "write", path_);
  return {};
}

Result<void> NewFile::commit(Durable durable) {
  if (durable == Durable::yes && ::fsync(fd_.get()) != 0)
    return system_error(errno, "write", path_);
  if (::rename((path_ + ".new").c_str(), path_.c_str()) != 0)
    return system_error(errno, "write", path_);
  fd_ = UniqueFd();
  const int error = durable == Durable::yes ? sync_folder(folder_of(path_)) : 0;
  if (error != 0) return system_error(error, "write", path_);
  return {};
}

Result<LockFile> LockFile::take(const std::string& path, std::string_view content) {
  UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644));
  if (!fd) return system_error(errno, "open", path);
  struct flock lock = whole_file();
  if (::fcntl(fd.get(), F_SETLK, &lock) != 0) {
    if (errno != EACCES && errno != EAGAIN) return system_error(errno, "lock", path);
    lock = whole_file();
    const bool told = ::fcntl(fd.get(), F_GETLK, &lock) == 0 && lock.l_pid > 0;
    return Error{.code = ErrorCode::busy,
                 .message = "prodparityd runs already: " +
                            (told ? describe_process(lock.l_pid)
                                  : std::string("a process that cannot be seen from here")),
                 .path = path};
  }
  int error = ::ftruncate(fd.get(), 0) == 0 ? 0 : errno;
  if (error == 0) error = write_all(fd.get(), content);
  if (error != 0) return system_error(error, "write", path);
  return LockFile(std::move(fd), path);
}

std::string LockFile::holder(const std::string& path) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  struct flock lock = whole_file();
  if (!fd || ::fcntl(fd.get(), F_GETLK, &lock) != 0 || lock.l_type == F_UNLCK) return {};
  return lock.l_pid > 0 ? describe_process(lock.l_pid) : "a process that cannot be seen from here";
}

void LockFile::remove() {
  ::unlink(path_.c_str());
}

}  // namespace prodparity
