#include "fetch/store.h"

#include "core/registry/content_digest.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace prodparity::fetch {
namespace {

Error other_bytes(ErrorCode code, const registry::Descriptor& descriptor, std::string_view what) {
  return {.code = code,
          .message = "the blob " + descriptor.digest + ' ' + std::string(what),
          .path = {}};
}

registry::DigestAlgorithm algorithm(const registry::Descriptor& descriptor) {
  return registry::algorithm_of(descriptor.digest).value_or(registry::DigestAlgorithm::sha256);
}

}  // namespace

CheckedBlob::CheckedBlob(const registry::Descriptor& descriptor)
    : descriptor_(descriptor), hash_(algorithm(descriptor)) {}

Result<void> CheckedBlob::part(std::string_view bytes, const PartSink& sink) {
  size_ += bytes.size();
  if (size_ > descriptor_.size)
    return other_bytes(ErrorCode::malformed, descriptor_, "is larger than its descriptor says");
  hash_.update(bytes);
  return sink(bytes);
}

Result<void> CheckedBlob::end() {
  if (size_ < descriptor_.size)
    return other_bytes(ErrorCode::truncated, descriptor_, "is smaller than its descriptor says");
  if (hash_.digest() != descriptor_.digest)
    return other_bytes(ErrorCode::malformed, descriptor_, "has other bytes than its digest says");
  return {};
}

Result<std::string> read_blob(Store& store, const registry::Descriptor& descriptor,
                              std::size_t limit_bytes) {
  if (descriptor.size > limit_bytes)
    return other_bytes(
        ErrorCode::too_large, descriptor,
        "is larger than the " + std::to_string(limit_bytes) + " bytes that are read");
  std::string bytes;
  const Result<void> read = store.blob(descriptor, [&](std::string_view part) {
    bytes += part;
    return Result<void>();
  });
  if (!read) return read.error();
  return bytes;
}

}  // namespace prodparity::fetch
