#include "fetch/layers.h"

#include "core/limits.h"
#include "core/registry/limits.h"
#include "core/sbom/sbom.h"
#include "fetch/layer_file.h"
#include "io/compressed_source.h"
#include "io/image_limits.h"
#include "io/places.h"
#include "io/scan.h"

#include <memory>
#include <string>
#include <utility>

namespace prodparity::fetch {
namespace {

// What a part is that is no file's bytes.
constexpr const char* link_to = "link";
constexpr const char* unread_because = "unread";

Result<void> add_layer(Store& store, const registry::Descriptor& layer, ImageFiles& files) {
  if (layer.size > registry::limits::layer_bytes)
    return Error{.code = ErrorCode::too_large,
                 .message = "the image's layer " + layer.digest + " has more than " +
                            std::to_string(registry::limits::layer_bytes) + " bytes"};
  LayerFile file;
  const Result<void> whole =
      store.blob(layer, [&](std::string_view part) { return file.write(part); });
  if (!whole) return whole.error();
  Result<std::unique_ptr<ByteSource>> packed = file.read();
  if (!packed) return packed.error();
  const Result<std::unique_ptr<ByteSource>> source =
      unpacked_if_packed(*std::move(packed), limits::image_layer_bytes);
  if (!source) return source.error();
  return files.add_layer(**source, layer.digest);
}

Result<void> write_node(const std::string& path, const ImageTree::Node& node,
                        const WritePart& write) {
  using Kind = ImageTree::Node::Kind;
  MaterialPart part{.kind = MaterialKind::package_file, .place = path};
  std::string_view bytes;
  if (node.kind == Kind::link) part.annotations.emplace(link_to, node.target);
  if (node.kind == Kind::unread) part.annotations.emplace(unread_because, node.error.message);
  if (node.kind == Kind::file && node.bytes) bytes = *node.bytes;
  return write(std::move(part), bytes);
}

}  // namespace

Result<void> write_layers(Store& store, const registry::Manifest& image, const WritePart& write) {
  ImageFiles files;
  for (const registry::Descriptor& layer : image.layers) {
    if (const Result<void> added = add_layer(store, layer, files); !added) return added.error();
  }
  std::optional<Error> failure;
  files.tree().for_each([&](const std::string& path, const ImageTree::Node& node) {
    if (failure) return;
    // Most links of an image lead to files that are not kept: as if they were not there.
    if (node.kind == ImageTree::Node::Kind::link && files.tree().find(path) == nullptr) return;
    if (const Result<void> written = write_node(path, node, write); !written)
      failure = written.error();
  });
  if (failure) return *failure;
  return {};
}

std::optional<Error> LayerFiles::take(const MaterialPart& part, std::string bytes) {
  is_empty_ = false;
  const auto link = part.annotations.find(link_to);
  const auto unread = part.annotations.find(unread_because);
  const auto put = [&]() -> Result<void> {
    if (link != part.annotations.end()) return files_.put_link(part.place, link->second);
    if (unread != part.annotations.end())
      return files_.put_unread(
          part.place, {.code = ErrorCode::io, .message = unread->second, .path = part.place});
    return files_.put(part.place, std::move(bytes));
  };
  if (const Result<void> done = put(); !done) return done.error();
  return std::nullopt;
}

Reference LayerFiles::read() const {
  UsualPlaces found = usual_places(files_, {});
  Scanner scanner(files_);
  Inventory inventory = scanner.scan({.places = std::move(found.places)}).inventory;
  for (Error& error : found.errors)
    inventory.unread.push_back({.ecosystem = "pypi", .error = std::move(error)});
  sort_canonical(inventory);
  return reference_of(std::move(inventory), "image layers");
}

}  // namespace prodparity::fetch
