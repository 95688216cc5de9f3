#include "daemon/container_files.h"

#include "tests/support/catch.h"
#include "tests/support/memory_files.h"
#include "tests/support/temp_folder.h"

#include <string>
#include <vector>

namespace prodparity {
namespace {

using Paths = std::vector<std::string>;

// A project and the state folder of a container that was made from it.
struct Place {
  test::MemoryFiles files{
      {"/w/.devcontainer/devcontainer.json", R"({"build": {"dockerfile": "Dockerfile"}})"},
      {"/w/.devcontainer/Dockerfile", "FROM debian:12\n"}};
  test::TempFolder folder;

  Paths stale(const std::string& workspace = "/w") {
    const Result<Paths> changed = stale_container_files(files, workspace, folder.path());
    REQUIRE(changed.has_value());
    return *changed;
  }
};

TEST_CASE("container files: the first start keeps them, a later one says which changed") {
  Place place;
  CHECK(place.stale().empty());
  CHECK(place.stale().empty());
  place.files.put("/w/.devcontainer/Dockerfile", "FROM debian:13\n");
  CHECK(place.stale() == Paths{".devcontainer/Dockerfile"});
  CHECK(place.stale() == Paths{".devcontainer/Dockerfile"});  // until it is rebuilt
  place.files.put("/w/.devcontainer/Dockerfile", "FROM debian:12\n");
  CHECK(place.stale().empty());
}

TEST_CASE("container files: a workspace without a configuration keeps nothing and says nothing") {
  Place place;
  CHECK(place.stale("/elsewhere").empty());
  CHECK(place.stale().empty());  // only now
  place.files.put("/w/.devcontainer/Dockerfile", "FROM debian:13\n");
  CHECK(place.stale("/elsewhere").empty());
  CHECK(place.stale().size() == 1);
}

TEST_CASE("container files: of two configurations neither is taken") {
  Place place;
  place.files.put("/w/.devcontainer/gpu/devcontainer.json", "{}");
  CHECK(place.stale().empty());
  place.files.remove("/w/.devcontainer/gpu/devcontainer.json");
  CHECK(place.stale().empty());
}

TEST_CASE("container files: what is kept and cannot be understood is an error, and stays") {
  Place place;
  place.folder.put('/' + std::string(container_files_name), "{");
  CHECK(stale_container_files(place.files, "/w", place.folder.path()).has_error());
  CHECK(stale_container_files(place.files, "/w", place.folder.path()).has_error());
}

TEST_CASE("container files: a state folder that cannot be written is an error") {
  Place place;
  CHECK(stale_container_files(place.files, "/w", place.folder.path() + "/none").has_error());
}

}  // namespace
}  // namespace prodparity
