#include "daemon/entries.h"

#include "tests/support/catch.h"

#include <string>

namespace prodparity {

TEST_CASE("entries: the data of a session's start is read back as it was written") {
  const VersionsFile file{.name = "session-start.json", .sha256 = "9f2c", .components = 88};
  CHECK(read_versions_data(versions_data(file)) == file);
}

TEST_CASE("entries: data that does not name a file and its digest is none") {
  for (const std::string data :
       {"", "{}", "[]", "null", R"({"file":"a"})", R"({"file":"a","sha256":"b"})",
        R"({"file":1,"sha256":"b","components":1})", R"({"file":"a","sha256":"b","components":-1})",
        R"({"file":"a","sha256":"b","components":"1"})"}) {
    CAPTURE(data);
    CHECK_FALSE(read_versions_data(data));
  }
}

TEST_CASE("entries: each has what a reader of the timeline needs") {
  CHECK(change_data(Verdict{}) == R"({"findings":0,"gaps":0,"outcome":"clean"})");
  CHECK(resolved_data("3b", {.reference = "production", .ecosystem = "deb", .name = "a\"b"}) ==
        R"({"ecosystem":"deb","id":"3b","name":"a\"b","reference":"production"})");
  CHECK(reference_data({.name = "production", .source = "/sbom", .digest = "9f"}) ==
        R"({"components":0,"name":"production","proof":null,"sha256":"9f","source":"/sbom",)"
        R"("verification":"none"})");
  CHECK(production_changed_data({.name = "api", .digest = "01"}, {.name = "api", .digest = "02"}) ==
        R"({"name":"api","now":"sha256:02","sentence":"api is now sha256:02, it was sha256:01",)"
        R"("was":"sha256:01"})");
  CHECK(policy_data("/p", "9f", "") == R"({"sha256":"9f","source":"/p"})");
  CHECK(policy_data("/p", "", "bad") == R"({"error":"bad","sha256":"","source":"/p"})");
  CHECK(reference_error_data("api", "gone") == R"({"error":"gone","name":"api"})");
  CHECK(reason_data("why") == R"({"reason":"why"})");
}

}  // namespace prodparity
