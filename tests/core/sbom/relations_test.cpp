#include "core/sbom/sbom.h"
#include "tests/support/catch.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

using namespace prodparity;

namespace {

class OnePart final : public ByteSource {
 public:
  explicit OnePart(std::string_view bytes) : rest_(bytes) {}
  Result<std::string_view> next() override { return std::exchange(rest_, {}); }

 private:
  std::string_view rest_;
};

// Of the package `name` in the document.
std::string relations(const std::string& text, std::string_view name, std::size_t limit = 100) {
  OnePart source(text);
  const Result<Reference> reference =
      read_sbom(source, "a.json", TakeDigest::no, {.dependencies = limit});
  if (!reference) FAIL(to_string(reference.error()));
  const auto& components = reference->inventory.components;
  const auto found = std::ranges::find(components, name, &Component::name);
  REQUIRE(found != components.end());
  return found->relations;
}

const std::string cyclonedx = R"({"bomFormat":"CycloneDX","specVersion":"1.6","components":[
{"bom-ref":"pkg:deb/debian/graphviz@2","name":"graphviz","version":"2","purl":"pkg:deb/debian/graphviz@2"},
{"bom-ref":"pkg:deb/debian/libcdt5@2","name":"libcdt5","version":"2","purl":"pkg:deb/debian/libcdt5@2"},
{"bom-ref":"pkg:deb/debian/libc6@2","name":"libc6","version":"2","purl":"pkg:deb/debian/libc6@2"},
{"bom-ref":"pkg:npm/a@1","name":"a","version":"1","purl":"pkg:npm/a@1"}],
"dependencies":[{"ref":"pkg:deb/debian/graphviz@2","dependsOn":["pkg:deb/debian/libcdt5@2",
"pkg:deb/debian/libc6@2","pkg:npm/a@1","pkg:deb/debian/graphviz@2","pkg:deb/debian/none@1"]}]})";

std::string spdx(const std::string& relationship) {
  return R"({"spdxVersion":"SPDX-2.3","packages":[
{"SPDXID":"SPDXRef-a","name":"graphviz","versionInfo":"2","externalRefs":[{"referenceType":"purl",
"referenceLocator":"pkg:deb/debian/graphviz@2"}]},
{"SPDXID":"SPDXRef-b","name":"libcdt5","versionInfo":"2","externalRefs":[{"referenceType":"purl",
"referenceLocator":"pkg:deb/debian/libcdt5@2"}]}],"relationships":[)" +
         relationship + "]}";
}

}  // namespace

TEST_CASE("relations: CycloneDX says which package needs which; only debs that are there count") {
  CHECK(relations(cyclonedx, "graphviz") == "libcdt5, libc6");
  CHECK(relations(cyclonedx, "libcdt5").empty());
}

TEST_CASE("relations: as many edges are kept as the bound allows, the rest only groups less") {
  CHECK(relations(cyclonedx, "graphviz", 2) == "libcdt5, libc6");
  CHECK(relations(cyclonedx, "graphviz", 1) == "libcdt5");
}

TEST_CASE("relations: SPDX says it in either direction") {
  CHECK(relations(spdx(R"({"spdxElementId":"SPDXRef-a","relationshipType":"DEPENDS_ON",
"relatedSpdxElement":"SPDXRef-b"})"),
                  "graphviz") == "libcdt5");
  CHECK(relations(spdx(R"({"spdxElementId":"SPDXRef-b","relationshipType":"DEPENDENCY_OF",
"relatedSpdxElement":"SPDXRef-a"})"),
                  "graphviz") == "libcdt5");
  CHECK(relations(spdx(R"({"spdxElementId":"SPDXRef-a","relationshipType":"CONTAINS",
"relatedSpdxElement":"SPDXRef-b"})"),
                  "graphviz")
            .empty());
}

TEST_CASE("relations: syft's own dependency-of leads from what is needed to who needs it") {
  const std::string syft = R"({"artifacts":[
{"id":"a","name":"graphviz","version":"2","type":"deb","purl":"pkg:deb/debian/graphviz@2"},
{"id":"b","name":"libcdt5","version":"2","type":"deb","purl":"pkg:deb/debian/libcdt5@2"}],
"artifactRelationships":[{"parent":"b","child":"a","type":"dependency-of"}],
"descriptor":{"name":"syft","version":"1.22.0"},"schema":{"version":"16.0.7"}})";
  CHECK(relations(syft, "graphviz") == "libcdt5");
}
