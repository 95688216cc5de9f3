#include "io/compressed_source.h"

#include "core/limits.h"
#include "tests/support/catch.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

using namespace prodparity;

namespace {

// A folder of its own, removed at the end.
struct Folder {
  std::string path;
  Folder() {
    std::string pattern = std::filesystem::temp_directory_path() / "compressed_source.XXXXXX";
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path = pattern;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path); }

  std::string file(std::string_view bytes) const {
    const std::string name = path + "/file";
    std::ofstream(name, std::ios::binary) << bytes;
    return name;
  }
};

Result<std::string> read_all(const std::string& path,
                             std::size_t limit_bytes = limits::sbom_bytes) {
  const auto source = open_source(path, limit_bytes);
  if (!source) return source.error();
  std::string bytes;
  for (;;) {
    const auto part = (*source)->next();
    if (!part) return part.error();
    if (part->empty()) return bytes;
    bytes += *part;
  }
}

ErrorCode code_of(const std::string& path) {
  const auto bytes = read_all(path);
  REQUIRE_FALSE(bytes.has_value());
  return bytes.error().code;
}

// "hello\n", packed by gzip -n, xz and zstd.
constexpr std::string_view gzip_hello(
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xcb\x48\xcd\xc9\xc9\xe7\x02\x00\x20\x30\x3a\x36\x06"
    "\x00\x00\x00",
    26);
constexpr std::string_view xz_hello(
    "\xfd\x37\x7a\x58\x5a\x00\x00\x04\xe6\xd6\xb4\x46\x02\x00\x21\x01\x16\x00\x00\x00\x74\x2f\xe5"
    "\xa3\x01\x00\x05\x68\x65\x6c\x6c\x6f\x0a\x00\x00\x00\xa5\x60\x97\xf1\x94\xf6\xfd\xe0\x00\x01"
    "\x1e\x06\xc1\x2f\xa4\x1d\x1f\xb6\xf3\x7d\x01\x00\x00\x00\x00\x04\x59\x5a",
    64);
constexpr std::string_view zstd_hello(
    "\x28\xb5\x2f\xfd\x04\x58\x31\x00\x00\x68\x65\x6c\x6c\x6f\x0a\x53\x88\xbd\x91", 19);

}  // namespace

TEST_CASE("source: a plain file comes as it is, in parts") {
  const Folder folder;
  const std::string bytes(200'000, 'x');
  CHECK(read_all(folder.file(bytes)).value() == bytes);
  CHECK(read_all(folder.file("")).value().empty());
}

TEST_CASE("source: xz and zstd are unpacked") {
  const Folder folder;
  CHECK(read_all(folder.file(xz_hello)).value() == "hello\n");
  CHECK(read_all(folder.file(zstd_hello)).value() == "hello\n");
}

TEST_CASE("source: gzip is unpacked, cut gzip is truncated") {
  const Folder folder;
  CHECK(read_all(folder.file(gzip_hello)).value() == "hello\n");
  CHECK(code_of(folder.file(gzip_hello.substr(0, 14))) == ErrorCode::truncated);
  CHECK(code_of(folder.file("\x1f\x8b\x08 garbage")) == ErrorCode::malformed);
}

TEST_CASE("source: what is no regular file is an error, not a wait") {
  const Folder folder;
  REQUIRE(::mkfifo((folder.path + "/fifo").c_str(), 0600) == 0);
  CHECK(code_of(folder.path + "/fifo") == ErrorCode::io);
  CHECK(code_of(folder.path) == ErrorCode::io);
  CHECK(code_of(folder.path + "/none") == ErrorCode::not_found);
}

TEST_CASE("source: a file unpacks up to the bound and not one byte past it") {
  const Folder folder;
  const std::string path = folder.file(gzip_hello);
  CHECK(read_all(path, 6).value() == "hello\n");
  CHECK(read_all(path, 5).error().code == ErrorCode::too_large);
}

TEST_CASE("source: what comes from elsewhere is unpacked, and its error stays its own") {
  class Parts final : public ByteSource {
   public:
    Parts(std::string bytes, std::size_t fails_at) : bytes_(std::move(bytes)), left_(fails_at) {}
    Result<std::string_view> next() override {
      if (left_-- == 0) return Error{.code = ErrorCode::timed_out, .message = "no answer"};
      return std::string_view(bytes_).substr(std::min(at_++, bytes_.size()), 1);
    }

   private:
    std::string bytes_;
    std::size_t left_;
    std::size_t at_ = 0;
  };
  const auto unpacked = [](std::string_view bytes, std::size_t fails_at) -> Result<std::string> {
    auto source = unpacked_source(std::make_unique<Parts>(std::string(bytes), fails_at), 6);
    if (!source) return source.error();
    std::string all;
    for (;;) {
      const auto part = (*source)->next();
      if (!part) return part.error();
      if (part->empty()) return all;
      all += *part;
    }
  };
  CHECK(unpacked(gzip_hello, 1000).value() == "hello\n");
  CHECK(unpacked(gzip_hello, 20).error().code == ErrorCode::timed_out);
  CHECK(unpacked("plain", 1000).error().code == ErrorCode::malformed);
  CHECK(unpacked("", 1000).error().code == ErrorCode::malformed);
}
