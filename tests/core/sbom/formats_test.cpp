// What is taken from each format, on documents written for these tests.
#include "core/inventory_json.h"
#include "core/sbom/sbom.h"
#include "tests/support/catch.h"

#include <algorithm>
#include <string>
#include <string_view>

using namespace prodparity;

namespace {

Reference read(std::string_view text) {
  auto reference = read_sbom(text, "p.json");
  INFO((reference ? std::string() : to_string(reference.error())));
  REQUIRE(reference.has_value());
  return *reference;
}

const Component* find(const Reference& reference, std::string_view name) {
  const auto found = std::ranges::find(reference.inventory.components, name, &Component::name);
  return found == reference.inventory.components.end() ? nullptr : &*found;
}

std::string cyclonedx(std::string_view tool, std::string_view version, std::string_view rest) {
  return R"({"bomFormat":"CycloneDX","specVersion":"1.6","metadata":{"timestamp":"2026-01-02T03:04:05Z",)"
         R"("component":{"name":"api"},"tools":[{"name":")" +
         std::string(tool) + R"(","version":")" + std::string(version) + R"("}]},)" +
         std::string(rest) + "}";
}

std::size_t faults(const Reference& reference, FaultKind kind) {
  const auto found = std::ranges::find(reference.faults, kind, &Fault::kind);
  return found == reference.faults.end() ? 999 : found->count;
}

}  // namespace

TEST_CASE("cyclonedx: identity, platform, evidence and digest") {
  const Reference reference = read(cyclonedx("syft", "1.3.0",
                                             R"("components":[
{"type":"library","name":"libssl3",
 "version":"3.0.20-1","purl":"pkg:deb/debian/libssl3@3.0.20-1?arch=amd64&upstream=openssl&distro=debian-12"},
{"type":"file","name":"/etc/passwd","purl":"pkg:generic/passwd"},
{"type":"operating-system","name":"debian","version":"12","properties":[
 {"name":"syft:distro:versionCodename","value":"bookworm"}]}])"));
  CHECK(reference.format == "CycloneDX 1.6");
  CHECK(reference.generator == "syft 1.3.0");
  CHECK(reference.subject == "api");
  CHECK(reference.created == "2026-01-02T03:04:05Z");
  CHECK(reference.digest.size() == 64);
  CHECK(reference.verification == Verification::none);
  CHECK(reference.inventory.platform ==
        Platform{.id = "debian", .version_id = "12", .codename = "bookworm", .arch = "amd64"});
  CHECK(reference.states.empty());
  REQUIRE(reference.inventory.components.size() == 1);
  CHECK(reference.inventory.components[0] == Component{.ecosystem = "deb",
                                                       .origin = "debian",
                                                       .name = "libssl3",
                                                       .version = "3.0.20-1",
                                                       .arch = "amd64",
                                                       .evidence = {.path = "p.json", .line = 2},
                                                       .source = "openssl"});
}

TEST_CASE("cyclonedx: a deb's epoch is joined from where the tool left it") {
  const auto [version, purl, expected, count] =
      GENERATE(table<std::string, std::string, std::string, std::size_t>({
          {"1:1.2", "zlib1g@1.2?epoch=1", "1:1.2", 999},
          {"1.2", "zlib1g@1.2?epoch=1", "1:1.2", 1},
          {"1.2", "zlib1g@1%3A1.2", "1:1.2", 1},
          {"1.2", "zlib1g@1:1.2", "1:1.2", 1},
          {"1.2", "zlib1g@1.2?epoch=0", "1.2", 999},
          {"1.2", "zlib1g@1.2", "1.2", 999},
      }));
  const Reference reference =
      read(cyclonedx("trivy", "0.74.0",
                     R"("components":[{"name":"zlib1g","version":")" + version +
                         R"(","purl":"pkg:deb/debian/)" + purl + R"("}])"));
  CHECK(reference.inventory.components.at(0).version == expected);
  CHECK(faults(reference, FaultKind::epoch_only_in_purl) == count);
}

