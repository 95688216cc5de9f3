#include "fetch/layer_file.h"

#include "io/compressed_source.h"
#include "io/system_error.h"
#include "io/write_all.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <utility>

namespace prodparity::fetch {
namespace {

// In the folder for such files.
Result<UniqueFd> nameless_file() {
  const char* const given = std::getenv("TMPDIR");
  const std::string folder = given != nullptr && *given == '/' ? given : "/tmp";
  UniqueFd file(::open(folder.c_str(), O_RDWR | O_TMPFILE | O_CLOEXEC, 0600));
  if (!file) return system_error(errno, "make a file in", folder);
  return file;
}

// One file after the other.
class Parts final : public ByteSource {
 public:
  explicit Parts(std::vector<std::unique_ptr<ByteSource>> parts) : parts_(std::move(parts)) {}

  Result<std::string_view> next() override {
    for (; at_ < parts_.size(); ++at_) {
      Result<std::string_view> part = parts_[at_]->next();
      if (!part || !part->empty()) return part;
    }
    return std::string_view();
  }

 private:
  std::vector<std::unique_ptr<ByteSource>> parts_;
  std::size_t at_ = 0;
};

}  // namespace

Result<void> LayerFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    if (room_ == 0) {
      Result<UniqueFd> file = nameless_file();
      if (!file) return file.error();
      parts_.push_back(*std::move(file));
      room_ = part_bytes_;
    }
    const std::string_view some = bytes.substr(0, room_);
    if (const int error = write_all(parts_.back().get(), some); error != 0)
      return system_error(error, "write", "a layer to a file");
    room_ -= some.size();
    bytes.remove_prefix(some.size());
  }
  return {};
}

Result<std::unique_ptr<ByteSource>> LayerFile::read() {
  std::vector<std::unique_ptr<ByteSource>> parts;
  for (UniqueFd& part : parts_) {
    if (::lseek(part.get(), 0, SEEK_SET) != 0)
      return system_error(errno, "read", "a layer from a file");
    parts.push_back(descriptor_source(std::move(part), "a layer"));
  }
  parts_.clear();
  return std::unique_ptr<ByteSource>(std::make_unique<Parts>(std::move(parts)));
}

}  // namespace prodparity::fetch
