#include "io/image_files.h"

#include "core/limits.h"
#include "core/text.h"
#include "io/image_limits.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity {
namespace {

constexpr std::string_view whiteout = ".wh.";
constexpr std::string_view opaque = ".wh..wh..opq";
constexpr std::string_view reserved = ".wh..wh.";  // what AUFS left beside them

struct CloseArchive {
  void operator()(archive* reader) const { archive_read_free(reader); }
};

std::string_view text_of(const char* text) {
  return text == nullptr ? std::string_view() : std::string_view(text);
}

// One layer's archive, entry by entry, into a tree.
class LayerReader {
 public:
  LayerReader(ImageTree& tree, ByteSource& layer)
      : tree_(tree), layer_(layer), reader_(archive_read_new()) {}

  Result<void> run() {
    archive* const reader = reader_.get();
    archive_read_support_format_tar(reader);
    archive_read_support_format_empty(reader);  // a layer that changes nothing
    archive_read_support_filter_gzip(reader);
    archive_read_support_filter_zstd(reader);
    archive_read_support_filter_xz(reader);
    if (archive_read_open(reader, this, nullptr, &LayerReader::read_part, nullptr) != ARCHIVE_OK)
      return failure();
    archive_entry* entry = nullptr;
    for (std::size_t count = 0; count < limits::image_entries; ++count) {
      const int status = archive_read_next_header(reader, &entry);
      if (status == ARCHIVE_EOF) return rest();
      // A warning is a name that this locale does not spell; it is there as its bytes.
      if (status != ARCHIVE_OK && status != ARCHIVE_WARN) return failure();
      if (auto taken = take(entry); !taken) return taken;
      if (archive_filter_bytes(reader, 0) > static_cast<la_int64_t>(limits::image_layer_bytes))
        return Error{.code = ErrorCode::too_large, .message = "it unpacks to more than 64 GiB"};
    }
    return Error{.code = ErrorCode::too_large, .message = "it has more than 5,000,000 entries"};
  }

 private:
  static la_ssize_t read_part(archive*, void* self, const void** part) {
    auto& reader = *static_cast<LayerReader*>(self);
    const auto bytes = reader.layer_.next();
    if (!bytes) {
      reader.error_ = bytes.error();
      return -1;
    }
    *part = bytes->data();
    return static_cast<la_ssize_t>(bytes->size());
  }

  Result<void> failure() const {
    if (error_) return *error_;
    const std::string what(text_of(archive_error_string(reader_.get())));
    const bool torn = what.find("runcated") != std::string::npos;
    return Error{
        .code = torn ? ErrorCode::truncated : ErrorCode::malformed,
        .message = torn ? "it ends too early" : "it is no tar archive: " + printable(what, 200)};
  }

  // What follows the archive's end belongs to the layer too: whoever checks its digest wants it.
  Result<void> rest() {
    for (;;) {
      const auto bytes = layer_.next();
      if (!bytes) return bytes.error();
      if (bytes->empty()) return {};
    }
  }

  Result<void> take(archive_entry* entry) {
    const std::string_view path = text_of(archive_entry_pathname(entry));
    if (path.empty() || path.size() > limits::image_path_bytes)
      return Error{.code = ErrorCode::malformed,
                   .message = "it holds a file without a usable name"};
    std::string_view plain = path;
    while (plain.ends_with('/'))
      plain.remove_suffix(1);
    const std::string_view name = plain.substr(plain.rfind('/') + 1);
    if (name.starts_with(whiteout)) return take_whiteout(plain, name);
    if (const char* target = archive_entry_hardlink(entry)) return take_hard_link(plain, target);
    switch (archive_entry_filetype(entry)) {
      case AE_IFDIR:
        return tree_.put_folder(plain);
      case AE_IFLNK:
        return tree_.put_link(plain, std::string(text_of(archive_entry_symlink(entry))));
      case AE_IFREG:
        return take_file(entry, plain);
      default:
        tree_.put_other(plain);
        return {};
    }
  }

  Result<void> take_whiteout(std::string_view path, std::string_view name) {
    const std::string_view folder = path.substr(0, path.size() - name.size());
    if (name == opaque) {
      tree_.clear(folder);
      return {};
    }
    if (name.starts_with(reserved)) return {};
    const std::string_view gone = name.substr(whiteout.size());
    if (gone.empty() || gone == "." || gone == "..")
      return Error{.code = ErrorCode::malformed,
                   .message = "it removes '" + printable(path) + "', which is no file's name"};
    tree_.remove(std::string(folder).append(gone));
    return {};
  }

