#include "fetch/layout.h"

#include "core/registry/attached.h"
#include "core/registry/content_digest.h"
#include "core/registry/limits.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace prodparity::fetch {
namespace {

using registry::Descriptor;
using registry::Index;
using registry::Manifest;

constexpr std::size_t layout_bytes = 4096;

void add(Referrers& referrers, const Descriptor& descriptor) {
  if (referrers.manifests.size() < registry::limits::descriptors) {
    referrers.manifests.push_back(descriptor);
  } else {
    ++referrers.left_out;
  }
}

}  // namespace

Result<std::string> LayoutStore::read(const LayoutFiles& files, std::string_view path,
                                      std::size_t limit_bytes) {
  const Result<std::unique_ptr<ByteSource>> source = files.file(path);
  if (!source) return source.error();
  std::string bytes;
  for (;;) {
    const Result<std::string_view> part = (*source)->next();
    if (!part) return part.error();
    if (part->empty()) return bytes;
    bytes += *part;
    if (bytes.size() > limit_bytes)
      return Error{.code = ErrorCode::too_large,
                   .message = std::string(path) + " is larger than " + std::to_string(limit_bytes) +
                              " bytes",
                   .path = {}};
  }
}

Result<LayoutStore> LayoutStore::open(const std::string& path) {
  Result<LayoutFiles> files = LayoutFiles::open(path);
  if (!files) return files.error();
  const Result<std::string> layout = read(*files, "oci-layout", layout_bytes);
  // `docker save` of before 25 is such a one.
  if (!layout && layout.error().code == ErrorCode::not_found)
    return Error{
        .code = ErrorCode::malformed, .message = "it is no OCI image layout", .path = path};
  if (!layout) return layout.error();
  if (const Result<void> is = registry::check_layout(*layout); !is) return is.error();
  const Result<std::string> bytes = read(*files, "index.json", registry::limits::manifest_bytes);
  if (!bytes) return bytes.error();
  Result<Index> index = registry::parse_index(*bytes);
  if (!index) return index.error();
  return LayoutStore(*std::move(files), *std::move(index), "oci:" + path);
}

Result<StoredManifest> LayoutStore::manifest(const std::string& tag_or_digest) {
  std::string digest = tag_or_digest;
  if (!registry::algorithm_of(digest)) {
    const Result<Descriptor> entry = registry::layout_entry(index_, tag_or_digest);
    if (!entry) return entry.error();
    digest = entry->digest;
  }
  Result<std::string> bytes =
      read(files_, registry::blob_path(digest), registry::limits::manifest_bytes);
  if (!bytes) return bytes.error();
  if (registry::digest_of(*bytes, *registry::algorithm_of(digest)) != digest)
    return Error{.code = ErrorCode::malformed,
                 .message = name_ + " has other bytes than " + digest,
                 .path = {}};
  return StoredManifest{
      .digest = std::move(digest), .content_type = {}, .bytes = *std::move(bytes)};
}

Result<void> LayoutStore::blob(const Descriptor& descriptor, const PartSink& sink) {
  const Result<std::unique_ptr<ByteSource>> source =
      files_.file(registry::blob_path(descriptor.digest));
  if (!source) return source.error();
  CheckedBlob checked(descriptor);
  for (;;) {
    const Result<std::string_view> part = (*source)->next();
    if (!part) return part.error();
    if (part->empty()) return checked.end();
    if (const Result<void> taken = checked.part(*part, sink); !taken) return taken.error();
  }
}

Result<Referrers> LayoutStore::referrers(const std::string& digest) {
  Referrers referrers;
  referrers.left_out = index_.left_out;
  const std::string tag = registry::referrers_tag(digest);
  const auto document_of = [&](const std::string& name) -> Result<registry::ManifestOrIndex> {
    const Result<StoredManifest> stored = manifest(name);
    if (!stored) return stored.error();
    return registry::parse_manifest(stored->bytes);
  };
  for (const Descriptor& entry : index_.manifests) {
    const auto document = document_of(entry.digest);
    if (!document) {
      // It might be one: whoever reads it then says what is wrong with it.
      add(referrers, entry);
      continue;
    }
    const Manifest* manifest = std::get_if<Manifest>(&*document);
    if (manifest != nullptr && manifest->subject && manifest->subject->digest == digest)
      add(referrers, entry);
    const Index* list = std::get_if<Index>(&*document);
    const bool stands_for_it =
        registry::annotation(entry.annotations, "org.opencontainers.image.ref.name") == tag;
    if (list == nullptr || !stands_for_it) continue;
    referrers.left_out += list->left_out;
    for (const Descriptor& further : list->manifests)
      add(referrers, further);
  }
  return referrers;
}

}  // namespace prodparity::fetch
