#include "fetch/gather_image.h"

#include "core/limits.h"
#include "core/material.h"
#include "core/registry/limits.h"
#include "fetch/registry.h"
#include "tests/support/catch.h"
#include "tests/support/fake_registry.h"
#include "tests/support/fetched.h"
#include "tests/support/layer.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity::fetch {
namespace {

constexpr std::string_view bundle_type = "application/vnd.dev.sigstore.bundle.v0.3+json";
constexpr std::string_view statement_type = "application/vnd.in-toto+json";
const std::string provenance =
    R"({"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"_","digest":{"sha256":")" +
    std::string(64, 'a') +
    R"("}}],"predicateType":"https://slsa.dev/provenance/v1","predicate":{}})";

// An image without layers, and what is asked of its registry.
struct Pushed {
  FakeRegistry fake;
  std::string image = push();
  std::string material;

  std::string push() {
    fake.put_blob("{}", "config");
    return fake.put_manifest(FakeRegistry::manifest_of(""), "main");
  }
  void refer(const std::string& bytes, std::string_view type) {
    fake.put_manifest(FakeRegistry::manifest_of(
        fake.put_blob(bytes, type),
        R"(,"subject":)" + FakeRegistry::descriptor(registry::oci_manifest, image, 1)));
  }
  ReferenceTrust trust;

  bool gather(Wanting wanting) {
    material.clear();
    fake.requests.clear();
    RegistryStore store(fake, *registry::image_place("registry.example/acme/api:main"));
    const GatherOutside outside{.transport = fake,
                                .credentials = {},
                                .now = [] { return std::string("2026-11-29T12:00:00Z"); },
                                .write = [&](std::string_view bytes) -> Result<void> {
                                  material += bytes;
                                  return {};
                                }};
    const Result<bool> written = gather_image(
        store, "main", {.asked = "x", .trust = trust, .platform = "linux/amd64"}, outside, wanting);
    REQUIRE(written.has_value());
    return *written;
  }
  std::vector<MaterialPart> parts() const {
    test::PartsSource source(material);
    MaterialReader reader(source);
    REQUIRE(reader.header().has_value());
    std::vector<MaterialPart> all;
    for (;;) {
      auto part = reader.next();
      REQUIRE(part.has_value());
      if (!*part) return all;
      all.push_back(**std::move(part));
    }
  }
  std::vector<MaterialKind> kinds() const {
    std::vector<MaterialKind> all;
    for (const MaterialPart& part : parts())
      all.push_back(part.kind);
    return all;
  }
  // How often each thing was asked for that was asked for more than once.
  std::size_t most_often() const {
    std::map<std::string, std::size_t> times;
    std::size_t most = 0;
    for (const std::string& url : fake.asked())
      most = std::max(most, ++times[url]);
    return most;
  }
};

}  // namespace

TEST_CASE("gather an image: what is kept unsigned is left where no SBOM hangs there still") {
  Pushed pushed;
  CHECK_FALSE(pushed.gather(Wanting::only_with_sbom));
  CHECK(pushed.material.empty());
  pushed.refer(provenance, statement_type);
  CHECK_FALSE(pushed.gather(Wanting::only_with_sbom));
  CHECK(pushed.material.empty());
}

TEST_CASE("gather an image: an attestation that has come since is fetched once") {
  Pushed pushed;
  pushed.refer(provenance, statement_type);
  pushed.refer("bundle", bundle_type);
  CHECK(pushed.gather(Wanting::only_with_sbom));
  CHECK(pushed.most_often() == 1);
  std::vector<MaterialKind> kinds = pushed.kinds();
  std::ranges::sort(kinds);
  CHECK(kinds == std::vector<MaterialKind>{MaterialKind::bundle, MaterialKind::statement,
                                           MaterialKind::manifest, MaterialKind::image_config});
  const std::string only = pushed.material;
  CHECK(pushed.gather(Wanting::all));
  CHECK(pushed.material == only);
}

TEST_CASE("gather an image: what is held back is bounded, and then all is fetched anew") {
  Pushed pushed;
  std::string large = provenance;
  large.insert(large.size() - 2, R"("a":")" + std::string(8 << 20, 'x') + '"');
  pushed.refer(large, statement_type);
  CHECK(pushed.gather(Wanting::only_with_sbom));
  CHECK(pushed.most_often() == 1);
  CHECK(pushed.kinds() == std::vector<MaterialKind>{MaterialKind::manifest,
                                                    MaterialKind::image_config,
                                                    MaterialKind::statement});
}

TEST_CASE("gather an image: what ties its configuration to its digest comes first") {
  Pushed pushed;
  const std::string manifest = FakeRegistry::manifest_of("");
  const std::string index = FakeRegistry::index_of(
      FakeRegistry::descriptor(registry::oci_manifest, pushed.image, manifest.size(),
                               R"(,"platform":{"os":"linux","architecture":"amd64"})"));
  const std::string digest = pushed.fake.put_manifest(index, "main", registry::oci_index);
  pushed.refer("bundle", bundle_type);
  CHECK(pushed.gather(Wanting::all));
  CHECK(pushed.most_often() == 1);
  const std::vector<MaterialPart> parts = pushed.parts();
  REQUIRE(parts.size() == 4);
  CHECK(parts[0] ==
        MaterialPart{.kind = MaterialKind::manifest, .place = digest, .bytes = index.size()});
  CHECK(parts[1] == MaterialPart{.kind = MaterialKind::manifest,
                                 .place = pushed.image,
                                 .bytes = manifest.size()});
  CHECK(parts[2].kind == MaterialKind::image_config);
  CHECK(parts[3].kind == MaterialKind::bundle);
  CHECK(pushed.material.find(index) != std::string::npos);
}