  Result<void> take_hard_link(std::string_view path, std::string_view target) {
    if (needed_of_image(path) != Needed::nothing) return tree_.put_hard_link(path, target);
    tree_.put_other(path);
    return {};
  }

  Result<void> take_file(archive_entry* entry, std::string_view path) {
    switch (needed_of_image(path)) {
      case Needed::nothing:
        tree_.put_other(path);
        return {};
      case Needed::name:
        return tree_.put_unread(
            path, {.code = ErrorCode::io, .message = "its bytes are not kept", .path = {}});
      case Needed::content:
        break;
    }
    if (archive_entry_size(entry) > static_cast<la_int64_t>(limits::package_database_bytes))
      return tree_.put_unread(path,
                              {.code = ErrorCode::too_large,
                               .message = "'/" + std::string(path) + "' is larger than " +
                                          std::to_string(limits::package_database_bytes) + " bytes",
                               .path = '/' + std::string(path)});
    std::string bytes(static_cast<std::size_t>(archive_entry_size(entry)), '\0');
    for (std::size_t filled = 0; filled < bytes.size();) {
      const la_ssize_t got =
          archive_read_data(reader_.get(), bytes.data() + filled, bytes.size() - filled);
      if (got < 0) return failure();
      if (got == 0) return Error{.code = ErrorCode::truncated, .message = "it ends too early"};
      filled += static_cast<std::size_t>(got);
    }
    return tree_.put_file(path, std::move(bytes));
  }

  ImageTree& tree_;
  ByteSource& layer_;
  std::unique_ptr<archive, CloseArchive> reader_;
  std::optional<Error> error_;  // of the source, which libarchive would lose
};

Error not_found(std::string_view path) {
  return {.code = ErrorCode::not_found,
          .message = "cannot open '" + std::string(path) + "': it is not in the image",
          .path = std::string(path)};
}

}  // namespace

Needed needed_of_image(std::string_view path) {
  constexpr std::array<std::string_view, 3> own = {"etc/os-release", "usr/lib/os-release",
                                                   "apt/history.log"};
  if (std::ranges::any_of(own, [&](std::string_view end) { return path.ends_with(end); }))
    return Needed::content;
  Needed needed = Needed::nothing;
  const std::string absolute = '/' + std::string(path);
  for (const Ecosystem* const ecosystem : ecosystems()) {
    if (ecosystem->needed != nullptr) needed = std::max(needed, ecosystem->needed(absolute));
  }
  return needed;
}

Result<void> ImageFiles::add_layer(ByteSource& layer, std::string_view name) {
  tree_.begin_layer();
  auto read = LayerReader(tree_, layer).run();
  if (read) return read;
  Error error = read.error();
  error.message = "cannot read the image's layer " + printable(name, 200) + ": " + error.message;
  return error;
}

Result<StampedBytes> ImageFiles::read_stamped(std::string_view path,
                                              std::size_t limit_bytes) const {
  const ImageTree::Node* const node = tree_.find(path);
  if (node == nullptr) return not_found(path);
  switch (node->kind) {
    case ImageTree::Node::Kind::unread:
      return node->error;
    case ImageTree::Node::Kind::file:
      break;
    case ImageTree::Node::Kind::folder:
    case ImageTree::Node::Kind::link:
      return Error{.code = ErrorCode::io,
                   .message = "cannot read '" + std::string(path) + "': it is not a regular file",
                   .path = std::string(path)};
  }
  if (node->bytes->size() > limit_bytes)
    return Error{.code = ErrorCode::too_large,
                 .message = "'" + std::string(path) + "' is larger than " +
                            std::to_string(limit_bytes) + " bytes",
                 .path = std::string(path)};
  return StampedBytes{.bytes = *node->bytes,
                      .stamp = {.inode = node->number, .size = node->bytes->size()}};
}

Result<Stamp> ImageFiles::stamp(std::string_view path) const {
  const ImageTree::Node* const node = tree_.find(path);
  if (node == nullptr) return not_found(path);
  return Stamp{.inode = node->number, .size = node->bytes ? node->bytes->size() : 0};
}

}  // namespace prodparity
