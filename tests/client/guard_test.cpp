#include "client/guard.h"

#include "tests/support/catch.h"
#include "tests/support/temp_folder.h"

#include <string>

using namespace prodparity;

TEST_CASE("guard: a project is the nearest folder that has a devcontainer.json") {
  const test::TempFolder folder;
  folder.put("/api/.devcontainer/devcontainer.json", "{}");
  folder.put("/api/web/.devcontainer.json", "{}");
  folder.make_folder("/api/src/deep");
  folder.make_folder("/api/web/src");
  CHECK(project_of(folder.path() + "/api") == folder.path() + "/api");
  CHECK(project_of(folder.path() + "/api/src/deep") == folder.path() + "/api");
  CHECK(project_of(folder.path() + "/api/web/src") == folder.path() + "/api/web");
}

TEST_CASE("guard: a folder without a devcontainer.json above it is in no project") {
  const test::TempFolder folder;
  folder.make_folder("/api/.devcontainer/devcontainer.json");  // a folder, no file
  CHECK(project_of(folder.path() + "/api").empty());
  CHECK(project_of("api").empty());
  CHECK(project_of("").empty());
}
