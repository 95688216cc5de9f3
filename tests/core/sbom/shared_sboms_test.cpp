// Every SBOM of the shared real-world data: read, or refused with the right code; and the debs of
// real trees held against what dpkg-query said of them.
#include "core/sbom/sbom.h"
#include "core/text.h"
#include "io/compressed_source.h"
#include "tests/support/catch.h"
#include "tests/support/shared_data.h"
#include "tests/support/text_file.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace prodparity;

namespace {

Result<Reference> read_path(const std::string& path) {
  const auto source = open_source(path);
  if (!source) return source.error();
  return read_sbom(**source, path, TakeDigest::no);
}

struct Refusal {
  std::string_view path_part;
  std::optional<ErrorCode> code;  // none: it is read after all
};

// The first that matches; what none matches must be read.
constexpr auto malformed = ErrorCode::malformed;
constexpr auto unsupported = ErrorCode::unsupported;
constexpr std::array refusals = std::to_array<Refusal>({
    {"reject-xml-tagvalue/TestCycloneDx", unsupported},
    {"reject-xml-tagvalue/bom.1.4.json", {}},  // lies beside its XML twin: read
    {"reject-xml-tagvalue/", unsupported},
    {"spdx3/sbom.spdx.json", {}},  // SPDX 2.3
    {"/spdx3/", unsupported},
    {"spdx-3.0.1", unsupported},
    {"goldens/3.0.json", unsupported},
    {".2.0.cdx.json", unsupported},
    {"native-json/", unsupported},
    {"github-snapshot", unsupported},
    {"trivy-dev-2023.json", unsupported},
    {"trivy-dev-2023.spdx", unsupported},
    {".dsse.json", unsupported},
    {"intoto.jsonl", unsupported},
    {"centos-7-spdx.txt", unsupported},
    {"tern/photon.json", unsupported},
    {"tern/photon.spdx", unsupported},
    {".bz2", unsupported},
    {".xml", unsupported},
    {".rdf", unsupported},
    {".spdx.yml", unsupported},
    {"foo.ext", malformed},
    {"testdata/sbom.spdx", unsupported},
    {"provenance.statement", unsupported},
    {"invalid-scorecard.json", unsupported},
    {"trivy/sbom/testdata/invalid_spdx.json", unsupported},
    {"trustinspector", unsupported},
    {"invalid-spdx-identifier", {}},
    {"edge-invalid/invalid-", malformed},
    {"random_file.ext", malformed},
    {"invalid_sbom", malformed},
});

bool is_sbom_file(const std::string& path) {
  for (const std::string_view other :
       {"/tree/", "expected.", "osquery", "/vectors/", ".pub", ".md", "/checks/"}) {
    if (path.find(other) != std::string::npos) return false;
  }
  return true;
}

std::vector<std::string> sbom_files(const std::string& data) {
  std::vector<std::string> files;
  for (const char* const folder : {"sbom", "generated"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(data + folder)) {
      if (entry.is_regular_file() && is_sbom_file(entry.path())) files.push_back(entry.path());
    }
  }
  std::ranges::sort(files);
  return files;
}

std::optional<ErrorCode> expected_refusal(std::string_view path) {
  for (const Refusal& refusal : refusals) {
    if (path.find(refusal.path_part) == std::string_view::npos) continue;
    // trivy-dev-2023.spdx.json is read, trivy-dev-2023.spdx (tag-value) is not.
    if (refusal.path_part.ends_with(".spdx") && path.ends_with(".json")) continue;
    return refusal.code;
  }
  return std::nullopt;
}

struct Installed {
  std::string arch;
  std::string version;
};

// binary:Package, Package, Architecture, Version, want, error, status, source, ...
std::multimap<std::string, Installed> dpkg_query(const std::string& path) {
  std::multimap<std::string, Installed> packages;
  for_each_line(test::read_file(path), [&](std::string_view line, std::size_t) {
    const auto fields = split(line, '\t');
    if (fields.size() > 6 && fields[6] == "installed")
      packages.emplace(std::string(fields[1]), Installed{.arch = std::string(fields[2]),
                                                         .version = std::string(fields[3])});
  });
  return packages;
}

std::string without_epoch(const std::string& version) {
  return version.substr(version.find(':') + 1);
}

}  // namespace

TEST_CASE("shared data: every SBOM is read or refused as what it is") {
  const auto data = test::shared_data("");
  if (!data) return;
  std::size_t read_files = 0;
  for (const std::string& path : sbom_files(*data)) {
    INFO(path);
    const auto reference = read_path(path);
    const auto refusal = expected_refusal(path);
    if (refusal) {
      REQUIRE_FALSE(reference.has_value());
      CHECK(reference.error().code == *refusal);
      CHECK(reference.error().path == path);
      continue;
    }
    if (!reference) {
      // Deliberately invalid against the specification: any clear refusal will do.
      INFO(reference.error().message);
      CHECK((path.find("invalid") != std::string::npos ||
             reference.error().code == ErrorCode::malformed));
      continue;
    }
    ++read_files;
    CHECK_FALSE(reference->format.empty());
    // Nothing read is never silence: the state says so.
    const bool no_packages =
        std::ranges::count(reference->states, ReferenceState::no_packages) == 1;
    CHECK(reference->inventory.components.empty() == no_packages);
  }
  CHECK(read_files > 300);
}

TEST_CASE("shared data: debs of each SBOM are those that dpkg-query lists") {
  const auto data = test::shared_data("generated/");
  if (!data) return;
  std::size_t compared = 0;
  for (const std::string side : {"prod", "dev"}) {
    const auto expected = dpkg_query(*data + side + "/expected.dpkg-query.tsv");
    for (const auto& entry : std::filesystem::directory_iterator(*data + side)) {
      const auto reference =
          entry.is_regular_file() ? read_path(entry.path()) : Result<Reference>(Error{});
      if (!reference) continue;
      INFO(entry.path());
      const auto fault = [&](FaultKind kind) {
        return std::ranges::find(reference->faults, kind, &Fault::kind) != reference->faults.end();
      };
      std::map<std::string, const Component*> debs;
      for (const Component& component : reference->inventory.components) {
        if (component.ecosystem == "deb") debs.emplace(component.name, &component);
      }
      for (const auto& [name, component] : debs) {
        INFO(name);
        bool found = false;
        for (auto [at, end] = expected.equal_range(name); at != end; ++at) {
          const std::string& version = at->second.version;
          found |= component->version ==
                   (fault(FaultKind::epoch_lost) ? without_epoch(version) : version);
        }
        CHECK(found);
      }
      for (const auto& [name, installed] : expected) {
        INFO(name);
        CHECK(debs.contains(name));
      }
      CHECK(reference->inventory.platform.id == "debian");
      CHECK(reference->inventory.platform.arch == "amd64");
      ++compared;
    }
  }
  CHECK(compared >= 15);
}
