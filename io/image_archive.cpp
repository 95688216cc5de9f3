#include "io/image_archive.h"

#include "core/registry/content_digest.h"
#include "core/registry/docker_archive.h"
#include "core/registry/image_config.h"
#include "core/registry/layout.h"
#include "core/registry/limits.h"
#include "core/registry/platform.h"
#include "io/layout_files.h"

#include <sys/stat.h>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace prodparity {
namespace {

using registry::Descriptor;

// Hands bytes on, and fails at their end where they are not what their digest says.
class CheckedSource final : public ByteSource {
 public:
  CheckedSource(std::unique_ptr<ByteSource> source, const std::string& digest)
      : source_(std::move(source)), digest_(digest), hash_(*registry::algorithm_of(digest)) {}

  Result<std::string_view> next() override {
    if (is_over_) return std::string_view();
    auto part = source_->next();
    if (!part) return part;
    if (!part->empty()) {
      hash_.update(*part);
      return part;
    }
    is_over_ = true;
    if (hash_.digest() == digest_) return part;
    return Error{.code = ErrorCode::malformed, .message = "its bytes are not those of its digest"};
  }

 private:
  std::unique_ptr<ByteSource> source_;
  std::string digest_;
  registry::ContentHash hash_;
  bool is_over_ = false;
};

Error unsupported_digest() {
  return {.code = ErrorCode::unsupported,
          .message =
              "the image names its parts by digests that are not read: there are sha256 and "
              "sha512"};
}

class ImageReader {
 public:
  ImageReader(const LayoutFiles& files, const registry::LayoutName& name,
              const registry::Platform& platform)
      : files_(files), name_(name), platform_(platform) {}

  Result<ImageFiles> run() {
    const auto layout = read("oci-layout", registry::limits::manifest_bytes);
    if (layout) {
      if (const auto is = registry::check_layout(*layout); !is) return is.error();
      return from_layout();
    }
    if (layout.error().code != ErrorCode::not_found) return layout.error();
    const auto manifest = read("manifest.json", registry::limits::manifest_bytes);
    if (manifest) return from_docker(*manifest);
    if (manifest.error().code != ErrorCode::not_found) return manifest.error();
    return Error{.code = ErrorCode::malformed,
                 .message = "it is neither an OCI image layout nor an archive of docker's",
                 .path = name_.path};
  }

 private:
  Result<std::string> read(const std::string& file, std::size_t limit_bytes) const {
    auto source = files_.file(file);
    if (!source) return source.error();
    return read_all(**source, file, limit_bytes);
  }

  static Result<std::string> read_all(ByteSource& source, const std::string& file,
                                      std::size_t limit_bytes) {
    std::string bytes;
    for (;;) {
      const auto part = source.next();
      if (!part) return part.error();
      if (part->empty()) return bytes;
      bytes += *part;
      if (bytes.size() > limit_bytes)
        return Error{.code = ErrorCode::too_large,
                     .message = "'" + file + "' in it is larger than " +
                                std::to_string(limit_bytes) + " bytes"};
    }
  }

  // A manifest, index or configuration by its digest.
  Result<std::string> read_blob(const std::string& digest, std::size_t limit_bytes) const {
    if (!registry::algorithm_of(digest)) return unsupported_digest();
    auto source = files_.file(registry::blob_path(digest));
    if (!source) return source.error();
    CheckedSource checked(std::move(*source), digest);
    return read_all(checked, registry::blob_path(digest), limit_bytes);
  }

  Result<ImageFiles> from_layout() const {
    std::string digest = name_.digest;
    if (digest.empty()) {
      const auto bytes = read("index.json", registry::limits::manifest_bytes);
      if (!bytes) return bytes.error();
      const auto index = registry::parse_index(*bytes);
      if (!index) return index.error();
      const auto entry = registry::layout_entry(*index, name_.tag);
      if (!entry) return entry.error();
      digest = entry->digest;
    }
    // An index may hold one more, no deeper.
    for (std::size_t depth = 0; depth <= registry::limits::index_depth; ++depth) {
      const auto bytes = read_blob(digest, registry::limits::manifest_bytes);
      if (!bytes) return bytes.error();
      const auto document = registry::parse_manifest(*bytes);
      if (!document) return document.error();
      if (const auto* manifest = std::get_if<registry::Manifest>(&*document))
        return unpack(*manifest);
      const auto ours = registry::choose_platform(std::get<registry::Index>(*document), platform_);
      if (!ours) return ours.error();
      digest = ours->digest;
    }
    return Error{.code = ErrorCode::too_deep, .message = "the image's index holds too many others"};
  }

  Result<ImageFiles> unpack(const registry::Manifest& manifest) const {
    ImageFiles image;
    for (const Descriptor& layer : manifest.layers) {
      if (!registry::algorithm_of(layer.digest)) return unsupported_digest();
      if (auto added = add(image, registry::blob_path(layer.digest), layer.digest); !added)
        return added.error();
    }
    return image;
  }

  // The layers lie there as they are unpacked, which is what diff_ids are of.
  Result<ImageFiles> from_docker(const std::string& manifest) const {
    const auto images = registry::parse_docker_archive(manifest);
    if (!images) return images.error();
    const auto chosen = registry::docker_archive_image(*images, name_.tag);
    if (!chosen) return chosen.error();
    const auto bytes = read(chosen->config, registry::limits::config_bytes);
    if (!bytes) return bytes.error();
    const auto config = registry::parse_image_config(*bytes);
    if (!config) return config.error();
    if (config->diff_ids.size() != chosen->layers.size())
      return Error{
          .code = ErrorCode::malformed,
          .message = "the image's configuration names other layers than its manifest.json"};
    ImageFiles image;
    for (std::size_t i = 0; i < chosen->layers.size(); ++i) {
      if (auto added = add(image, chosen->layers[i], config->diff_ids[i]); !added)
        return added.error();
    }
    return image;
  }

  Result<void> add(ImageFiles& image, const std::string& file, const std::string& digest) const {
    auto source = files_.file(file);
    if (!source) return source.error();
    CheckedSource checked(std::move(*source), digest);
    return image.add_layer(checked, digest);
  }

  const LayoutFiles& files_;
  const registry::LayoutName& name_;
  const registry::Platform& platform_;
};

// A path may hold colons, and so may docker's tags: the longest path that is there is the one.
registry::LayoutName by_existing_path(std::string_view name) {
  struct stat status {};
  for (std::size_t end = name.size(); end != std::string_view::npos && end > 0;
       end = name.rfind(':', end - 1)) {
    registry::LayoutName one{.path = std::string(name.substr(0, end)), .tag = {}, .digest = {}};
    if (::stat(one.path.c_str(), &status) != 0) continue;
    if (end < name.size()) one.tag = name.substr(end + 1);
    return one;
  }
  return {.path = std::string(name), .tag = {}, .digest = {}};
}

}  // namespace

Result<ImageFiles> read_image(std::string_view name, const registry::Platform& platform) {
  const auto parsed = registry::parse_layout_name(name);
  if (!parsed) return parsed.error();
  const registry::LayoutName known = parsed->digest.empty() ? by_existing_path(name) : *parsed;
  const auto files = LayoutFiles::open(known.path);
  if (!files) return files.error();
  return ImageReader(*files, known, platform).run();
}

}  // namespace prodparity
