// Real dpkg databases, where they are: what dpkg-query says of them is what must be read.
#include "core/ecosystem.h"
#include "core/ecosystems/deb.h"
#include "core/text.h"
#include "tests/support/catch.h"
#include "tests/support/shared_data.h"
#include "tests/support/text_file.h"

#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

using namespace prodparity;

namespace {

// As if the file were the whole of `path` in a root.
Parsed parse_as(const std::string& path, const std::string& file) {
  const Ecosystem& deb = *find_ecosystem("deb");
  const std::string bytes = test::read_file(file);
  const Discovery discovery = deb.discover({.paths = {path}, .places = {}});
  const std::vector<FileBytes> files = {{.path = path, .bytes = bytes}};
  return deb.parse(discovery.units.at(0), files);
}

Parsed parse_status(const std::string& file) {
  return parse_as("/var/lib/dpkg/status", file);
}

std::size_t stanzas_of(const std::string& file) {
  std::size_t count = 0;
  for_each_line(test::read_file(file), [&](std::string_view line, std::size_t) {
    if (line.starts_with("Package:")) ++count;
  });
  return count;
}

using Row = std::tuple<std::string, std::string, std::string, std::string, std::string, bool>;

}  // namespace

TEST_CASE("dpkg: a real status reads as dpkg-query reads it") {
  for (const std::string place : {"dev", "prod"}) {
    const auto folder = test::shared_data("generated/" + place);
    if (!folder) return;
    CAPTURE(place);
    const Parsed parsed = parse_status(*folder + "/tree/var/lib/dpkg/status");
    CHECK(parsed.unread.empty());
    CHECK(parsed.in_transition.empty());
    CHECK(native_architecture(parsed.components) == "amd64");
    std::set<Row> actual;
    for (const Component& c : parsed.components)
      actual.emplace(c.name, c.arch, c.version, c.source,
                     c.source_version.empty() ? c.version : c.source_version, c.held);
    // binary:Package, Package, Architecture, Version, want, flag, state, source, its version
    std::set<Row> expected;
    for_each_line(test::read_file(*folder + "/expected.dpkg-query.tsv"), [&](std::string_view line,
                                                                             std::size_t) {
      const auto fields = split(line, '\t');
      if (fields.size() < 9 || fields[6] != "installed") return;
      expected.emplace(fields[1], fields[2], fields[3], fields[7], fields[8], fields[4] == "hold");
    });
    CHECK(expected.size() > 100);
    CHECK(actual == expected);
    CHECK(parsed.components.size() == expected.size());
  }
}

TEST_CASE("dpkg: every stanza of real databases of others is accounted for") {
  const auto folder = test::shared_data("pkgdb/dpkg");
  if (!folder) return;
  std::size_t databases = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(*folder)) {
    if (!entry.is_regular_file() || entry.path().filename() != "status") continue;
    CAPTURE(entry.path().string());
    const Parsed parsed = parse_status(entry.path());
    const std::size_t known =
        parsed.components.size() + parsed.in_transition.size() + parsed.unread.size();
    CHECK(known <= stanzas_of(entry.path()) + parsed.unread.size());
    CHECK(known > 0);
    ++databases;
  }
  CHECK(databases >= 5);
}

TEST_CASE("dpkg: a whole Ubuntu 10.04 is read without a word of complaint") {
  const auto file = test::shared_data("pkgdb/dpkg/snyk-ubuntu-10.04/var/lib/dpkg/status");
  if (!file) return;
  const Parsed parsed = parse_status(*file);
  CHECK(parsed.components.size() == 140);
  CHECK(parsed.unread.empty());
}

TEST_CASE("dpkg: broken databases of other tools' tests are told as such") {
  const auto folder = test::shared_data("pkgdb/dpkg/osv-scalibr/dpkg");
  if (!folder) return;
  for (const auto& [name, components, unread] :
       std::vector<std::tuple<std::string, std::size_t, std::size_t>>{{"valid", 7, 0},
                                                                      {"single", 1, 0},
                                                                      {"empty", 0, 0},
                                                                      {"trailingnewlines", 1, 0},
                                                                      {"noversion", 2, 1},
                                                                      {"nopackage", 2, 1},
                                                                      {"invalid", 0, 2}}) {
    CAPTURE(name);
    const Parsed parsed = parse_status(*folder + '/' + name);
    CHECK(parsed.components.size() == components);
    CHECK(parsed.unread.size() == unread);
  }
}

TEST_CASE("dpkg: real distroless parts are packages without a Status field") {
  const auto folder = test::shared_data("pkgdb/dpkg");
  if (!folder) return;
  for (const auto& [file, name] : std::vector<std::pair<std::string, std::string>>{
           {"/syft/image-distroless-deb/var/lib/dpkg/status.d/libsqlite3-0", "libsqlite3-0"},
           {"/osv-scalibr/dpkg/status.d/foo", "foo"},
           {"/syft-coverage/var/lib/dpkg/status.d/netbase", "netbase"}}) {
    CAPTURE(file);
    const Parsed parsed = parse_as("/var/lib/dpkg/status.d/" + name, *folder + file);
    CHECK(parsed.unread.empty());
    REQUIRE(parsed.components.size() == 1);
    CHECK(parsed.components[0].name == name);
  }
}
