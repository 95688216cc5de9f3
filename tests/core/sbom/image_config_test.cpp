#include "core/sbom/image_config.h"

#include "core/limits.h"
#include "core/sbom/sbom.h"
#include "tests/support/catch.h"

#include <string>
#include <string_view>
#include <vector>

namespace prodparity::sbom {
namespace {

// {"config":{"User":"app:app","Labels":{"org.opencontainers.image.base.name":"debian:12"}}}
constexpr std::string_view of_app =
    "eyJjb25maWciOnsiVXNlciI6ImFwcDphcHAiLCJMYWJlbHMiOnsib3JnLm9wZW5jb250YWluZXJzLmltYWdlLmJhc2Uu"
    "bmFtZSI6ImRlYmlhbjoxMiJ9fX0=";

std::vector<std::string> facts_of(const std::string& source) {
  const Result<Reference> reference = read_sbom(
      R"({"artifacts":[],"source":)" + source +
          R"(,"descriptor":{"name":"syft","version":"1.22.0"},"schema":{"version":"16.0.24"}})",
      "sbom.json");
  REQUIRE(reference.has_value());
  std::vector<std::string> facts;
  for (const Fact& fact : reference->inventory.facts) {
    CHECK(fact.evidence.path == "sbom.json");
    CHECK(fact.evidence.line == 1);
    facts.push_back(fact.kind + ' ' + fact.name + ' ' + fact.value);
  }
  return facts;
}

}  // namespace

TEST_CASE("image configuration: its user, and the base that its labels name") {
  const auto image = parse_image_config(of_app);
  REQUIRE(image);
  CHECK(*image == ImageConfig{.user = "app:app", .base_name = "debian:12", .base_digest = {}});
}

TEST_CASE("image configuration: an image that names no user runs as root") {
  CHECK(parse_image_config("eyJjb25maWciOnt9fQ==")->user == "root");              // {"config":{}}
  CHECK(parse_image_config("eyJjb25maWciOnsiVXNlciI6IiJ9fQ==")->user == "root");  // "User":""
  CHECK_FALSE(parse_image_config("eyJjb25maWciOnsiVXNlciI6MTAwMH19"));            // "User":1000
}

TEST_CASE("image configuration: what is none says nothing") {
  for (const std::string_view text : {"", "!!!!", "bm8ganNvbg==", "e30=", "W10=",
                                      // {"config":7}
                                      "eyJjb25maWciOjd9"})
    CHECK_FALSE(parse_image_config(text));
}

TEST_CASE("syft: the image's user is a fact, where its configuration is there") {
  CHECK(facts_of(R"({"type":"image","metadata":{"userInput":"api","config":")" +
                 std::string(of_app) + R"("}})") ==
        std::vector<std::string>{"image base_name debian:12", "image user app:app"});
  CHECK(
      facts_of(R"({"type":"image","target":{"config":")" + std::string(of_app) + R"("}})").size() ==
      2);
  CHECK(facts_of(R"({"type":"image","metadata":{"config":7}})").empty());
  CHECK(facts_of(R"({"type":"directory","metadata":{"path":"/srv"}})").empty());
  // Longer than text that is kept: as if it were not there.
  CHECK(facts_of(R"({"type":"image","metadata":{"config":")" +
                 std::string(limits::sbom_text_bytes + 4, 'e') + R"("}})")
            .empty());
}

TEST_CASE("syft: of a folder, older schemas have its path where an image's data stand") {
  const Result<Reference> reference =
      read_sbom(R"({"artifacts":[],"source":{"type":"directory","target":"/srv"},)"
                R"("descriptor":{"name":"syft","version":"0.60.0"},"schema":{"version":"4.1.0"}})",
                "sbom.json");
  REQUIRE(reference.has_value());
  CHECK(reference->subject == "/srv");
  CHECK(reference->inventory.facts.empty());
}

}  // namespace prodparity::sbom
