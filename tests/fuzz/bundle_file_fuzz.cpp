// Whatever is handed over as a bundle: it is refused alike by whoever reads it and whoever takes
// it for a reference; what is taken has the same evidence, nothing that goes along, and no word of
// the file about what was asked.
#include "core/bundle_file.h"
#include "core/limits.h"
#include "fetch/gather_bundle.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace prodparity;

Result<BundleContent> read(const std::string& bytes, std::size_t part_bytes) {
  WholeText source(bytes, part_bytes);
  return read_bundle(source);
}

void must(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const Result<BundleContent> content = read(bytes, 4096);
  const Result<BundleContent> again = read(bytes, 3);
  must(content.has_value() == again.has_value());
  if (content) must(*content == *again);
  WholeText source(bytes, 100);
  std::string material;
  const FetchOrder order{.asked = "asked", .platform = "linux/amd64"};
  const Result<void> taken =
      fetch::bundle_as_material(source, {.path = "/file", .image_digest = {}}, order,
                                [&](std::string_view some) -> Result<void> {
                                  material += some;
                                  return {};
                                });
  if (!taken) {
    must(taken.error().path == "/file");
    return 0;
  }
  const Result<BundleContent> evidence = read(material, 4096);
  must(evidence.has_value() && evidence->along.empty());
  must(evidence->header.asked == "asked" && evidence->header.bundle == "/file");
  // More may go along than is read: it is left behind unread.
  if (content) must(evidence->parts == content->parts);
  if (!content) must(content.error().code == ErrorCode::too_large);
  return 0;
}