TEST_CASE("cyclonedx: the order of keys does not matter, and components nest") {
  const Reference reference =
      read(R"({"components":[{"components":[{"purl":"pkg:npm/%40a/b@1","version":"1","name":"b"}],)"
           R"("purl":"pkg:pypi/Zope.Interface@5","version":"5","name":"Zope.Interface"}],)"
           R"("metadata":{"tools":{"components":[{"version":"1","name":"syft"}]}},)"
           R"("specVersion":"1.5","bomFormat":"CycloneDX"})");
  CHECK(find(reference, "zope-interface") != nullptr);
  CHECK(find(reference, "@a/b") != nullptr);
  CHECK(reference.generator == "syft 1");
}

TEST_CASE("cyclonedx: each spelling of a release gives the platform") {
  const auto [qualifiers, id, version, codename] =
      GENERATE(table<std::string, std::string, std::string, std::string>({
          {"distro=debian-12.11", "debian", "12.11", ""},
          {"distro=debian-12&distro_name=bookworm", "debian", "12", "bookworm"},
          {"distro=bookworm", "debian", "", "bookworm"},
          {"os_name=debian&os_version=12&os_distro=bookworm", "debian", "12", "bookworm"},
          {"arch=amd64", "debian", "", ""},
      }));
  const Reference reference =
      read(cyclonedx("x", "1",
                     R"("components":[{"name":"a","version":"1","purl":"pkg:deb/debian/a@1?)" +
                         qualifiers + R"("}])"));
  CHECK(reference.inventory.platform.id == id);
  CHECK(reference.inventory.platform.version_id == version);
  CHECK(reference.inventory.platform.codename == codename);
  CHECK(reference.states.empty());
}

TEST_CASE("cdxgen: what manuals and wheels name is not installed, and PyPI not covered") {
  const Reference reference = read(cyclonedx("cdxgen", "12.8.4", R"("components":[
{"name":"python3","version":"3.11.2-1","purl":"pkg:deb/debian/python3@3.11.2-1"},
{"name":"to","version":"install_--pre","purl":"pkg:pypi/to@install_--pre",
 "properties":[{"name":"SrcFile","value":"usr/share/doc/python3-pip/README.txt"}]}])"));
  CHECK(reference.inventory.components.size() == 1);
  CHECK(faults(reference, FaultKind::declared_as_installed) == 1);
  REQUIRE(reference.coverage.size() == 2);
  CHECK(reference.coverage[1].coverage == Coverage::not_covered);
}

TEST_CASE("pypi: a wheel that lies about is not installed, a distribution beside it is") {
  const Reference reference = read(cyclonedx("x", "1", R"("components":[
{"name":"python3","version":"3.11.2-1","purl":"pkg:deb/debian/python3@3.11.2-1"},
{"name":"pip","version":"23.0.1","purl":"pkg:pypi/pip@23.0.1",
 "properties":[{"name":"SrcFile","value":"usr/share/python-wheels/pip-23.0.1-py3-none-any.whl/METADATA"}]},
{"name":"flask","version":"3.0","purl":"pkg:pypi/flask@3.0",
 "properties":[{"name":"SrcFile","value":"app/lib/site-packages/flask-3.0.dist-info/METADATA"}]}])"));
  REQUIRE(reference.inventory.components.size() == 2);
  CHECK(reference.inventory.components[1].name == "flask");
  CHECK(faults(reference, FaultKind::declared_as_installed) == 1);
}

TEST_CASE("deb: a name that begins with a colon is a name, and comes back whole") {
  const Reference reference = read(cyclonedx("x", "1", R"("components":[
{"name":":a","version":"1","purl":"pkg:deb/debian/:a@1"}])"));
  REQUIRE(reference.inventory.components.size() == 1);
  CHECK(reference.inventory.components[0].name == ":a");
  const auto again = read_reference(write_reference(reference), "again");
  REQUIRE(again.has_value());
  CHECK(again->inventory.components == reference.inventory.components);
}

