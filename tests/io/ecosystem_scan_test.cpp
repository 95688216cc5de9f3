#include "io/ecosystem_scan.h"

#include "core/limits.h"
#include "tests/support/catch.h"
#include "tests/support/memory_files.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

using namespace prodparity;

namespace {

// An ecosystem whose every file is a component and leads on to the path in its bytes.
std::vector<Glob> first_place(const Places&) {
  return {"/1"};
}

Discovery each_file(const Listing& listing) {
  Discovery discovery;
  for (const std::string& path : listing.paths)
    discovery.units.push_back({.id = path, .paths = {path}});
  return discovery;
}

Parsed component_and_next(const Unit& unit, std::span<const FileBytes> files) {
  Parsed parsed;
  parsed.components.push_back({.ecosystem = "chain", .name = unit.id});
  if (!files[0].bytes.empty()) parsed.more.emplace_back(files[0].bytes);
  return parsed;
}

const Ecosystem chain = {
    .name = "chain", .globs = first_place, .discover = each_file, .parse = component_and_next};

// `length` places, each of which leads on to the next.
EcosystemScan scan_of(std::size_t length) {
  test::MemoryFiles files;
  for (std::size_t i = 1; i <= length; ++i)
    files.put('/' + std::to_string(i), i == length ? "" : '/' + std::to_string(i + 1));
  UnitCache cache;
  return scan_ecosystem(files, chain, {}, cache);
}

}  // namespace

TEST_CASE("ecosystem scan: places lead on to places up to the bound of rounds") {
  const EcosystemScan scan = scan_of(limits::discovery_rounds - 1);
  CHECK(scan.parsed.components.size() == limits::discovery_rounds - 1);
  CHECK(scan.parsed.unread.empty());
}

TEST_CASE(
    "ecosystem scan: as many rounds as the bound are looked at, and nothing behind is no error") {
  const EcosystemScan scan = scan_of(limits::discovery_rounds);
  CHECK(scan.parsed.components.size() == limits::discovery_rounds);
  CHECK(scan.parsed.unread.empty());
}

TEST_CASE("ecosystem scan: one place past the bound is unread, and what was found stays") {
  const EcosystemScan scan = scan_of(limits::discovery_rounds + 1);
  CHECK(scan.parsed.components.size() == limits::discovery_rounds);
  REQUIRE(scan.parsed.unread.size() == 1);
  CHECK(scan.parsed.unread[0].ecosystem == "chain");
  CHECK(scan.parsed.unread[0].error.code == ErrorCode::too_deep);
}
