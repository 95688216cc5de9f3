#include "fetch/layers.h"

#include "core/limits.h"
#include "core/sbom/sbom.h"
#include "io/compressed_source.h"
#include "io/image_limits.h"
#include "io/places.h"
#include "io/scan.h"
#include "io/system_error.h"
#include "io/unique_fd.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>

namespace prodparity::fetch {
namespace {

// What a part is that is no file's bytes.
constexpr const char* link_to = "link";
constexpr const char* unread_because = "unread";

// A file without a name in the folder for such files: a layer may be larger than memory.
Result<UniqueFd> nameless_file() {
  const char* const given = std::getenv("TMPDIR");
  const std::string folder = given != nullptr && *given == '/' ? given : "/tmp";
  UniqueFd file(::open(folder.c_str(), O_RDWR | O_TMPFILE | O_CLOEXEC, 0600));
  if (!file) return system_error(errno, "make a file in", folder);
  return file;
}

Result<void> write_to(const UniqueFd& file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return system_error(errno, "write", "a layer to a file");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<void> add_layer(Store& store, const registry::Descriptor& layer, ImageFiles& files) {
  const Result<UniqueFd> file = nameless_file();
  if (!file) return file.error();
  const Result<void> whole =
      store.blob(layer, [&](std::string_view part) { return write_to(*file, part); });
  if (!whole) return whole.error();
  const std::string path = "/proc/self/fd/" + std::to_string(file->get());
  const Result<std::unique_ptr<ByteSource>> source = open_source(path, limits::image_layer_bytes);
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
