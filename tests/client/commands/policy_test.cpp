#include "tests/support/catch.h"
#include "tests/support/run_client.h"
#include "tests/support/temp_folder.h"

#include <string>

using namespace prodparity::test;

TEST_CASE("policy check: a good file is counted, a bad one named with its line") {
  const TempFolder folder;
  const Ran good =
      run({"policy", "check", folder.put("/good.json", R"({"dev_only_allowed": ["gdb"]})")});
  CHECK(good.code == 0);
  CHECK(has(good.out, "preset default"));
  CHECK(has(good.out, "1 allowed dev-only"));
  const Ran bad = run({"policy", "check", folder.put("/bad.json", "{\n\"rulez\": []\n}")});
  CHECK(bad.code == 2);
  CHECK(has(bad.err, "bad.json:2"));
}

TEST_CASE("policy check: a waiver that expired is named, by the day of --now") {
  const TempFolder folder;
  const std::string path = folder.put("/waiver.json", R"({"waivers": [
{"match": {"names": ["libc6"]}, "reason": "known", "expires": "2026-11-22"}]})");
  CHECK(run({"policy", "check", path, "--now", "2026-11-22T12:00:00Z"}).code == 0);
  const Ran later = run({"policy", "check", path, "--now", "2026-11-23T12:00:00Z"});
  CHECK(later.code == 3);
  CHECK(has(later.err, "waiver.json:2: this waiver has expired"));
  CHECK(run({"policy", "check", path, "--now", "tomorrow"}).code == 2);
}

TEST_CASE("policy: no other action, and no file that is not there") {
  const TempFolder folder;
  CHECK(run({"policy", "write", "x"}).code == 2);
  CHECK(run({"policy", "check", folder.path() + "/none"}).code == 2);
}