TEST_CASE("cdxgen: source packages are those whose dependencies nobody states") {
  const Reference reference = read(cyclonedx("cdxgen", "10.11.0", R"("components":[
{"bom-ref":"pkg:deb/debian/libssl3@3.0-1","name":"libssl3","version":"3.0-1","purl":"pkg:deb/debian/libssl3@3.0-1"},
{"bom-ref":"pkg:deb/debian/openssl@3.0","name":"openssl","version":"3.0","purl":"pkg:deb/debian/openssl@3.0"},
{"name":"sphinx","version":"latest","purl":"pkg:pypi/sphinx@latest"}],
"dependencies":[{"ref":"pkg:deb/debian/libssl3@3.0-1","dependsOn":["pkg:deb/debian/openssl@3.0"]}])"));
  REQUIRE(reference.inventory.components.size() == 1);
  CHECK(reference.inventory.components[0].name == "libssl3");
  CHECK(reference.inventory.components[0].source == "openssl");
  CHECK(faults(reference, FaultKind::sources_as_components) == 1);
  CHECK(faults(reference, FaultKind::epoch_lost) == 0);
  CHECK(faults(reference, FaultKind::declared_as_installed) == 1);
  CHECK(faults(reference, FaultKind::multi_arch_collapsed) == 0);
  REQUIRE(reference.coverage.size() == 2);
  CHECK(reference.coverage[1] ==
        EcosystemCoverage{.ecosystem = "pypi",
                          .coverage = Coverage::not_covered,
                          .why = "cdxgen 10.11.0 lists no installed Python distribution"});
}

TEST_CASE("cdxgen: without dependencies the tag tells a source package") {
  const Reference reference = read(cyclonedx("cdxgen", "12.8.4", R"("components":[
{"name":"acl","version":"2-1","tags":["source"],"purl":"pkg:deb/debian/acl@2-1"},
{"name":"libacl1","version":"2-1","purl":"pkg:deb/debian/libacl1@2-1"}])"));
  CHECK(reference.inventory.components.size() == 1);
  CHECK(faults(reference, FaultKind::epoch_lost) == 999);
}

TEST_CASE("sbom: Debian's own Python is attributed to its deb, pip's is not") {
  const Reference reference = read(cyclonedx("syft", "1.3.0", R"("components":[
{"name":"python3-yaml","version":"6.0-3+b2","purl":"pkg:deb/debian/python3-yaml@6.0-3+b2?distro=debian-12"},
{"name":"python3-requests","version":"2.28.1+dfsg-1","purl":"pkg:deb/debian/python3-requests@2.28.1%2Bdfsg-1"},
{"name":"PyYAML","version":"6.0","purl":"pkg:pypi/PyYAML@6.0","properties":[
  {"name":"syft:location:0:path","value":"/usr/lib/python3/dist-packages/PyYAML-6.0.egg-info/PKG-INFO"}]},
{"name":"requests","version":"2.28.1","purl":"pkg:pypi/requests@2.28.1"},
{"name":"PyGObject","version":"3","purl":"pkg:pypi/PyGObject@3","properties":[
  {"value":"/usr/lib/python3/dist-packages/PyGObject-3.egg-info","name":"syft:location:0:path"}]},
{"name":"requests","version":"2.31.0","purl":"pkg:pypi/requests@2.31.0","properties":[
  {"name":"aquasecurity:trivy:FilePath","value":"usr/local/lib/python3.11/site-packages/requests-2.31.0.dist-info/METADATA"}]}])"));
  CHECK(find(reference, "pyyaml")->owner == "deb:python3-yaml");
  CHECK(find(reference, "pyyaml")->place == "/usr/lib/python3/dist-packages");
  CHECK(find(reference, "pygobject")->owner == "deb:python3");
  CHECK(faults(reference, FaultKind::deb_owned_python_listed) == 3);
  const auto& components = reference.inventory.components;
  const auto pip = std::ranges::find(components, "2.31.0", &Component::version);
  REQUIRE(pip != components.end());
  CHECK(pip->owner.empty());
  CHECK(pip->place == "/usr/local/lib/python3.11/site-packages");
}

