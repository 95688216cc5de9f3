#include "io/compressed_source.h"

#include "io/system_error.h"
#include "io/unique_fd.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <archive.h>

#include <cerrno>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

constexpr std::size_t part_bytes = std::size_t{64} * 1024;

// A descriptor's bytes in parts; an error is kept for the caller that can report it.
class Descriptor final : public ByteSource {
 public:
  Descriptor(UniqueFd fd, std::string path)
      : fd_(std::move(fd)), path_(std::move(path)), buffer_(part_bytes) {}

  Result<std::string_view> next() override {
    for (;;) {
      const ssize_t size = ::read(fd_.get(), buffer_.data(), buffer_.size());
      if (size >= 0) return std::string_view(buffer_.data(), static_cast<std::size_t>(size));
      if (errno != EINTR) return system_error(errno, "read", path_);
    }
  }

 private:
  UniqueFd fd_;
  std::string path_;
  std::vector<char> buffer_;
};

// A source of which one part was read already: that part first, then the others.
class PlainSource final : public ByteSource {
 public:
  PlainSource(std::unique_ptr<ByteSource> source, std::string_view first)
      : source_(std::move(source)), first_(first) {}
  Result<std::string_view> next() override {
    if (!first_.empty()) return std::exchange(first_, {});
    return source_->next();
  }

 private:
  std::unique_ptr<ByteSource> source_;
  std::string_view first_;  // in the source's buffer
};

struct CloseArchive {
  void operator()(archive* reader) const { archive_read_free(reader); }
};

class UnpackedSource final : public ByteSource {
 public:
  UnpackedSource(std::unique_ptr<ByteSource> packed, std::string path, std::size_t limit_bytes)
      : packed_(std::move(packed)),
        path_(std::move(path)),
        reader_(archive_read_new()),
        limit_bytes_(limit_bytes) {}

  // Libarchive keeps a pointer to this object: called once it stands where it stays.
  Result<bool> open() {
    archive* const reader = reader_.get();
    archive_read_support_format_raw(reader);
    archive_read_support_filter_gzip(reader);
    archive_read_support_filter_xz(reader);
    archive_read_support_filter_zstd(reader);
    archive_entry* entry = nullptr;
    if (archive_read_open(reader, this, nullptr, &UnpackedSource::read_part, nullptr) !=
            ARCHIVE_OK ||
        archive_read_next_header(reader, &entry) != ARCHIVE_OK)
      return failure();
    // Begins like one and is none: libarchive would hand it through as it is.
    if (archive_filter_code(reader, 0) == ARCHIVE_FILTER_NONE) return failure();
    return true;
  }

  Result<std::string_view> next() override {
    const void* part = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    do {
      const int status = archive_read_data_block(reader_.get(), &part, &size, &offset);
      if (status == ARCHIVE_EOF) return std::string_view();
      if (status != ARCHIVE_OK) return failure();
    } while (size == 0);
    total_ += size;
    if (total_ > limit_bytes_)
      return Error{.code = ErrorCode::too_large,
                   .message = "unpacks to more than " + std::to_string(limit_bytes_) + " bytes",
                   .path = path_};
    return std::string_view(static_cast<const char*>(part), size);
  }

 private:
  static la_ssize_t read_part(archive*, void* self, const void** part) {
    auto& source = *static_cast<UnpackedSource*>(self);
    const auto bytes = source.packed_->next();
    if (!bytes) {
      source.error_ = std::make_unique<Error>(bytes.error());
      return -1;
    }
    *part = bytes->data();
    return static_cast<la_ssize_t>(bytes->size());
  }

  Error failure() const {
    if (error_) return *error_;
    const char* const text = archive_error_string(reader_.get());
    const std::string what = text == nullptr ? "its header is damaged" : text;
    const bool torn = what.find("runcated") != std::string::npos;
    return {.code = torn ? ErrorCode::truncated : ErrorCode::malformed,
            .message = torn ? "the compressed file ends too early: fetch it again"
                            : "cannot unpack: " + what,
            .path = path_};
  }

  std::unique_ptr<ByteSource> packed_;
  std::string path_;
  std::unique_ptr<archive, CloseArchive> reader_;
  std::unique_ptr<Error> error_;  // of reading, which libarchive would lose
  std::size_t limit_bytes_;
  std::size_t total_ = 0;
};

bool is_packed(std::string_view first) {
  for (const std::string_view magic : {std::string_view("\x1f\x8b"),
                                       std::string_view("\xfd"
                                                        "7zXZ"),
                                       std::string_view("\x28\xb5\x2f\xfd")}) {
    if (first.starts_with(magic)) return true;
  }
  return false;
}

Result<std::unique_ptr<ByteSource>> unpacked(std::unique_ptr<ByteSource> packed, std::string path,
                                             std::size_t limit_bytes) {
  auto source = std::make_unique<UnpackedSource>(std::move(packed), std::move(path), limit_bytes);
  if (const auto opened = source->open(); !opened) return opened.error();
  return std::unique_ptr<ByteSource>(std::move(source));
}

Result<std::unique_ptr<ByteSource>> unpacked_if_packed(std::unique_ptr<ByteSource> source,
                                                       std::string path, std::size_t limit_bytes) {
  const auto first = source->next();
  if (!first) return first.error();
  const bool packed = is_packed(*first);
  auto whole = std::make_unique<PlainSource>(std::move(source), *first);
  if (!packed) return std::unique_ptr<ByteSource>(std::move(whole));
  return unpacked(std::move(whole), std::move(path), limit_bytes);
}

Result<UniqueFd> open_regular(const std::string& path) {
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd) return system_error(errno, "read", path);
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) return system_error(errno, "read", path);
  if (!S_ISREG(status.st_mode))
    return Error{.code = ErrorCode::io, .message = "it is no regular file", .path = path};
  return fd;
}

}  // namespace

Result<std::unique_ptr<ByteSource>> open_source(const std::string& path, std::size_t limit_bytes) {
  auto fd =
      path == "-" ? Result<UniqueFd>(UniqueFd(::fcntl(0, F_DUPFD_CLOEXEC, 3))) : open_regular(path);
  if (!fd) return fd.error();
  std::string name = path == "-" ? "standard input" : path;
  auto descriptor = std::make_unique<Descriptor>(std::move(*fd), name);
  return unpacked_if_packed(std::move(descriptor), std::move(name), limit_bytes);
}

Result<std::unique_ptr<ByteSource>> unpacked_if_packed(std::unique_ptr<ByteSource> source,
                                                       std::size_t limit_bytes) {
  return unpacked_if_packed(std::move(source), {}, limit_bytes);
}

Result<std::unique_ptr<ByteSource>> open_as_it_is(const std::string& path) {
  auto fd = open_regular(path);
  if (!fd) return fd.error();
  return descriptor_source(std::move(*fd), path);
}

Result<std::unique_ptr<ByteSource>> unpacked_source(std::unique_ptr<ByteSource> packed,
                                                    std::size_t limit_bytes) {
  return unpacked(std::move(packed), {}, limit_bytes);
}

std::unique_ptr<ByteSource> descriptor_source(UniqueFd file, std::string path) {
  return std::make_unique<Descriptor>(std::move(file), std::move(path));
}

}  // namespace prodparity
