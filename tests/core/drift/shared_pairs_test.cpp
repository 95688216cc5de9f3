// Real pairs of SBOMs, dev against production by the same tool, folded into the lines of a report.
#include "core/drift/evaluate.h"
#include "core/report/fold.h"
#include "core/sbom/sbom.h"
#include "io/compressed_source.h"
#include "tests/support/catch.h"
#include "tests/support/shared_data.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

using namespace prodparity;

namespace {

Reference read_path(const std::string& path) {
  const auto source = open_source(path);
  REQUIRE(source.has_value());
  auto reference = read_sbom(**source, path, TakeDigest::no);
  REQUIRE(reference.has_value());
  return std::move(*reference);
}

Verdict judged(const std::string& data, const std::string& file) {
  const auto engine = PolicyEngine::compile({});
  REQUIRE(engine.has_value());
  const std::vector<Reference> production = {read_path(data + "prod/" + file)};
  return evaluate(read_path(data + "dev/" + file).inventory, production, *engine, {}, {},
                  Date{2026, 11, 22});
}

std::size_t warnings(const std::vector<Row>& rows) {
  const auto warns = [](const Row& row) { return row.tier >= Tier::warn; };
  return static_cast<std::size_t>(std::ranges::count_if(rows, warns));
}

bool names_word(const std::string& command, const std::string& word) {
  return (' ' + command + ' ').find(' ' + word + ' ') != std::string::npos;
}

}  // namespace

TEST_CASE("shared data: SBOMs without relations fold by source package, and hide nothing") {
  const auto data = test::shared_data("generated/");
  if (!data) return;
  const Verdict verdict = judged(*data, "trivy-dev-2023.spdx.json");
  const std::vector<Row> apart = fold(verdict.findings, true);
  const std::vector<Row> folded = fold(verdict.findings);
  CHECK(warnings(apart) == 66);
  CHECK(warnings(folded) == 56);
  std::size_t shown = 0;
  for (const Row& row : folded) {
    shown += row.members.size();
    const bool dev_only =
        row.head->drift.kind == DriftKind::dev_only && row.head->drift.ecosystem == "deb";
    if (!dev_only || row.members.size() == 1) continue;
    INFO(row.head->drift.name);
    CHECK(row.head->drift.name == row.head->group.head);
    for (const Finding* member : row.members) {
      CHECK(member->tier <= row.tier);
      CHECK(member->drift.dev->source == row.head->drift.dev->source);
      for (const Remedy& remedy : remedies_of(row))
        CHECK(names_word(remedy.command, member->drift.name));
    }
  }
  CHECK(shown == verdict.findings.size());
}

TEST_CASE("shared data: SBOMs with relations fold by what one install brought") {
  const auto data = test::shared_data("generated/");
  if (!data) return;
  for (const std::string file : {"trivy-dev-2023.cdx.json", "cdxgen-12.8.4.1.7.cdx.json"}) {
    INFO(file);
    const Verdict verdict = judged(*data, file);
    const std::vector<Row> rows = fold(verdict.findings);
    const auto graphviz = std::ranges::find_if(
        rows, [](const Row& row) { return row.head->drift.name == "graphviz"; });
    REQUIRE(graphviz != rows.end());
    CHECK(graphviz->members.size() == 65);
  }
}
