#include "core/ecosystems/deb.h"

#include "core/ecosystem.h"
#include "core/limits.h"
#include "tests/support/catch.h"
#include "tests/support/dpkg_files.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace prodparity;
using namespace prodparity::test;

TEST_CASE("dpkg: the journal is applied over status in numeric order") {
  const std::string updates = "/var/lib/dpkg/updates/";
  const Parsed parsed = scan({
      {status, stanza("a", "install ok installed", "1") + stanza("b", "install ok installed", "1") +
                   stanza("d", "install ok installed", "1")},
      {updates + "0002", stanza("a", "install ok installed", "3")},
      {updates + "0010", stanza("a", "install ok installed", "4")},
      {updates + "0001", stanza("a", "install ok unpacked", "2")},
      {updates + "0003", stanza("b", "deinstall ok config-files", "1")},
      {updates + "0004", stanza("c", "install ok installed", "1")},
      {updates + "0005", stanza("d", "install ok half-configured", "2")},
      {updates + "tmp.i", stanza("c", "install ok installed", "9")},
  });
  CHECK(names(parsed) == Names{"a:amd64=4", "c:amd64=1"});
  CHECK(parsed.components[0].evidence.path == updates + "0010");
  REQUIRE(parsed.in_transition.size() == 1);
  CHECK(parsed.in_transition[0].name == "d");
  CHECK(parsed.unread.empty());
}

TEST_CASE("dpkg: an update replaces its own architecture of a multi-arch package") {
  const std::string same = "Multi-Arch: same\n";
  const Parsed parsed = scan(
      {{status, stanza("z", "install ok installed", "1", "amd64", same) +
                    stanza("z", "install ok installed", "1", "i386", same)},
       {"/var/lib/dpkg/updates/0000", stanza("z", "install ok installed", "2", "i386", same)}});
  CHECK(names(parsed) == Names{"z:amd64=1", "z:i386=2"});
}

TEST_CASE("dpkg: a package that goes from all to one architecture is there once") {
  const Parsed parsed =
      scan({{status, stanza("z", "install ok installed", "1", "all")},
            {"/var/lib/dpkg/updates/0000", stanza("z", "install ok installed", "2", "amd64")}});
  CHECK(names(parsed) == Names{"z:amd64=2"});
}

TEST_CASE("dpkg: a journal file that went away while reading is told, not skipped") {
  const Error gone{.code = ErrorCode::not_found, .message = "x"};
  const std::string bytes = stanza("a", "install ok installed", "1");
  const std::string update = "/var/lib/dpkg/updates/0000";
  const std::vector<FileBytes> files = {{.path = status, .bytes = bytes},
                                        {.path = update, .bytes = {}, .error = &gone}};
  const Parsed parsed = deb().parse(Unit{.id = status, .paths = {status, update}}, files);
  CHECK(parsed.components.size() == 1);
  REQUIRE(parsed.unread.size() == 1);
  CHECK(parsed.unread[0].error.code == ErrorCode::busy);
  CHECK(parsed.unread[0].error.path == update);
}

TEST_CASE("dpkg: an unreadable status is unread, an absent one is another system") {
  const Unit unit{.id = status, .paths = {status}};
  const Error denied{.code = ErrorCode::denied, .message = "permission denied"};
  const Parsed unread =
      deb().parse(unit, std::vector<FileBytes>{{.path = status, .bytes = {}, .error = &denied}});
  REQUIRE(unread.unread.size() == 1);
  CHECK(
      unread.unread[0] ==
      Unread{.ecosystem = "deb",
             .error = {.code = ErrorCode::denied, .message = "permission denied", .path = status}});
  const Error absent{.code = ErrorCode::not_found, .message = "x"};
  const Parsed other =
      deb().parse(unit, std::vector<FileBytes>{{.path = status, .bytes = {}, .error = &absent}});
  CHECK(other.unread.empty());
  CHECK(other.components.empty());
}

TEST_CASE("dpkg: distroless parts count as installed without a Status, checksums are no parts") {
  const std::string folder = "/var/lib/dpkg/status.d/";
  const Parsed parsed =
      scan({{folder + "base", "Package: base-files\nVersion: 12\nArchitecture: amd64\n"},
            {folder + "base.md5sums", "0123  etc/debian_version\n"},
            {folder + "gone", stanza("gone", "deinstall ok config-files", "1")},
            {folder + "libssl3", "Package: libssl3\nVersion: 3.0\nSource: openssl\n"}});
  CHECK(parsed.unread.empty());
  CHECK(names(parsed) == Names{"base-files:amd64=12", "libssl3:=3.0"});
  CHECK(parsed.components[1].evidence == Evidence{.path = folder + "libssl3", .line = 1});
  CHECK(parsed.components[1].source == "openssl");
}

TEST_CASE("dpkg: folders that are there are watched") {
  const Discovery discovery =
      deb().discover({{"/var/lib/apt/extended_states", "/var/lib/dpkg", status,
                       "/var/lib/dpkg/updates", "/var/lib/dpkg/updates/0001"}});
  CHECK(discovery.watch == Names{"/var/lib/dpkg", "/var/lib/dpkg/updates"});
  REQUIRE(discovery.units.size() == 1);
  CHECK(discovery.units[0].paths ==
        Names{status, "/var/lib/dpkg/updates/0001", "/var/lib/apt/extended_states"});
  CHECK(deb().discover({{"/var/lib/apt/extended_states"}}).units.empty());
}

TEST_CASE("dpkg: a journal at its bound is taken, one file past it is told") {
  Listing listing{{status}};
  for (std::size_t i = 0; i < limits::journal_updates; ++i)
    listing.paths.push_back("/var/lib/dpkg/updates/" + std::to_string(i));
  CHECK(deb().discover(listing).unread.empty());
  listing.paths.push_back("/var/lib/dpkg/updates/" + std::to_string(limits::journal_updates));
  const Discovery past = deb().discover(listing);
  CHECK(past.unread.size() == 1);
  CHECK(past.units.at(0).paths.size() == limits::journal_updates + 1);
}

TEST_CASE("dpkg: the native architecture is dpkg's own") {
  std::vector<Component> components = {
      {.ecosystem = "deb", .name = "libc6", .arch = "i386"},
      {.ecosystem = "deb", .name = "zlib1g", .arch = "i386"},
      {.ecosystem = "deb", .name = "adduser", .arch = "all"},
      {.ecosystem = "pypi", .name = "dpkg", .arch = "armhf"},
  };
  CHECK(native_architecture(components) == "i386");
  components.push_back({.ecosystem = "deb", .name = "dpkg", .arch = "amd64"});
  CHECK(native_architecture(components) == "amd64");
  CHECK(native_architecture({}).empty());
}
