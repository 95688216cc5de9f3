#include "io/image_files.h"

#include "core/inventory.h"
#include "io/image_limits.h"
#include "io/places.h"
#include "io/scan.h"
#include "tests/support/catch.h"
#include "tests/support/layer.h"

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

using namespace prodparity;
using namespace prodparity::test;

namespace {

constexpr const char* status = "var/lib/dpkg/status";
constexpr const char* site = "usr/lib/python3.11/site-packages/";

ErrorCode add(ImageFiles& files, const std::string& bytes, std::size_t part = 1000) {
  PartsSource source(bytes, part);
  const auto added = files.add_layer(source, "sha256:00");
  return added ? ErrorCode::empty : added.error().code;
}

ImageFiles image(std::initializer_list<LayerArchive*> layers) {
  ImageFiles files;
  for (LayerArchive* const layer : layers)
    REQUIRE(add(files, layer->bytes()) == ErrorCode::empty);
  return files;
}

std::string read(const ImageFiles& files, const std::string& path) {
  const auto bytes = files.read(path, 1000);
  return bytes ? *bytes : "error: " + std::string(to_string(bytes.error().code));
}

std::string stanza(const std::string& name, const std::string& version) {
  return "Package: " + name +
         "\nStatus: install ok installed\nArchitecture: amd64\nVersion: " + version + "\n\n";
}

}  // namespace

TEST_CASE("image: of its files only those that say what is installed are kept") {
  LayerArchive layer;
  layer.folder("var/lib/dpkg/").file(status, "S").file("usr/bin/python3", "ELF");
  layer.file("./etc/os-release", "ID=debian\n").file("/var/lib/dpkg/info/libc6.list", "/lib\n");
  layer.file(std::string(site) + "a-1.dist-info/METADATA", "M");
  layer.file(std::string(site) + "a-1.dist-info/LICENSE", "L");
  layer.file(std::string(site) + "b-1-py3.11.egg", "zip");
  const ImageFiles files = image({&layer});
  CHECK(read(files, "/var/lib/dpkg/status") == "S");
  CHECK(read(files, "/etc/os-release") == "ID=debian\n");
  CHECK(read(files, "/var/lib/dpkg/info/libc6.list") == "/lib\n");
  CHECK(read(files, "/usr/lib/python3.11/site-packages/a-1.dist-info/METADATA") == "M");
  CHECK(read(files, "/usr/lib/python3.11/site-packages/a-1.dist-info/LICENSE") ==
        "error: not_found");
  CHECK(read(files, "/usr/bin/python3") == "error: not_found");
  CHECK(files.stamp("/usr/lib/python3.11/site-packages/b-1-py3.11.egg").has_value());
  CHECK(read(files, "/usr/lib/python3.11/site-packages/b-1-py3.11.egg") == "error: io");
  CHECK(read(files, "/var/lib/dpkg") == "error: io");
}

TEST_CASE("image: a later layer's file takes the place of an earlier one's") {
  LayerArchive one;
  one.file(status, "old").file("var/lib/dpkg/updates/0001", "u");
  LayerArchive two;
  two.file(status, "new");
  const ImageFiles files = image({&one, &two});
  CHECK(read(files, "/var/lib/dpkg/status") == "new");
  CHECK(read(files, "/var/lib/dpkg/updates/0001") == "u");
  ImageFiles other = image({&one});
  CHECK(other.stamp("/var/lib/dpkg/status").value() != files.stamp("/var/lib/dpkg/status").value());
}

TEST_CASE("image: a whiteout takes away what the layers below had, and nothing of its own layer") {
  LayerArchive one;
  one.file(status, "S").file("var/lib/dpkg/updates/0001", "u").file("opt/a/pyvenv.cfg", "a");
  LayerArchive two;
  two.file("var/lib/dpkg/.wh.updates").file("opt/a/pyvenv.cfg", "b").file("opt/.wh.a");
  two.file("var/lib/.wh.none").file(".wh.none");
  const ImageFiles files = image({&one, &two});
  CHECK(read(files, "/var/lib/dpkg/status") == "S");
  CHECK(read(files, "/var/lib/dpkg/updates/0001") == "error: not_found");
  CHECK(read(files, "/opt/a/pyvenv.cfg") == "b");
}

TEST_CASE("image: an opaque folder has only what its own layer put there, before or after") {
  LayerArchive one;
  one.file("opt/a/pyvenv.cfg", "a").file("opt/b/pyvenv.cfg", "b").file("opt/c/x/pyvenv.cfg", "c");
  LayerArchive two;
  two.folder("opt/").folder("opt/b/").file("opt/d/pyvenv.cfg", "d");
  two.file("opt/.wh..wh..opq").file("opt/e/pyvenv.cfg", "e");
  const ImageFiles files = image({&one, &two});
  CHECK(files.glob("/opt/*/pyvenv.cfg").paths ==
        std::vector<std::string>{"/opt/d/pyvenv.cfg", "/opt/e/pyvenv.cfg"});
  CHECK(files.glob("/opt/*/").paths == std::vector<std::string>{"/opt/b", "/opt/d", "/opt/e"});
  LayerArchive three;
  three.file(".wh..wh..opq");
  CHECK(image({&one, &three}).glob("/opt/*").paths.empty());
  LayerArchive left;
  left.folder("opt/").file("opt/.wh..wh.plnk");
  CHECK(read(image({&one, &left}), "/opt/a/pyvenv.cfg") == "a");
}

