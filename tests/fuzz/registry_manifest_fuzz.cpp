// An image's manifest or an index, whatever the bytes: lists stay in their bounds, every digest is
// one, and the chosen image is one of the index.
#include "core/registry/attached.h"
#include "core/registry/content_digest.h"
#include "core/registry/layout.h"
#include "core/registry/limits.h"
#include "core/registry/manifest.h"
#include "core/registry/platform.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <variant>
#include <vector>

namespace {

using namespace prodparity::registry;

void check(const Descriptor& descriptor) {
  if (!algorithm_of(descriptor.digest)) std::abort();
  if (descriptor.annotations.size() > limits::annotations) std::abort();
  if (legacy_tag(descriptor.digest).size() > limits::tag_bytes) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const std::string_view content_type : {std::string_view(), oci_manifest, docker_list}) {
    const auto document = parse_manifest(bytes, content_type);
    if (!document) continue;
    if (const Manifest* manifest = std::get_if<Manifest>(&*document)) {
      if (content_type == docker_list || manifest->layers.size() > limits::layers) std::abort();
      check(manifest->config);
      std::ranges::for_each(manifest->layers, check);
      continue;
    }
    const Index& index = std::get<Index>(*document);
    if (content_type == oci_manifest || index.manifests.size() > limits::descriptors) std::abort();
    std::ranges::for_each(index.manifests, check);
    const auto chosen = choose_platform(index, platform_of_machine("x86_64"));
    if (chosen && std::ranges::find(index.manifests, *chosen) == index.manifests.end())
      std::abort();
    const auto entry = layout_entry(index, {});
    if (entry && std::ranges::find(index.manifests, *entry) == index.manifests.end()) std::abort();
  }
  (void)check_layout(bytes);
  return 0;
}
