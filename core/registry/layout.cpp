#include "core/registry/layout.h"

#include "core/json.h"
#include "core/limits.h"
#include "core/registry/content_digest.h"
#include "core/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity::registry {
namespace {

constexpr std::size_t told = 8;
constexpr std::size_t layout_bytes = 4096;

std::string_view tag_of(const Descriptor& descriptor) {
  return annotation(descriptor.annotations, "org.opencontainers.image.ref.name");
}

// The tags that stand for what hangs on an image (attached.h).
bool is_attached(const Descriptor& descriptor) {
  const std::string_view tag = tag_of(descriptor);
  return tag.starts_with("sha256-") || tag.starts_with("sha512-") ||
         !descriptor.artifact_type.empty();
}

}  // namespace

Result<LayoutName> parse_layout_name(std::string_view text) {
  LayoutName name;
  if (const std::size_t at = text.rfind('@');
      at != std::string_view::npos && algorithm_of(text.substr(at + 1))) {
    name.digest = text.substr(at + 1);
    text = text.substr(0, at);
  }
  const std::size_t slash = text.rfind('/');
  const std::size_t colon = text.rfind(':');
  if (colon != std::string_view::npos && (slash == std::string_view::npos || colon > slash)) {
    name.tag = text.substr(colon + 1);
    text = text.substr(0, colon);
  }
  name.path = text;
  if (name.path.empty() || name.path.find('\0') != std::string::npos)
    return Error{.code = ErrorCode::wrong_usage,
                 .message =
                     "an image layout is named as 'oci:PATH', 'oci:PATH:TAG' or "
                     "'oci:PATH@sha256:...'",
                 .path = {}};
  return name;
}

Result<void> check_layout(std::string_view bytes) {
  const Result<nlohmann::json> document = parse_json(bytes, {.limit_bytes = layout_bytes});
  const std::string version = document ? text_at(*document, "imageLayoutVersion") : std::string();
  if (version.empty())
    return Error{.code = ErrorCode::malformed, .message = "it is no OCI image layout", .path = {}};
  if (!version.starts_with("1."))
    return Error{
        .code = ErrorCode::unsupported,
        .message = "it is an image layout of version " + printable(version, 50) + ", and 1 is read",
        .path = {}};
  return {};
}

Result<Descriptor> layout_entry(const Index& index, std::string_view tag) {
  // What has no tag, beside an image that has one, hangs on it.
  const bool tagged = std::ranges::any_of(index.manifests, [](const Descriptor& descriptor) {
    return !is_attached(descriptor) && !tag_of(descriptor).empty();
  });
  std::vector<const Descriptor*> fitting;
  std::vector<std::string> tags;
  for (const Descriptor& descriptor : index.manifests) {
    const bool is_image = !is_attached(descriptor) && (!tagged || !tag_of(descriptor).empty());
    if (tag.empty() ? !is_image : tag_of(descriptor) != tag) continue;
    tags.push_back(printable(tag_of(descriptor), 200));
    const bool known = std::ranges::any_of(
        fitting, [&](const Descriptor* other) { return other->digest == descriptor.digest; });
    if (!known) fitting.push_back(&descriptor);
  }
  if (fitting.empty())
    return Error{.code = ErrorCode::not_found,
                 .message = tag.empty() ? std::string("no image is in it")
                                        : "no image in it has the tag " + printable(tag, 200),
                 .path = {}};
  if (fitting.size() > 1)
    return Error{.code = ErrorCode::wrong_usage,
                 .message = "several images are in it, name one by its tag (oci:PATH:TAG): " +
                            listed(tags, told),
                 .path = {}};
  return *fitting.front();
}

std::string blob_path(std::string_view digest) {
  const std::size_t colon = digest.find(':');
  std::string path = "blobs/";
  path.append(digest.substr(0, colon)).append(1, '/');
  return path.append(digest.substr(colon + 1));
}

}  // namespace prodparity::registry
