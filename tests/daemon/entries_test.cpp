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

TEST_CASE("entries: production that went back to an older SBOM is said to be older") {
  const Reference fresh{
      .name = "api", .created = "2026-11-27T10:00:00+02:00", .digest = "01", .proof = {}};
  const Reference old{.name = "api", .created = "2026-11-20T10:00:00.5Z", .digest = "02"};
  CHECK(production_changed_data(fresh, old)
            .find("it was sha256:01; its SBOM is older, of 2026-11-20T10:00:00Z, the one before of "
                  "2026-11-27T08:00:00Z") != std::string::npos);
  CHECK(production_changed_data(old, fresh).find("older") == std::string::npos);
  // What vouches for a time goes before what the document says of itself; without one nothing is
  // said.
  Reference signed_late = old;
  signed_late.proof.signed_at = "2026-11-28T10:00:00Z";
  CHECK(production_changed_data(fresh, signed_late).find("older") == std::string::npos);
  Reference timeless = old;
  timeless.created = "yesterday";
  CHECK(production_changed_data(fresh, timeless).find("older") == std::string::npos);
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
  const auto of_image = [](const std::string& image) {
    Reference reference{.name = "api"};
    reference.proof.image = image;
    return reference;
  };
  CHECK(production_changed_data(of_image("r.example/api@sha256:01"),
                                of_image("r.example/api@sha256:02"))
            .find("api is now r.example/api@sha256:02, it was sha256:01\"") != std::string::npos);
  CHECK(production_changed_data(of_image("r.example/a@sha256:01"),
                                of_image("r.example/api@sha256:02"))
            .find("it was r.example/a@sha256:01\"") != std::string::npos);
  CHECK(production_changed_data({.name = "api", .digest = "01"}, {.name = "api", .digest = "01"})
            .find("api can be compared with again: sha256:01") != std::string::npos);
  CHECK(production_unknown_data({.kind = GapKind::no_reference,
                                 .reference = "api",
                                 .sentence = "not reached",
                                 .remedy = "wait"}) ==
        R"({"name":"api","remedy":"wait","sentence":"not reached"})");
  CHECK(policy_data("/p", "9f", "") == R"({"sha256":"9f","source":"/p"})");
  CHECK(policy_data("/p", "", "bad") == R"({"error":"bad","sha256":"","source":"/p"})");
  CHECK(reference_error_data("api", "gone") == R"({"error":"gone","name":"api"})");
  CHECK(reason_data("why") == R"({"reason":"why"})");
}

}  // namespace prodparity
