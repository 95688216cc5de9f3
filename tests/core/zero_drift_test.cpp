// The proof that the readers, the scan and the comparison agree: an SBOM of a tree by any tool
// gives no false drift against our own inventory of that tree.
#include "core/drift/drift.h"
#include "core/sbom/sbom.h"
#include "io/compressed_source.h"
#include "io/scan.h"
#include "tests/support/catch.h"
#include "tests/support/shared_data.h"

#include <filesystem>
#include <string>

using namespace prodparity;

namespace {

Inventory inventory_of(const std::string& tree) {
  const auto files = open_root(tree);
  REQUIRE(files.has_value());
  Scanner scanner(**files);
  return scanner.scan({}).inventory;
}

Result<Reference> read_path(const std::string& path) {
  const auto source = open_source(path);
  if (!source) return source.error();
  return read_sbom(**source, path, TakeDigest::no);
}

}  // namespace

TEST_CASE("shared data: an SBOM of a tree gives no drift against the tree") {
  const auto data = test::shared_data("generated/");
  if (!data) return;
  std::size_t compared = 0;
  for (const std::string side : {"prod", "dev"}) {
    const Inventory here = inventory_of(*data + side + "/tree");
    CHECK(here.components.size() > 100);
    for (const auto& entry : std::filesystem::directory_iterator(*data + side)) {
      if (!entry.is_regular_file()) continue;
      const auto reference = read_path(entry.path());
      if (!reference) continue;
      INFO(entry.path());
      const Comparison comparison = diff(here, *reference);
      // Nor is it silent for want of looking: debs are compared in every one.
      for (const Gap& gap : comparison.gaps) {
        INFO(gap.sentence);
        CHECK((!gap.ecosystem.empty() && gap.ecosystem != "deb"));
      }
      for (const Drift& drift : comparison.drifts) {
        INFO(to_string(drift.kind)
             << ' ' << drift.ecosystem << ' ' << drift.name << ' ' << drift.arch << ' '
             << drift.place << " dev " << (drift.dev ? drift.dev->version : "-") << " prod "
             << (drift.prod ? drift.prod->version : "-"));
        CHECK(false);
      }
      ++compared;
    }
  }
  CHECK(compared >= 15);
}
