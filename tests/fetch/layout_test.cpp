#include "fetch/layout.h"

#include "core/registry/content_digest.h"
#include "core/registry/platform.h"
#include "fetch/discover.h"
#include "tests/support/catch.h"
#include "tests/support/fake_registry.h"
#include "tests/support/small_tar.h"
#include "tests/support/temp_folder.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity::fetch {
namespace {

// A layout that a test fills.
struct Layout {
  test::TempFolder folder;
  std::map<std::string, std::string> files = {{"oci-layout", R"({"imageLayoutVersion":"1.0.0"})"}};
  std::string entries;

  std::string put(const std::string& bytes) {
    const std::string digest = registry::digest_of(bytes);
    files[registry::blob_path(digest)] = bytes;
    return digest;
  }
  std::string put_manifest(const std::string& bytes, const std::string& tag = {}) {
    const std::string digest = put(bytes);
    if (!entries.empty()) entries += ',';
    entries += FakeRegistry::descriptor(
        registry::oci_manifest, digest, bytes.size(),
        tag.empty() ? std::string()
                    : R"(,"annotations":{"org.opencontainers.image.ref.name":")" + tag + R"("})");
    return digest;
  }
  std::string bundle(const std::string& bytes, const std::string& subject) {
    return FakeRegistry::manifest_of(
        FakeRegistry::descriptor("application/vnd.dev.sigstore.bundle.v0.3+json", put(bytes),
                                 bytes.size()),
        subject.empty()
            ? std::string()
            : R"(,"subject":)" + FakeRegistry::descriptor(registry::oci_manifest, subject, 1));
  }
  std::string write(bool as_archive) {
    files["index.json"] = FakeRegistry::index_of(entries);
    if (as_archive) return folder.put("/layout.tar", test::small_tar({files.begin(), files.end()}));
    for (const auto& [name, bytes] : files)
      folder.put("/layout/" + name, bytes);
    return folder.path() + "/layout";
  }
};

struct Read {
  Result<Discovered> found;
  std::vector<std::string> bytes;
};

Read read(const std::string& path, const std::string& name = "") {
  Result<LayoutStore> store = LayoutStore::open(path);
  if (!store) return {store.error(), {}};
  std::vector<std::string> bytes;
  Result<Discovered> found =
      discover(*store, name, {.platform = *registry::parse_platform("linux/amd64")},
               [&](Attestation attestation) {
                 bytes.push_back(attestation.bytes);
                 return Result<void>();
               });
  return {std::move(found), bytes};
}

}  // namespace

TEST_CASE("layout store: what hangs on its image, by subject, by list and by cosign's tag") {
  for (const bool as_archive : {false, true}) {
    Layout layout;
    const std::string image = layout.put_manifest(FakeRegistry::manifest_of(""), "main");
    const std::string tag = "sha256-" + image.substr(7);
    layout.put_manifest(layout.bundle("by subject", image));
    layout.put_manifest(FakeRegistry::index_of(FakeRegistry::descriptor(
                            registry::oci_manifest, layout.put(layout.bundle("by list", "")), 1)),
                        tag);
    layout.put_manifest(layout.bundle("by tag", ""), tag + ".att");
    const std::string path = layout.write(as_archive);
    for (const std::string& name : {std::string(), std::string("main"), image}) {
      const Read result = read(path, name);
      REQUIRE(result.found.has_value());
      CHECK(result.found->digest == image);
      CHECK(result.bytes == std::vector<std::string>{"by subject", "by list", "by tag"});
    }
    CHECK(read(path, "other").found.error().code == ErrorCode::not_found);
  }
}

TEST_CASE("layout store: bytes are what their digests say") {
  Layout layout;
  const std::string image = layout.put_manifest(FakeRegistry::manifest_of(""), "main");
  const std::string attached = layout.put_manifest(layout.bundle("bundle", image));
  layout.files[registry::blob_path(registry::digest_of("bundle"))] = "bundlX";
  CHECK(read(layout.write(false)).found->unread.front().code == ErrorCode::malformed);
  layout.files[registry::blob_path(attached)] = "{}";
  CHECK(read(layout.write(false)).found->unread.front().code == ErrorCode::malformed);
  layout.files[registry::blob_path(image)] = "{}";
  CHECK(read(layout.write(false)).found.error().code == ErrorCode::malformed);
}

TEST_CASE("layout store: what is none says so") {
  Layout layout;
  layout.put_manifest(FakeRegistry::manifest_of(""), "main");
  layout.files["oci-layout"] = R"({"imageLayoutVersion":"2.0.0"})";
  CHECK(read(layout.write(false)).found.error().code == ErrorCode::unsupported);
  const test::TempFolder empty;
  CHECK(read(empty.path()).found.error().code == ErrorCode::malformed);
  CHECK(read(empty.path() + "/none").found.error().code == ErrorCode::not_found);
}

}  // namespace prodparity::fetch
