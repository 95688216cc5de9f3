#include "fetch/registry.h"

#include "core/registry/limits.h"
#include "tests/support/catch.h"
#include "tests/support/fake_registry.h"

#include <string>
#include <string_view>
#include <vector>

namespace prodparity::fetch {
namespace {

RegistryStore store_of(FakeRegistry& fake) {
  return {fake, *registry::image_place("registry.example/acme/api:main")};
}

std::string at(std::string_view path) {
  return std::string(FakeRegistry::repository) + std::string(path);
}

const std::string manifest = FakeRegistry::manifest_of("");
const std::string digest = registry::digest_of(manifest);

// What it read, or the error's code.
std::string read(RegistryStore& store, const std::string& descriptor) {
  const auto index = registry::parse_index(FakeRegistry::index_of(descriptor));
  std::string bytes;
  const Result<void> result = store.blob(index->manifests.front(), [&](std::string_view part) {
    bytes += part;
    return Result<void>();
  });
  return result ? bytes : std::string(to_string(result.error().code));
}

ErrorCode refusal(FakeRegistry& fake, const std::string& name) {
  const auto stored = store_of(fake).manifest(name);
  REQUIRE_FALSE(stored.has_value());
  return stored.error().code;
}

}  // namespace

TEST_CASE("registry: a manifest by its tag, with the digest of the bytes that came") {
  FakeRegistry fake;
  fake.put_manifest(manifest, "main");
  const auto stored = store_of(fake).manifest("main");
  REQUIRE(stored.has_value());
  CHECK(*stored == StoredManifest{.digest = digest,
                                  .content_type = std::string(registry::oci_manifest),
                                  .bytes = manifest});
  CHECK(fake.requests.front().url == "https://registry.example/v2/acme/api/manifests/main");
  // All four: with fewer, some registries say that there is nothing.
  for (const std::string_view type : {registry::oci_index, registry::oci_manifest,
                                      registry::docker_list, registry::docker_manifest})
    CHECK(FakeRegistry::header(fake.requests.front(), "Accept").find(type) !=
          std::string_view::npos);
}

TEST_CASE("registry: other bytes than were asked for are refused") {
  FakeRegistry fake;
  fake.answer(at("manifests/" + digest), {.status = 200, .body = manifest + ' '});
  CHECK(refusal(fake, digest) == ErrorCode::malformed);
  fake.answer(at("manifests/main"),
              {.status = 200,
               .headers = {{"docker-content-digest", registry::digest_of("other")}},
               .body = manifest});
  CHECK(refusal(fake, "main") == ErrorCode::malformed);
  fake.answer(
      at("manifests/main"),
      {.status = 200, .headers = {{"docker-content-digest", "nonsense"}}, .body = manifest});
  CHECK(store_of(fake).manifest("main").has_value());
}

TEST_CASE("registry: a manifest by a sha512 digest") {
  FakeRegistry fake;
  const std::string sha512 = registry::digest_of(manifest, registry::DigestAlgorithm::sha512);
  fake.answer(at("manifests/" + sha512), {.status = 200, .body = manifest});
  CHECK(store_of(fake).manifest(sha512)->digest == sha512);
}

TEST_CASE("registry: not there, no access and not reached are different results") {
  FakeRegistry fake;
  CHECK(refusal(fake, "main") == ErrorCode::not_found);
  for (const auto& [status, code] :
       {std::pair(403, ErrorCode::denied), std::pair(404, ErrorCode::not_found),
        std::pair(429, ErrorCode::io), std::pair(500, ErrorCode::io), std::pair(204, ErrorCode::io),
        std::pair(302, ErrorCode::io)}) {
    fake.answer(at("manifests/main"), {.status = status});
    CHECK(refusal(fake, "main") == code);
  }
  for (const ErrorCode code : {ErrorCode::io, ErrorCode::timed_out, ErrorCode::denied}) {
    fake.fail(at("manifests/main"), code);
    CHECK(refusal(fake, "main") == code);
  }
}

TEST_CASE("registry: what it says of an error is told, harmless") {
  FakeRegistry fake;
  fake.answer(
      at("manifests/main"),
      {.status = 403, .body = R"({"errors":[{"code":"DENIED","message":"\u001b[2Jgo away"}]})"});
  const auto stored = store_of(fake).manifest("main");
  CHECK(stored.error().message ==
        "no access to the manifest main of registry.example/acme/api: registry.example answers 403 "
        "(DENIED: \\x1b[2Jgo away)");
}

TEST_CASE("registry: a blob is what its descriptor says, to the byte") {
  FakeRegistry fake;
  const std::string whole = fake.put_blob("abcdef", "m");
  const std::string id = registry::digest_of("abcdef");
  RegistryStore store = store_of(fake);
  CHECK(read(store, whole) == "abcdef");
  CHECK(read(store, FakeRegistry::descriptor("m", id, 7)) == "truncated");
  CHECK(read(store, FakeRegistry::descriptor("m", id, 5)) == "malformed");
  CHECK(read(store, FakeRegistry::descriptor("m", registry::digest_of("x"), 6)) == "not_found");
  fake.answer(at("blobs/" + id), {.status = 200, .body = "abcdeX"});
  CHECK(read(store, whole) == "malformed");
  fake.answer(at("blobs/" + id), {.status = 200, .body = std::string(1000, 'a')});
  CHECK(read(store, whole) == "too_large");
}

TEST_CASE("registry: a blob that is larger than its reader takes is not asked for") {
  FakeRegistry fake;
  RegistryStore store = store_of(fake);
  const registry::Descriptor large{.media_type = "m", .digest = digest, .size = 11};
  CHECK(read_blob(store, large, 10).error().code == ErrorCode::too_large);
  CHECK(fake.requests.empty());
}

TEST_CASE("registry: what refers to a manifest, page after page") {
  FakeRegistry fake;
  const std::string first = at("referrers/" + digest);
  const auto page = [](const std::string& name, const std::string& link) {
    HttpResponse response{
        .status = 200,
        .headers = {{"content-type", std::string(registry::oci_index) + "; charset=utf-8"}},
        .body =
            FakeRegistry::index_of(FakeRegistry::descriptor("m", registry::digest_of(name), 1))};
    if (!link.empty()) response.headers.emplace_back("link", link);
    return response;
  };
  fake.answer(first, page("a", "</v2/acme/api/referrers/" + digest + "?last=a>; rel=\"next\""));
  fake.answer(first + "?last=a", page("b", {}));
  const auto referrers = store_of(fake).referrers(digest);
  REQUIRE(referrers.has_value());
  CHECK(referrers->manifests.size() == 2);
  CHECK(referrers->manifests.back().digest == registry::digest_of("b"));
  // Nothing is filtered: an artifactType in the question hides what is not marked.
  CHECK(fake.requests.front().url.find("artifactType") == std::string::npos);
  fake.answer(first, page("a", "<https://other.example/>; rel=next"));
  CHECK(store_of(fake).referrers(digest).error().code == ErrorCode::denied);
}

TEST_CASE("registry: pages without an end are too many, and none is taken for the last") {
  const auto pages = [](std::size_t count) {
    FakeRegistry fake;
    std::string url = at("referrers/" + digest);
    for (std::size_t i = 1; i <= count; ++i) {
      HttpResponse response{.status = 200,
                            .headers = {{"content-type", std::string(registry::oci_index)}},
                            .body = FakeRegistry::index_of("")};
      if (i < count)
        response.headers.emplace_back("link", "<?n=" + std::to_string(i) + ">;rel=next");
      fake.answer(url, std::move(response));
      url = at("referrers/" + digest + "?n=" + std::to_string(i));
    }
    return store_of(fake).referrers(digest);
  };
  CHECK(pages(registry::limits::pages).has_value());
  CHECK(pages(registry::limits::pages + 1).error().code == ErrorCode::too_large);
}

TEST_CASE("registry: one without the list is asked by the tag that stands for it, and once alone") {
  FakeRegistry fake;
  fake.has_referrers = false;
  fake.put_manifest(FakeRegistry::index_of(FakeRegistry::descriptor("m", digest, 1)),
                    "sha256-" + digest.substr(7), registry::oci_index);
  RegistryStore store = store_of(fake);
  CHECK(store.referrers(digest)->manifests.size() == 1);
  CHECK(store.referrers(digest)->manifests.size() == 1);
  CHECK(store.referrers(registry::digest_of("x"))->manifests.empty());
  CHECK(fake.asked() ==
        std::vector<std::string>{"referrers/" + digest, "manifests/sha256-" + digest.substr(7),
                                 "manifests/sha256-" + digest.substr(7),
                                 "manifests/sha256-" + registry::digest_of("x").substr(7)});
}

TEST_CASE("registry: which answers mean that it has no list, and which are failures") {
  for (const int status : {400, 404, 405, 406, 200}) {
    FakeRegistry fake;
    fake.answer(at("referrers/" + digest),
                {.status = status, .headers = {{"content-type", "text/html"}}, .body = "<html>"});
    CHECK(store_of(fake).referrers(digest)->manifests.empty());
  }
  for (const auto& [status, code] :
       {std::pair(403, ErrorCode::denied), std::pair(500, ErrorCode::io),
        std::pair(429, ErrorCode::io)}) {
    FakeRegistry fake;
    fake.answer(at("referrers/" + digest), {.status = status});
    CHECK(store_of(fake).referrers(digest).error().code == code);
  }
}

TEST_CASE("registry: a tag of the same name that is no list says nothing, a broken one is told") {
  FakeRegistry fake;
  fake.has_referrers = false;
  fake.put_manifest(manifest, "sha256-" + digest.substr(7));
  CHECK(store_of(fake).referrers(digest)->manifests.empty());
  fake.put_manifest("{", "sha256-" + digest.substr(7));
  CHECK(store_of(fake).referrers(digest).error().code == ErrorCode::truncated);
}

TEST_CASE("registry: where a tag is now, without its bytes or, if it does not say, by them") {
  FakeRegistry fake;
  fake.put_manifest(manifest, "main");
  RegistryStore store = store_of(fake);
  CHECK(*store.current_digest("main") == digest);
  CHECK(fake.requests.front().method == "HEAD");
  fake.answer(at("manifests/main"), {.status = 200});
  CHECK(*store.current_digest("main") == digest);
  CHECK(store.current_digest("other").error().code == ErrorCode::not_found);
}

TEST_CASE("registry: plain http is for this machine, and for what is set so") {
  FakeRegistry fake;
  (void)RegistryStore(fake, *registry::image_place("127.0.0.1:5000/a:1")).manifest("1");
  (void)RegistryStore(fake, *registry::image_place("10.0.0.1:5000/a:1")).manifest("1");
  (void)RegistryStore(fake, *registry::image_place("10.0.0.1:5000/a:1"), {.plain_http = true})
      .manifest("1");
  CHECK(fake.asked() == std::vector<std::string>{"http://127.0.0.1:5000/v2/a/manifests/1",
                                                 "https://10.0.0.1:5000/v2/a/manifests/1",
                                                 "http://10.0.0.1:5000/v2/a/manifests/1"});
}

}  // namespace prodparity::fetch