TEST_CASE("image: what takes a folder's or a file's place ends it") {
  LayerArchive one;
  one.file("opt/a/pyvenv.cfg", "a").file("opt/b/pyvenv.cfg", "b").file(status, "S");
  LayerArchive two;
  two.file("opt/a", "a program").link("opt/b", "nowhere").fifo(status);
  const ImageFiles files = image({&one, &two});
  for (const char* path : {"/opt/a/pyvenv.cfg", "/opt/b/pyvenv.cfg", "/var/lib/dpkg/status"})
    CHECK(read(files, path) == "error: not_found");
  LayerArchive three;
  three.folder("opt/b/").file("opt/b/pyvenv.cfg", "again");
  CHECK(read(image({&one, &two, &three}), "/opt/b/pyvenv.cfg") == "again");
}

TEST_CASE("image: links are followed inside it, and nowhere else") {
  LayerArchive layer;
  layer.link("lib", "usr/lib").file("usr/lib/os-release", "ID=x\n");
  layer.link("etc/os-release", "../usr/lib/os-release").link("etc/loop", "loop");
  layer.link("opt/out", "../../../../etc").link("opt/absolute", "/usr/lib");
  layer.file("lib/python3/dist-packages/a-1.dist-info/METADATA", "through");
  const ImageFiles files = image({&layer});
  CHECK(read(files, "/etc/os-release") == "ID=x\n");
  CHECK(read(files, "/lib/os-release") == "ID=x\n");
  CHECK(read(files, "/opt/absolute/os-release") == "ID=x\n");
  CHECK(read(files, "/opt/out/os-release") == "ID=x\n");
  CHECK(read(files, "/opt/out/../lib/os-release") == "ID=x\n");
  CHECK(read(files, "/etc/loop") == "error: not_found");
  CHECK(read(files, "/usr/lib/python3/dist-packages/a-1.dist-info/METADATA") == "through");
  CHECK(files.glob("/usr/lib/python3*/dist-packages/").paths.size() == 1);
}

TEST_CASE("image: a hard link is the same file, and one to what was not kept cannot be read") {
  const std::string info = std::string(site) + "a-1.dist-info/";
  LayerArchive one;
  one.file("root/.cache/uv/a/a-1.dist-info/METADATA", "M").file("root/.cache/uv/x", "?");
  one.hard_link(info + "METADATA", "root/.cache/uv/a/a-1.dist-info/METADATA");
  one.hard_link(info + "RECORD", "root/.cache/uv/x").hard_link("usr/bin/x", "root/.cache/uv/x");
  LayerArchive two;
  two.file("root/.wh..cache");
  const ImageFiles files = image({&one, &two});
  CHECK(read(files, '/' + info + "METADATA") == "M");
  CHECK(read(files, '/' + info + "RECORD") == "error: io");
  CHECK(read(files, "/root/.cache/uv/a/a-1.dist-info/METADATA") == "error: not_found");
  CHECK(read(files, "/usr/bin/x") == "error: not_found");
}

TEST_CASE("image: a path never leaves the root") {
  LayerArchive layer;
  layer.file("../../var/lib/dpkg/status", "S").file("opt/../../opt/a/pyvenv.cfg", "a");
  const ImageFiles files = image({&layer});
  CHECK(read(files, "/var/lib/dpkg/status") == "S");
  CHECK(read(files, "/opt/a/pyvenv.cfg") == "a");
}

TEST_CASE("image: names beyond ASCII are their bytes") {
  LayerArchive layer;
  layer.file("opt/\xc3\xa4/pyvenv.cfg", "a");
  CHECK(read(image({&layer}), "/opt/\xc3\xa4/pyvenv.cfg") == "a");
}

