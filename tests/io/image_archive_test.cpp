#include "io/image_archive.h"

#include "core/digest.h"
#include "core/registry/content_digest.h"
#include "tests/support/catch.h"
#include "tests/support/layer.h"
#include "tests/support/temp_folder.h"

#include <fmt/format.h>

#include <string>

using namespace prodparity;
using namespace prodparity::test;

namespace {

const registry::Platform amd64{.os = "linux", .architecture = "amd64", .variant = {}};

std::string layer_bytes(const std::string& status,
                        LayerArchive::Packing packing = LayerArchive::Packing::none) {
  LayerArchive layer(packing);
  layer.file("var/lib/dpkg/status", status);
  return layer.bytes();
}

// An OCI layout in a folder.
struct Layout {
  TempFolder folder;

  Layout() { put("oci-layout", R"({"imageLayoutVersion":"1.0.0"})"); }
  void put(const std::string& name, const std::string& bytes) const {
    folder.put('/' + name, bytes);
  }
  std::string blob(const std::string& bytes) const {
    put("blobs/sha256/" + sha256_hex(bytes), bytes);
    return registry::digest_of(bytes);
  }
  static std::string descriptor(const std::string& digest, std::size_t size,
                                const std::string& more = {}) {
    return fmt::format(R"({{"mediaType":"application/vnd.oci.image.manifest.v1+json",)"
                       R"("digest":"{}","size":{}{}}})",
                       digest, size, more);
  }
  // The digest of a manifest with these layers.
  std::string image(std::initializer_list<std::string> layers) const {
    std::string list;
    for (const std::string& layer : layers)
      list += (list.empty() ? "" : ",") + descriptor(blob(layer), layer.size());
    const std::string config = R"({"rootfs":{"diff_ids":[]}})";
    return blob(R"({"schemaVersion":2,"config":)" + descriptor(blob(config), config.size()) +
                R"(,"layers":[)" + list + "]}");
  }
  void index(const std::string& manifests) const {
    put("index.json", R"({"schemaVersion":2,"manifests":[)" + manifests + "]}");
  }
};

std::string status_of(const std::string& name) {
  const auto files = read_image(name, amd64);
  if (!files) return "error: " + std::string(to_string(files.error().code));
  return files->read("/var/lib/dpkg/status", 1000).value();
}

std::string tagged(const std::string& tag) {
  return R"(,"annotations":{"org.opencontainers.image.ref.name":")" + tag + "\"}";
}

}  // namespace

TEST_CASE("image archive: an OCI layout, its layers in their order, packed or not") {
  const Layout layout;
  const std::string image =
      layout.image({layer_bytes("old"), layer_bytes("new", LayerArchive::Packing::gzip)});
  layout.index(Layout::descriptor(image, 1));
  CHECK(status_of(layout.folder.path()) == "new");
  CHECK(status_of(layout.folder.path() + '@' + image) == "new");
}

TEST_CASE("image archive: of several the one with the tag") {
  const Layout layout;
  layout.index(Layout::descriptor(layout.image({layer_bytes("one")}), 1, tagged("one")) + ',' +
               Layout::descriptor(layout.image({layer_bytes("two")}), 1, tagged("two")));
  CHECK(status_of(layout.folder.path() + ":two") == "two");
  CHECK(status_of(layout.folder.path() + ":three") == "error: not_found");
  CHECK(status_of(layout.folder.path()) == "error: wrong_usage");
}

TEST_CASE("image archive: of an index our platform's image") {
  const Layout layout;
  const auto platform = [](const char* architecture) {
    return fmt::format(R"(,"platform":{{"os":"linux","architecture":"{}"}})", architecture);
  };
  const std::string index = layout.blob(
      R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[)" +
      Layout::descriptor(layout.image({layer_bytes("arm")}), 1, platform("arm64")) + ',' +
      Layout::descriptor(layout.image({layer_bytes("amd")}), 1, platform("amd64")) + "]}");
  layout.index(Layout::descriptor(index, 1));
  CHECK(status_of(layout.folder.path()) == "amd");
}

TEST_CASE("image archive: bytes that are not those of their digest are no image") {
  const Layout layout;
  const std::string layer = layer_bytes("S");
  layout.index(Layout::descriptor(layout.image({layer}), 1));
  layout.put("blobs/sha256/" + sha256_hex(layer), layer_bytes("T"));
  CHECK(status_of(layout.folder.path()) == "error: malformed");
  layout.put("blobs/sha256/" + sha256_hex(layer), layer + std::string(512, '\0'));
  CHECK(status_of(layout.folder.path()) == "error: malformed");
  layout.put("blobs/sha256/" + sha256_hex(layer), layer);
  CHECK(status_of(layout.folder.path()) == "S");
}

TEST_CASE("image archive: an archive as docker and podman save it") {
  const TempFolder folder;
  const std::string one = layer_bytes("old");
  const std::string two = layer_bytes("new");
  const auto config = [](const std::string& first, const std::string& second) {
    return fmt::format(R"({{"rootfs":{{"diff_ids":["{}","{}"]}}}})", registry::digest_of(first),
                       registry::digest_of(second));
  };
  const std::string manifest =
      R"([{"Config":"c.json","RepoTags":["api:main"],"Layers":["1/layer.tar","2/layer.tar"]}])";
  const auto archive = [&](const std::string& configuration) {
    LayerArchive tar;
    tar.file("manifest.json", manifest).file("c.json", configuration);
    tar.file("1/layer.tar", one).file("2/layer.tar", two);
    return folder.put("/image.tar", tar.bytes());
  };
  const std::string path = archive(config(one, two));
  CHECK(status_of(path) == "new");
  CHECK(status_of(path + ":api:main") == "new");
  CHECK(status_of(path + ":api:other") == "error: not_found");
  CHECK(status_of(archive(config(two, one))) == "error: malformed");
}

TEST_CASE("image archive: what is none") {
  const TempFolder folder;
  CHECK(status_of(folder.path()) == "error: malformed");
  CHECK(status_of(folder.path() + "/none") == "error: not_found");
  CHECK(status_of(folder.put("/text", "no archive")) == "error: malformed");
  LayerArchive other;
  other.file("README", "x");
  CHECK(status_of(folder.put("/other.tar", other.bytes())) == "error: malformed");
}
