#include "fetch/gather_bundle.h"

#include "core/bundle_file.h"
#include "tests/support/catch.h"
#include "tests/support/fake_transport.h"
#include "tests/support/fetched.h"

#include <string>
#include <string_view>
#include <vector>

using namespace prodparity;
using namespace prodparity::fetch;

namespace {

const std::vector<test::NameAndVersion> packages = {{"libssl3", "3.0.16-1"}};

// A file of a bundle, and what is gathered of it.
struct Carried {
  test::TempFolder folder;
  test::FakeTransport transport;
  std::string bytes = test::material(
      {test::signed_sbom(packages), {.kind = MaterialKind::trusted_root, .bytes = "{}"}});
  FetchOrder order{.asked = "registry.example/other:main", .platform = "linux/amd64"};

  // Of the file at `order.bundle` or, where `asked` is given, of that address.
  Result<std::string> gathered(const std::string& asked = {}) {
    const std::string path = folder.put("/api.bundle", bytes);
    if (asked.empty()) order.bundle = path;
    if (!asked.empty()) order.asked = "bundle:" + path + asked.substr(1);
    std::string material;
    const auto result = gather(order, {.transport = transport,
                                       .credentials = {},
                                       .now = [] { return std::string("2026-11-29T12:00:00Z"); },
                                       .write = [&](std::string_view some) -> Result<void> {
                                         material += some;
                                         return {};
                                       }});
    CHECK(transport.asked.empty());
    if (!result) return result.error();
    return material;
  }
};

BundleContent read(const std::string& bytes) {
  WholeText source(bytes);
  return read_bundle(source).value();
}

}  // namespace

TEST_CASE("gather: a bundle is material of what is asked for, without what goes along") {
  Carried carried;
  const BundleContent content = read(carried.gathered().value());
  CHECK(content.header.asked == "registry.example/other:main");
  CHECK(content.header.image == "registry.example/api");
  CHECK(content.header.digest == test::image_digest);
  CHECK(content.header.fetched_at == "2026-11-22T12:00:00Z");
  CHECK(content.header.bundle == carried.order.bundle);
  CHECK(content.parts == 1);
  CHECK(content.along.empty());
}

TEST_CASE("gather: bundle: is an address, and asks for an image's digest where one is behind it") {
  Carried carried;
  CHECK(read(carried.gathered(":").value()).parts == 1);
  CHECK(read(carried.gathered(":#" + test::image_digest).value()).parts == 1);
  const auto other = carried.gathered(":#sha256:" + std::string(64, '0'));
  REQUIRE_FALSE(other.has_value());
  CHECK(other.error().code == ErrorCode::unverified);
  CHECK(other.error().path == carried.folder.path() + "/api.bundle");
}

TEST_CASE("gather: what is no bundle for this machine is named with its file") {
  struct Case {
    const char* what;
    std::string bytes;
    std::string platform;
    ErrorCode code;
    const char* says;
  };
  const std::string whole = Carried().bytes;
  const std::string other_schema = "{\"schema\":\"prodparity.material/2\"}\n";
  const std::vector<Case> cases = {
      {"another platform", whole, "linux/arm64", ErrorCode::unsupported, "--platform linux/arm64"},
      {"an SBOM", test::small_sbom(packages) + "\n", "linux/amd64", ErrorCode::malformed,
       "prodparity bundle export"},
      {"nothing", "", "linux/amd64", ErrorCode::truncated, "prodparity bundle export"},
      {"cut off", whole.substr(0, whole.size() - 1), "linux/amd64", ErrorCode::truncated,
       "ends too early"},
      {"a newer program's", other_schema, "linux/amd64", ErrorCode::unsupported,
       "the program that wrote it"},
  };
  for (const Case& one : cases) {
    INFO(one.what);
    Carried carried;
    carried.bytes = one.bytes;
    carried.order.platform = one.platform;
    const auto gathered = carried.gathered();
    REQUIRE_FALSE(gathered.has_value());
    CHECK(gathered.error().code == one.code);
    CHECK(gathered.error().path == carried.order.bundle);
    CHECK(gathered.error().message.find(one.says) != std::string::npos);
  }
}
