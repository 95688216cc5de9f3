// Two layers of whatever bytes: no path of the image leads out of its root, and all that is kept is
// found where it is said to be.
#include "io/image_files.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

namespace {

class Whole final : public prodparity::ByteSource {
 public:
  explicit Whole(std::string_view bytes) : bytes_(bytes) {}
  prodparity::Result<std::string_view> next() override { return std::exchange(bytes_, {}); }

 private:
  std::string_view bytes_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  ImageFiles files;
  Whole lower(text.substr(0, size / 2 / 512 * 512));
  Whole upper(text);
  if (!files.add_layer(lower, "lower") || !files.add_layer(upper, "upper")) return 0;
  files.tree().for_each([&](const std::string& path, const ImageTree::Node& node) {
    if (node.kind != ImageTree::Node::Kind::link && files.tree().find(path) != &node) std::abort();
  });
  const std::string patterns[] = {"/*/*", "/opt/**/pyvenv.cfg", "/var/lib/dpkg/status"};
  for (const std::string& path : files.glob_any(patterns).paths) {
    if (!files.stamp(path)) std::abort();
  }
  return 0;
}
