#include "core/registry/layout.h"

#include "tests/support/catch.h"

#include <string>
#include <string_view>
#include <vector>

namespace prodparity::registry {
namespace {

const std::string digest = "sha256:" + std::string(64, 'a');

std::string spelled(std::string_view text) {
  const auto name = parse_layout_name(text);
  if (!name) return std::string(to_string(name.error().code));
  return name->path + ' ' + name->wanted();
}

// The digest of each is its tag.
Index index_of(const std::vector<std::string>& tags) {
  Index index;
  for (const std::string& tag : tags) {
    index.manifests.push_back({.media_type = std::string(oci_manifest), .digest = tag});
    index.manifests.back().annotations = {{"org.opencontainers.image.ref.name", tag}};
  }
  return index;
}

std::string entry(const Index& index, std::string_view tag) {
  const auto found = layout_entry(index, tag);
  return found ? found->digest : std::string(to_string(found.error().code));
}

}  // namespace

TEST_CASE("layout: its name is a path, with a tag or digest behind it") {
  CHECK(spelled("/srv/api") == "/srv/api ");
  CHECK(spelled("/srv/api:main") == "/srv/api main");
  CHECK(spelled("/srv:1/api") == "/srv:1/api ");
  CHECK(spelled("api.tar:1@" + digest) == "api.tar " + digest);
  CHECK(spelled("a@b") == "a@b ");
  for (const std::string_view text : {"", ":main"})
    CHECK(spelled(text) == "wrong_usage");
  CHECK(spelled("@" + digest) == "wrong_usage");
}

TEST_CASE("layout: of version 1 alone") {
  CHECK(check_layout(R"({"imageLayoutVersion":"1.0.0"})").has_value());
  CHECK(check_layout(R"({"imageLayoutVersion":"2.0.0"})").error().code == ErrorCode::unsupported);
  for (const std::string_view bytes : {"", "{}", "[]", R"({"imageLayoutVersion":1})"})
    CHECK(check_layout(bytes).error().code == ErrorCode::malformed);
  const std::string small = R"({"imageLayoutVersion":"1.0.0"})";
  CHECK(check_layout(small + std::string(4096 - small.size(), ' ')).has_value());
  CHECK_FALSE(check_layout(small + std::string(4097 - small.size(), ' ')).has_value());
}

TEST_CASE("layout: the image with a tag, or the only one") {
  const Index several = index_of({"main", "next", "sha256-ab.att", "sha256-ab"});
  CHECK(entry(several, "next") == "next");
  CHECK(entry(several, "sha256-ab.att") == "sha256-ab.att");
  CHECK(entry(several, "other") == "not_found");
  CHECK(entry(several, "") == "wrong_usage");
  CHECK(layout_entry(several, "").error().message.ends_with("main, next"));
  CHECK(entry(index_of({"main", "sha256-ab.att"}), "") == "main");
  CHECK(entry(index_of({"main", ""}), "") == "main");  // the other one hangs on it
  CHECK(entry(index_of({""}), "").empty());            // without a tag, and the only one
  CHECK(entry(index_of({}), "") == "not_found");
  Index twice = index_of({"main", "next"});
  twice.manifests[1].digest = "main";
  CHECK(entry(twice, "") == "main");
}

TEST_CASE("layout: where a blob is") {
  CHECK(blob_path(digest) == "blobs/sha256/" + std::string(64, 'a'));
}

}  // namespace prodparity::registry
