#include "core/registry/docker_archive.h"

#include "core/registry/limits.h"
#include "tests/support/catch.h"

#include <string>
#include <vector>

using namespace prodparity;
using namespace prodparity::registry;

TEST_CASE("docker archive: its images, with layers and tags") {
  const auto images = parse_docker_archive(
      R"([{"Config":"a.json","RepoTags":["a:1","b:2"],"Layers":["x/layer.tar"]},)"
      R"({"Config":"b.json","RepoTags":null,"Layers":[]}])");
  REQUIRE(images.has_value());
  CHECK(*images == std::vector<DockerArchiveImage>{
                       {.config = "a.json", .layers = {"x/layer.tar"}, .tags = {"a:1", "b:2"}},
                       {.config = "b.json", .layers = {}, .tags = {}}});
  CHECK(docker_archive_image(*images, "b:2")->config == "a.json");
  CHECK(docker_archive_image(*images, "c").error().code == ErrorCode::not_found);
  CHECK(docker_archive_image(*images, "").error().code == ErrorCode::wrong_usage);
  CHECK(docker_archive_image({images->back()}, "")->config == "b.json");
  CHECK(docker_archive_image({}, "").error().code == ErrorCode::not_found);
}

TEST_CASE("docker archive: what is none") {
  for (const char* text :
       {"{}", "[1]", "[{}]", R"([{"Config":1,"Layers":[]}])", R"([{"Config":"a","Layers":[1]}])",
        R"([{"Config":"a","Layers":{}}])", R"([{"Config":"a","Layers":[],"RepoTags":"b"}])"}) {
    CAPTURE(text);
    CHECK(parse_docker_archive(text).error().code == ErrorCode::malformed);
  }
  CHECK_FALSE(parse_docker_archive("").has_value());
}

TEST_CASE("docker archive: layers at their bound and one past it") {
  const auto with = [](std::size_t count) {
    std::string layers = "\"x\"";
    for (std::size_t i = 1; i < count; ++i)
      layers += ",\"x\"";
    return parse_docker_archive(R"([{"Config":"a","Layers":[)" + layers + "]}]");
  };
  CHECK(with(registry::limits::layers)->front().layers.size() == registry::limits::layers);
  CHECK(with(registry::limits::layers + 1).error().code == ErrorCode::too_large);
}