TEST_CASE("gather an image: an index without our platform has no chain to one") {
  Pushed pushed;
  pushed.fake.put_manifest(FakeRegistry::index_of(FakeRegistry::descriptor(
                               registry::oci_manifest, pushed.image, 1,
                               R"(,"platform":{"os":"linux","architecture":"s390x"})")),
                           "main", registry::oci_index);
  CHECK(pushed.gather(Wanting::all));
  CHECK(pushed.kinds().empty());
}

TEST_CASE("gather an image: what hangs there of kinds that are not read is counted and named") {
  Pushed pushed;
  pushed.refer("bundle", bundle_type);
  pushed.refer("signature", "application/jose+json");
  pushed.refer("sbom", "application/spdx+json");
  CHECK(pushed.gather(Wanting::all));
  const std::vector<MaterialPart> parts = pushed.parts();
  REQUIRE_FALSE(parts.empty());
  CHECK(parts.back().kind == MaterialKind::left_out);
  CHECK(parts.back().annotations ==
        std::map<std::string, std::string>{
            {left_out_count, "0"},
            {left_out_others, "2"},
            {left_out_types, "application/jose+json, application/spdx+json"}});
  CHECK(parts.back().bytes == 0);
}

TEST_CASE("gather an image: a layer past its bound is refused before a byte of it is asked for") {
  const auto gathered = [](std::size_t bytes) {
    Pushed pushed;
    const std::string digest = registry::digest_of("layer");
    pushed.fake.put_manifest(
        FakeRegistry::manifest_of(FakeRegistry::descriptor("layer", digest, bytes)), "main");
    RegistryStore store(pushed.fake, *registry::image_place("registry.example/acme/api:main"));
    const GatherOutside outside{.transport = pushed.fake,
                                .credentials = {},
                                .now = [] { return std::string("2026-11-29T12:00:00Z"); },
                                .write = [](std::string_view) { return Result<void>(); }};
    return gather_image(store, "main", {.asked = "x", .platform = "linux/amd64"}, outside,
                        Wanting::all)
        .error()
        .code;
  };
  // At its bound it is asked for, and is not there.
  CHECK(gathered(registry::limits::layer_bytes) == ErrorCode::not_found);
  CHECK(gathered(registry::limits::layer_bytes + 1) == ErrorCode::too_large);
}

TEST_CASE("gather an image: of its links those go along that lead to what is kept") {
  Pushed pushed;
  test::LayerArchive layer;
  layer.file("usr/lib/os-release", "ID=debian\n").link("etc/os-release", "../usr/lib/os-release");
  layer.folder("usr/share/zoneinfo").link("lib", "usr/lib");
  for (std::size_t i = 0; i <= limits::material_parts; ++i)
    layer.link("usr/share/zoneinfo/" + std::to_string(i), "UTC");
  pushed.fake.put_manifest(FakeRegistry::manifest_of(pushed.fake.put_blob(layer.bytes(), "layer")),
                           "main");
  CHECK(pushed.gather(Wanting::all));
  std::vector<std::string> places;
  for (const MaterialPart& part : pushed.parts())
    if (part.kind == MaterialKind::package_file) places.push_back(part.place);
  std::ranges::sort(places);
  CHECK(places == std::vector<std::string>{"/etc/os-release", "/lib", "/usr/lib/os-release"});
}

TEST_CASE("gather an image: beside signed provenance that is believed its layers go along") {
  const test::TempFolder folder;
  const auto has_layers = [&](const test::LeafOptions& by, std::string_view type,
                              const std::string& about) {
    Pushed pushed;
    pushed.trust.trusted_root = test::root_file(folder);
    test::LayerArchive layer;
    layer.file("usr/lib/os-release", "ID=debian\n");
    pushed.image = pushed.fake.put_manifest(
        FakeRegistry::manifest_of(pushed.fake.put_blob(layer.bytes(), "layer")), "main");
    const std::string subject = about.empty() ? pushed.image.substr(7) : about;
    pushed.refer(test::sigstore().bundle(test::sbom_statement({}, subject, type), by).dump(),
                 bundle_type);
    CHECK(pushed.gather(Wanting::all));
    const std::vector<MaterialKind> kinds = pushed.kinds();
    CHECK(std::ranges::count(kinds, MaterialKind::bundle) == 1);
    const bool has = std::ranges::count(kinds, MaterialKind::package_file) == 1;
    // What is kept without anything signed of an SBOM stays so.
    CHECK(pushed.gather(Wanting::only_with_sbom) == !has);
    return has;
  };
  const test::LeafOptions usual;
  CHECK(has_layers(usual, "https://slsa.dev/provenance/v1", {}));
  CHECK(has_layers(usual, "https://sigstore.dev/cosign/sign/v1", {}));
  CHECK_FALSE(has_layers(usual, "https://cyclonedx.org/bom", {}));
  // What is refused might be what counts.
  test::LeafOptions unlogged;
  unlogged.logged = false;
  CHECK_FALSE(has_layers(unlogged, "https://slsa.dev/provenance/v1", {}));
  CHECK_FALSE(has_layers(usual, "https://slsa.dev/provenance/v1", std::string(64, 'a')));
}

}  // namespace prodparity::fetch
