#include "core/ship/build_paths.h"

#include "tests/support/catch.h"

#include <string>
#include <vector>

using namespace prodparity;

TEST_CASE("build paths: what a path names, seen from a folder") {
  const struct {
    const char *path, *from, *whole;
  } rows[] = {
      {"a", "/app", "/app/a"},   {"./a//b/", "/app", "/app/a/b"}, {"../a", "/app/x", "/app/a"},
      {"/a/../b", "/app", "/b"}, {"../../..", "/app", "/"},       {".", "/app", "/app"},
      {"", "/app", "/app"},      {"a", "app", "/app/a"},          {"/", "", "/"},
  };
  for (const auto& row : rows) {
    INFO(row.path);
    CHECK(normalised_path(row.path, row.from) == row.whole);
  }
}

TEST_CASE("build paths: no more than eight files are told") {
  std::vector<CopiedFiles> copied;
  for (int i = 0; i < 20; ++i)
    copied.push_back({.sources = {"folder" + std::to_string(i)}, .destination = "/app"});
  const std::vector<std::string> found = context_paths(copied, "/app/r.txt");
  CHECK(found.size() == 8);
  CHECK(found.front() == "folder19/r.txt");  // what was copied last
  CHECK(context_paths({}, "/app/r.txt").empty());
}
