#include "core/registry/image_chain.h"

#include "core/registry/content_digest.h"
#include "core/registry/limits.h"
#include "core/registry/platform.h"

#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace prodparity::registry {
namespace {

Error unverified(std::string message) {
  return {.code = ErrorCode::unverified, .message = std::move(message), .path = {}};
}

bool is_of(std::string_view bytes, const std::string& digest) {
  const std::optional<DigestAlgorithm> algorithm = algorithm_of(digest);
  return algorithm && digest_of(bytes, *algorithm) == digest;
}

}  // namespace

ImageChain::ImageChain(std::string digest, Platform platform)
    : platform_(std::move(platform)), next_(std::move(digest)) {}

Result<void> ImageChain::take_manifest(std::string_view bytes) {
  if (next_.empty()) return unverified("a manifest is there that nothing names");
  const std::string digest = std::exchange(next_, {});
  if (!is_of(bytes, digest)) return unverified("what is there is not the manifest " + digest);
  Result<ManifestOrIndex> read = parse_manifest(bytes);
  if (!read) return read.error();
  if (Manifest* const manifest = std::get_if<Manifest>(&*read)) {
    if (indexes_ > 0) platform_digest_ = digest;
    config_ = std::move(manifest->config);
    return {};
  }
  if (indexes_++ == limits::index_depth)
    return Error{
        .code = ErrorCode::too_deep, .message = "the image is an index within indexes", .path = {}};
  // Where it has none of our platform nothing more may come.
  if (Result<Descriptor> ours = choose_platform(std::get<Index>(*read), platform_); ours)
    next_ = std::move(ours->digest);
  return {};
}

Result<void> ImageChain::check_config(std::string_view bytes) const {
  if (config_ && bytes.size() == config_->size && is_of(bytes, config_->digest)) return {};
  return unverified("what is there is not the image's configuration");
}

}  // namespace prodparity::registry
