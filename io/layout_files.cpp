#include "io/layout_files.h"

#include "core/registry/limits.h"
#include "core/text.h"
#include "io/compressed_source.h"
#include "io/system_error.h"
#include "io/unique_fd.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <archive.h>
#include <archive_entry.h>

#include <cerrno>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

constexpr std::size_t part_bytes = std::size_t{64} * 1024;

struct CloseArchive {
  void operator()(archive* reader) const { archive_read_free(reader); }
};
using Archive = std::unique_ptr<archive, CloseArchive>;

Error broken_archive(archive* reader, const std::string& path) {
  const char* said = archive_error_string(reader);
  return {.code = ErrorCode::malformed,
          .message = "cannot read the archive: " + printable(said == nullptr ? "" : said, 200),
          .path = path};
}

Error no_such_file(const std::string& path, std::string_view name) {
  return {.code = ErrorCode::not_found,
          .message = "there is no " + std::string(name) + " in it",
          .path = path};
}

class EntrySource final : public ByteSource {
 public:
  EntrySource(Archive reader, std::string path)
      : reader_(std::move(reader)), path_(std::move(path)) {}

  Result<std::string_view> next() override {
    const void* part = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    do {
      const int status = archive_read_data_block(reader_.get(), &part, &size, &offset);
      if (status == ARCHIVE_EOF) return std::string_view();
      if (status != ARCHIVE_OK) return broken_archive(reader_.get(), path_);
    } while (size == 0);
    return std::string_view(static_cast<const char*>(part), size);
  }

 private:
  Archive reader_;
  std::string path_;
};

// "./index.json" is how `tar c .` has it.
std::string_view plain_name(archive_entry* entry) {
  const char* name = archive_entry_pathname(entry);
  std::string_view text = name == nullptr ? std::string_view() : std::string_view(name);
  if (text.starts_with("./")) text.remove_prefix(2);
  return text;
}

Result<std::unique_ptr<ByteSource>> file_in_archive(const std::string& path,
                                                    std::string_view name) {
  Archive reader(archive_read_new());
  archive_read_support_format_tar(reader.get());
  archive_read_support_filter_gzip(reader.get());
  archive_read_support_filter_zstd(reader.get());
  if (archive_read_open_filename(reader.get(), path.c_str(), part_bytes) != ARCHIVE_OK)
    return broken_archive(reader.get(), path);
  archive_entry* entry = nullptr;
  for (std::size_t count = 0; count < registry::limits::layout_entries; ++count) {
    const int status = archive_read_next_header(reader.get(), &entry);
    if (status == ARCHIVE_EOF) return no_such_file(path, name);
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN) return broken_archive(reader.get(), path);
    if (plain_name(entry) == name && archive_entry_filetype(entry) == AE_IFREG)
      return std::unique_ptr<ByteSource>(std::make_unique<EntrySource>(std::move(reader), path));
  }
  return Error{
      .code = ErrorCode::too_large, .message = "the archive has too many entries", .path = path};
}

}  // namespace

Result<LayoutFiles> LayoutFiles::open(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return system_error(errno, "open", path);
  if (S_ISREG(status.st_mode)) return LayoutFiles(path, std::nullopt);
  if (!S_ISDIR(status.st_mode))
    return Error{
        .code = ErrorCode::io, .message = "it is neither a folder nor a file", .path = path};
  Result<Rooted> root = Rooted::open(path, Resolution::kernel);
  if (!root) return root.error();
  return LayoutFiles(path, *std::move(root));
}

Result<std::unique_ptr<ByteSource>> LayoutFiles::file(std::string_view name) const {
  if (!root_) return file_in_archive(path_, name);
  Rooted::Opened opened = root_->open_inside('/' + std::string(name), O_RDONLY);
  if (opened.error_number == ENOENT) return no_such_file(path_, name);
  const std::string whole = path_ + '/' + std::string(name);
  if (opened.error_number != 0) return system_error(opened.error_number, "open", whole);
  struct stat status {};
  if (::fstat(opened.fd.get(), &status) != 0) return system_error(errno, "read", whole);
  if (!S_ISREG(status.st_mode))
    return Error{.code = ErrorCode::io, .message = "it is no regular file", .path = whole};
  return descriptor_source(std::move(opened.fd), whole);
}

}  // namespace prodparity