TEST_CASE("sbom: the same component twice is folded and counted") {
  const Reference reference = read(cyclonedx("x", "1", R"("components":[
{"name":"a","version":"1","purl":"pkg:deb/debian/a@1?distro=debian-12"},
{"name":"a","version":"1","purl":"pkg:deb/debian/a@1?distro=debian-12"}])"));
  CHECK(reference.inventory.components.size() == 1);
  CHECK(faults(reference, FaultKind::duplicates) == 1);
}

TEST_CASE("sbom: each state of completeness is told") {
  CHECK(read(cyclonedx("x", "1", R"("components":[])")).states ==
        std::vector{ReferenceState::no_packages});
  const Reference npm = read(
      cyclonedx("x", "1", R"("components":[{"name":"a","version":"1","purl":"pkg:npm/a@1"}])"));
  CHECK(npm.states == std::vector{ReferenceState::no_os_packages});
  for (const EcosystemCoverage& item : npm.coverage)
    CHECK((item.coverage == Coverage::covered) == (item.ecosystem == "npm"));
  CHECK(
      read(cyclonedx("x", "1", R"("components":[{"name":"a","version":"1","purl":"pkg:deb/a@1"}])"))
          .states == std::vector{ReferenceState::no_distribution});
  CHECK(read(cyclonedx("x", "1", R"("components":[
{"name":"a","version":"1","purl":"pkg:deb/debian/a@1?distro=debian-12"},
{"name":"b","version":"1","purl":"pkg:deb/ubuntu/b@1?distro=ubuntu-24.04"}])"))
            .states == std::vector{ReferenceState::several_distributions});
  CHECK(read(cyclonedx("x", "1", R"("components":[
{"name":"a","version":"1","purl":"pkg:deb/debian/a@1?distro=debian-12"},
{"name":"b","version":"1","purl":"pkg:deb/debian/b@1?distro=debian-12.11"}])"))
            .states.empty());
}

TEST_CASE("spdx: purls of either category, the operating system and the tool") {
  const Reference reference = read(R"({"spdxVersion":"SPDX-2.3","name":"img","creationInfo":{
"created":"2026-01-01T00:00:00Z","creators":["Organization: x","Tool: trivy-0.58.1"]},
"packages":[
{"name":"debian","SPDXID":"SPDXRef-OperatingSystem-1","versionInfo":"12.9"},
{"name":"zlib1g","SPDXID":"SPDXRef-1","versionInfo":"1:1.2-1","sourceInfo":"built package from: zlib 1:1.2-1",
 "externalRefs":[{"referenceCategory":"PACKAGE_MANAGER","referenceType":"purl",
  "referenceLocator":"pkg:deb/debian/zlib1g@1.2-1?arch=arm64&epoch=1"}]},
{"name":"six","SPDXID":"SPDXRef-2","versionInfo":"1.16.0",
 "sourceInfo":"acquired package info from installed python package manifest file: /opt/v/lib/python3.11/site-packages/six-1.16.0.dist-info/METADATA, /x",
 "externalRefs":[{"referenceCategory":"PACKAGE-MANAGER","referenceType":"purl","referenceLocator":"pkg:pypi/six@1.16.0"}]}],
"relationships":[{"spdxElementId":"SPDXRef-1","relatedSpdxElement":"SPDXRef-2","relationshipType":"OTHER",
 "comment":"ownership-by-file-overlap: indicates"}]})");
  CHECK(reference.format == "SPDX 2.3");
  CHECK(reference.generator == "trivy 0.58.1");
  CHECK(reference.subject == "img");
  CHECK(reference.inventory.platform.version_id == "12.9");
  CHECK(reference.inventory.platform.arch == "arm64");
  CHECK(find(reference, "zlib1g")->source == "zlib");
  CHECK(find(reference, "zlib1g")->source_version.empty());
  CHECK(find(reference, "six")->place == "/opt/v/lib/python3.11/site-packages");
  CHECK(find(reference, "six")->owner == "deb:zlib1g");
}

