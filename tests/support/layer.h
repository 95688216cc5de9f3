#pragma once

#include "core/byte_source.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity::test {

// A layer of an image, entry by entry as a builder would write it.
class LayerArchive {
 public:
  enum class Packing { none, gzip, zstd };

  explicit LayerArchive(Packing packing = Packing::none) : writer_(archive_write_new()) {
    archive_write_set_format_pax_restricted(writer_);
    if (packing == Packing::gzip) archive_write_add_filter_gzip(writer_);
    if (packing == Packing::zstd) archive_write_add_filter_zstd(writer_);
    archive_write_set_bytes_in_last_block(writer_, 1);
    archive_write_open(writer_, &bytes_, nullptr, &LayerArchive::append, nullptr);
  }
  ~LayerArchive() { archive_write_free(writer_); }
  LayerArchive(const LayerArchive&) = delete;
  LayerArchive& operator=(const LayerArchive&) = delete;

  LayerArchive& file(const std::string& path, std::string_view bytes = {}) {
    return add(path, AE_IFREG, bytes, nullptr, nullptr);
  }
  LayerArchive& folder(const std::string& path) {
    return add(path, AE_IFDIR, {}, nullptr, nullptr);
  }
  LayerArchive& link(const std::string& path, const std::string& target) {
    return add(path, AE_IFLNK, {}, target.c_str(), nullptr);
  }
  LayerArchive& hard_link(const std::string& path, const std::string& target) {
    return add(path, AE_IFREG, {}, nullptr, target.c_str());
  }
  LayerArchive& fifo(const std::string& path) { return add(path, AE_IFIFO, {}, nullptr, nullptr); }
  // The archive, which then takes no more.
  std::string bytes() {
    archive_write_close(writer_);
    return bytes_;
  }

 private:
  static la_ssize_t append(archive*, void* to, const void* bytes, std::size_t size) {
    static_cast<std::string*>(to)->append(static_cast<const char*>(bytes), size);
    return static_cast<la_ssize_t>(size);
  }

  LayerArchive& add(const std::string& path, unsigned kind, std::string_view bytes,
                    const char* link, const char* hard_link) {
    const std::unique_ptr<archive_entry, decltype(&archive_entry_free)> entry(archive_entry_new(),
                                                                              &archive_entry_free);
    archive_entry_set_pathname(entry.get(), path.c_str());
    archive_entry_set_filetype(entry.get(), kind);
    archive_entry_set_perm(entry.get(), 0644);
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(bytes.size()));
    if (link != nullptr) archive_entry_set_symlink(entry.get(), link);
    if (hard_link != nullptr) archive_entry_set_hardlink(entry.get(), hard_link);
    if (archive_write_header(writer_, entry.get()) < ARCHIVE_WARN)
      throw std::runtime_error("layer: " + path);
    archive_write_data(writer_, bytes.data(), bytes.size());
    return *this;
  }

  std::string bytes_;
  archive* writer_;
};

// Bytes in parts of `part`; after `fails_after` parts an error.
class PartsSource final : public ByteSource {
 public:
  explicit PartsSource(std::string bytes, std::size_t part = 1000,
                       std::size_t fails_after = static_cast<std::size_t>(-1))
      : bytes_(std::move(bytes)), part_(part), left_(fails_after) {}

  Result<std::string_view> next() override {
    if (left_-- == 0) return Error{.code = ErrorCode::timed_out, .message = "no answer"};
    const std::string_view next = std::string_view(bytes_).substr(at_, part_);
    at_ += next.size();
    return next;
  }
  bool is_read() const { return at_ == bytes_.size(); }

 private:
  std::string bytes_;
  std::size_t part_;
  std::size_t left_;
  std::size_t at_ = 0;
};

}  // namespace prodparity::test