TEST_CASE("image: layers are read plain, in gzip and in zstd, in parts of any size, to their end") {
  for (const auto packing :
       {LayerArchive::Packing::none, LayerArchive::Packing::gzip, LayerArchive::Packing::zstd}) {
    LayerArchive layer(packing);
    layer.file(status, "S");
    const std::string bytes = layer.bytes();
    for (const std::size_t part : {1U, 7U, 100'000U}) {
      ImageFiles files;
      const std::size_t padding = packing == LayerArchive::Packing::none ? 5000 : 0;
      PartsSource source(bytes + std::string(padding, '\0'), part);
      const auto added = files.add_layer(source, "x");
      CHECK((added ? "" : added.error().message) == "");
      CHECK(source.is_read());
      CHECK(read(files, "/var/lib/dpkg/status") == "S");
    }
  }
  ImageFiles files;
  CHECK(add(files, "") == ErrorCode::empty);
  CHECK(add(files, LayerArchive().bytes()) == ErrorCode::empty);
}

TEST_CASE("image: a layer that is none, is cut or cannot be had is an error that names it") {
  LayerArchive layer(LayerArchive::Packing::gzip);
  layer.file(status, std::string(100'000, 'x')).file("opt/a/pyvenv.cfg", "a");
  const std::string bytes = layer.bytes();
  ImageFiles files;
  CHECK(add(files, bytes.substr(0, bytes.size() / 2)) == ErrorCode::truncated);
  CHECK(add(files, "no archive at all, whatever is tried with it") == ErrorCode::malformed);
  LayerArchive plain;
  plain.file(status, std::string(100'000, 'x'));
  CHECK(add(files, plain.bytes().substr(0, 50'000)) == ErrorCode::truncated);
  PartsSource failing(bytes, 10, 3);
  const auto failed = files.add_layer(failing, "sha256:77\x1b[31m");
  REQUIRE_FALSE(failed.has_value());
  CHECK(failed.error().code == ErrorCode::timed_out);
  CHECK(failed.error().message == "cannot read the image's layer sha256:77\\x1b[31m: no answer");
  for (const char* name : {"opt/.wh.", "opt/.wh..", "opt/.wh..."}) {
    LayerArchive strange;
    strange.file(name);
    CHECK(add(files, strange.bytes()) == ErrorCode::malformed);
  }
}

TEST_CASE("image: paths at their bound and one past it") {
  const std::string end = "/pyvenv.cfg";
  std::string folder;
  while (folder.size() + end.size() + 2 <= limits::image_path_bytes)
    folder += "a/";
  folder.resize(limits::image_path_bytes - end.size(), 'b');
  if (folder.back() == '/') folder.back() = 'b';
  LayerArchive layer;
  layer.file(folder + end, "a");
  const ImageFiles files = image({&layer});
  CHECK(read(files, '/' + folder + end) == "a");
  LayerArchive longer;
  longer.file('b' + folder + end, "a");
  ImageFiles refused;
  CHECK(add(refused, longer.bytes()) == ErrorCode::malformed);
}

TEST_CASE("image: what is kept has a bound") {
  ImageFiles files;
  const std::string half(limits::package_database_bytes, 'x');
  for (std::size_t i = 0; i < limits::image_kept_bytes / half.size(); ++i)
    REQUIRE(files.put("/opt/" + std::to_string(i) + "/pyvenv.cfg", half).has_value());
  CHECK(files.put("/opt/x/pyvenv.cfg", "x").error().code == ErrorCode::too_large);
}

TEST_CASE("image: the same parsers read it as read a container") {
  LayerArchive base(LayerArchive::Packing::zstd);
  base.file("etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n");
  base.file(status, stanza("libc6", "2.36-9") + stanza("python3", "3.11"));
  base.folder("usr/local/lib/python3.11/site-packages/");
  LayerArchive app(LayerArchive::Packing::gzip);
  const std::string venv = "opt/venv/";
  app.file(status, stanza("libc6", "2.36-9+deb12u9"));
  app.file(venv + "pyvenv.cfg", "home = /usr/bin\n");
  app.file(venv + "lib/python3.11/site-packages/flask-3.0.dist-info/METADATA",
           "Metadata-Version: 2.1\nName: Flask\nVersion: 3.0\n");
  const ImageFiles files = image({&base, &app});
  const UsualPlaces found = usual_places(files, {});
  const Inventory inventory = Scanner(files).scan({.places = found.places}).inventory;
  REQUIRE(inventory.components.size() == 2);
  CHECK(inventory.components[0].name == "libc6");
  CHECK(inventory.components[0].version == "2.36-9+deb12u9");
  CHECK(inventory.components[0].origin == "debian");
  CHECK(inventory.components[1].name == "flask");
  CHECK(inventory.components[1].virtual_environment);
  CHECK(inventory.unread.empty());
}

TEST_CASE("image: every file that a reading opens is one that is kept") {
  // What the globs and units of the ecosystems name, on a root that has one of each.
  for (const char* path :
       {"etc/os-release", "usr/lib/os-release", "var/lib/dpkg/status", "var/lib/dpkg/updates/0000",
        "var/lib/dpkg/status.d/base", "var/lib/dpkg/info/libc6:amd64.list",
        "var/lib/apt/extended_states", "var/log/apt/history.log", "opt/x/pyvenv.cfg",
        "a/x-1.dist-info/METADATA", "a/x-1.dist-info/INSTALLER", "a/x-1.dist-info/RECORD",
        "a/x-1.dist-info/direct_url.json", "a/x-1.DIST-INFO/REQUESTED", "a/x.egg-info",
        "a/x.egg-info/PKG-INFO", "a/x.egg/EGG-INFO/PKG-INFO", "a/x.egg-link", "src/PKG-INFO"}) {
    CAPTURE(path);
    CHECK(needed_of_image(path) == Needed::content);
  }
  CHECK(needed_of_image("a/x-1.egg") == Needed::name);
  for (const char* path : {"var/lib/dpkg/info/x.md5sums", "var/lib/dpkg/status-old", "bin/sh",
                           "a/x-1.dist-info/LICENSE", "a/x-1.dist-info/licenses/METADATA"}) {
    CAPTURE(path);
    CHECK(needed_of_image(path) == Needed::nothing);
  }
}