TEST_CASE("syft: artifacts, distro, ownership and a package without purl") {
  const Reference reference = read(R"({"artifacts":[
{"id":"1","name":"python3-six","version":"1.16.0-4","type":"deb","purl":"pkg:deb/debian/python3-six@1.16.0-4?arch=all&distro=debian-12&upstream=six",
 "metadata":{"source":"six","architecture":"all"}},
{"id":"2","name":"six","version":"1.16.0","type":"python","purl":"",
 "locations":[{"path":"/usr/lib/python3/dist-packages/six-1.16.0.egg-info/PKG-INFO"}]}],
"artifactRelationships":[{"parent":"1","child":"2","type":"ownership-by-file-overlap"}],
"source":{"name":"debian"},"distro":{"id":"debian","versionID":"12","prettyName":"Debian 12"},
"descriptor":{"name":"syft","version":"1.22.0"},"schema":{"version":"16.0.24"}})");
  CHECK(reference.format == "syft 16.0.24");
  CHECK(reference.generator == "syft 1.22.0");
  CHECK(reference.inventory.platform.pretty_name == "Debian 12");
  CHECK(find(reference, "six")->owner == "deb:python3-six");
  CHECK(find(reference, "six")->ecosystem == "pypi");
  CHECK(find(reference, "python3-six")->source == "six");
}

TEST_CASE("statement: the predicate is read, also in cosign's older wrapper") {
  const std::string sbom =
      R"({"bomFormat":"CycloneDX","specVersion":"1.4","components":[{"name":"a","version":"1","purl":"pkg:deb/debian/a@1?distro=debian-12"}]})";
  std::string quoted = "\"";
  for (const char c : sbom)
    quoted += c == '"' ? std::string("\\\"") : std::string(1, c);
  quoted += '"';
  for (const std::string& predicate :
       {sbom, "{\"Data\":" + sbom + "}", "{\"Data\":" + quoted + "}"}) {
    const Reference reference = read(
        R"({"_type":"https://in-toto.io/Statement/v0.1","predicateType":"https://cyclonedx.org/bom",)"
        R"("subject":[{"name":"img","digest":{"sha256":"abc"}}],"predicate":)" +
        predicate + "}");
    CHECK(reference.verification == Verification::unsigned_statement);
    CHECK(reference.subject == "img@sha256:abc");
    CHECK(reference.inventory.components.size() == 1);
  }
}

TEST_CASE("sbom: our own inventory and reference are read") {
  Inventory inventory{.ecosystems = {"deb", "pypi"}};
  inventory.components.push_back({.ecosystem = "deb", .name = "a", .version = "1"});
  const Reference reference = read(write_inventory(inventory));
  CHECK(reference.format == "inventory");
  CHECK(reference.inventory == inventory);
  CHECK(reference.coverage.size() == 2);
  Reference compact{.name = "api", .inventory = inventory};
  CHECK(read(write_reference(compact)) == compact);
}

TEST_CASE("cyclonedx: what we write we read back") {
  Inventory inventory{
      .platform = {.id = "debian", .version_id = "12", .codename = "bookworm", .arch = "amd64"}};
  inventory.components = {{.ecosystem = "deb",
                           .origin = "debian",
                           .name = "zlib1g",
                           .version = "1:1.2+x-1",
                           .arch = "amd64",
                           .source = "zlib",
                           .source_version = "1:1.2-1"},
                          {.ecosystem = "pypi",
                           .name = "six",
                           .version = "1.16.0",
                           .place = "/usr/lib/python3/dist-packages",
                           .owner = "deb:python3-six"}};
  const std::string text = write_cyclonedx(inventory);
  CHECK(write_cyclonedx(inventory) == text);
  Reference reference = read(text);
  for (Component& component : reference.inventory.components)
    component.evidence = {};
  CHECK(reference.inventory.components == inventory.components);
  CHECK(reference.inventory.platform == inventory.platform);
  CHECK(reference.generator.starts_with("prodparity "));
  for (const EcosystemCoverage& item : reference.coverage)
    CHECK(item.coverage == Coverage::covered);
}
