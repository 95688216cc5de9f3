#include "core/ecosystems/deb_status.h"

#include "core/limits.h"
#include "tests/support/catch.h"
#include "tests/support/dpkg_files.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace prodparity;
using namespace prodparity::test;

TEST_CASE("dpkg: every field of an installed package") {
  const Parsed parsed = scan_status(
      "Package: adduser\nStatus: install ok installed\nArchitecture: all\nVersion: 3.134\n\n"
      "Package: libbar1\nEssential: no\nStatus: hold ok installed\nPriority: optional\n"
      "Section: libs\nArchitecture: amd64\nMulti-Arch: same\nSource: bar (1:2.0-1)\n"
      "Version: 1:2.0-1+b3\nProvides: libbar (= 1),\n bar-abi\nDepends: libc6 (>= 2.34),\n zlib1g\n"
      "Pre-Depends: dpkg\nRecommends: foo | baz\nConffiles:\n /etc/bar 0123\n"
      "Description: x\n Package: not-a-field\n .\n");
  CHECK(parsed.unread.empty());
  REQUIRE(parsed.components.size() == 2);
  CHECK(parsed.components[0].source == "adduser");
  CHECK(parsed.components[1] == Component{.ecosystem = "deb",
                                          .name = "libbar1",
                                          .version = "1:2.0-1+b3",
                                          .arch = "amd64",
                                          .evidence = {.path = status, .line = 6},
                                          .source = "bar",
                                          .source_version = "1:2.0-1",
                                          .section = "libs",
                                          .relations = "dpkg, libc6 (>= 2.34),  zlib1g; foo | baz",
                                          .provides = "libbar (= 1),  bar-abi",
                                          .held = true});
}

TEST_CASE("dpkg: the evidence is the line of the Package field") {
  const Parsed parsed = scan_status("\n\nVersion: 1\nPackage: a\nStatus: install ok installed\n");
  REQUIRE(parsed.components.size() == 1);
  CHECK(parsed.components[0].evidence.line == 4);
}

TEST_CASE("dpkg: a removed package is not installed") {
  CHECK(scan_status(stanza("a", "deinstall ok config-files", "1")).components.empty());
  CHECK(scan_status(stanza("a", "purge ok not-installed", "1")).components.empty());
  // dpkg drops the version of one that was never there, and that is whole.
  const Parsed unknown = scan_status("Package: a\nStatus: unknown ok not-installed\n");
  CHECK(unknown.components.empty());
  CHECK(unknown.unread.empty());
}

TEST_CASE("dpkg: what is installed counts, whatever is wanted of it") {
  for (const std::string want : {"install", "deinstall", "purge", "unknown", "hold", "HOLD"}) {
    CAPTURE(want);
    const Parsed parsed = scan_status(stanza("a", want + " ok installed", "1"));
    REQUIRE(parsed.components.size() == 1);
    CHECK(parsed.components[0].held == (want == "hold" || want == "HOLD"));
    CHECK(parsed.components[0].deselected ==
          (want == "deinstall" || want == "purge" || want == "DEINSTALL" || want == "PURGE"));
  }
}

TEST_CASE("dpkg: states between are in transition, and neither installed nor gone") {
  for (const std::string state :
       {"half-installed", "unpacked", "half-configured", "triggers-awaited", "triggers-pending"}) {
    CAPTURE(state);
    const Parsed parsed = scan_status(stanza("a", "install ok " + state, "1"));
    CHECK(parsed.components.empty());
    CHECK(parsed.unread.empty());
    REQUIRE(parsed.in_transition.size() == 1);
    CHECK(parsed.in_transition[0] == InTransition{.ecosystem = "deb",
                                                  .name = "a",
                                                  .arch = "amd64",
                                                  .state = state,
                                                  .evidence = {.path = status, .line = 1}});
  }
}

TEST_CASE("dpkg: a package that must be reinstalled is in transition") {
  const Parsed parsed = scan_status(stanza("a", "install reinstreq installed", "1") +
                                    stanza("b", "install reinstreq half-installed", ""));
  CHECK(parsed.components.empty());
  CHECK(parsed.unread.empty());
  REQUIRE(parsed.in_transition.size() == 2);
  CHECK(parsed.in_transition[0].state == "reinstreq");
  CHECK(parsed.in_transition[1].state == "reinstreq half-installed");
}

TEST_CASE("dpkg: of a package half-way it is kept that it was being removed") {
  const Parsed parsed = scan_status(stanza("a", "deinstall ok half-configured", "1") +
                                    stanza("b", "purge reinstreq installed", "1") +
                                    stanza("c", "hold ok unpacked", "1"));
  REQUIRE(parsed.in_transition.size() == 3);
  CHECK(parsed.in_transition[0].state == "deinstall half-configured");
  CHECK(parsed.in_transition[1].state == "purge reinstreq");
  CHECK(parsed.in_transition[2].state == "unpacked");
}

// As dpkg 1.21 does it: `Multi-Arch: same` is taken, the rest ends every dpkg-query.
TEST_CASE("dpkg: of two stanzas of one name and architecture the later counts") {
  const std::string same = "Multi-Arch: same\n";
  const auto lib = [&](const std::string& version, const std::string& more) {
    return "Package: lib\nStatus: install ok installed\nArchitecture: amd64\n" + more +
           "Version: " + version + "\n\n";
  };
  const std::string other = stanza("z", "install ok installed", "1");
  const Parsed both = scan_status(lib("1", same) + other + lib("2", same));
  CHECK(names(both) == Names{"z:amd64=1", "lib:amd64=2"});
  CHECK(both.unread.empty());
  CHECK(names(scan_status(lib("2", same) + lib("1", same))) == Names{"lib:amd64=1"});

  const Parsed removed = scan_status(lib("1", "") + stanza("lib", "purge ok not-installed", "2"));
  CHECK(removed.components.empty());
  CHECK(removed.unread.empty());

  const Parsed refused = scan_status(lib("1", "") + other + lib("2", ""));
  CHECK(names(refused) == Names{"z:amd64=1", "lib:amd64=2"});
  REQUIRE(refused.unread.size() == 1);
  CHECK(refused.unread[0].error.line == 11);
  CHECK(refused.unread[0].error.message ==
        "cannot read the stanza of 'lib': it is there twice, and dpkg refuses such a database; "
        "the later one counts");
}

TEST_CASE("dpkg: one name for two architectures is two packages") {
  const Parsed parsed = scan_status(
      "Package: lib\nStatus: install ok installed\nArchitecture: amd64\nMulti-Arch: same\n"
      "Version: 1\n\nPackage: lib\nStatus: install ok installed\nArchitecture: i386\n"
      "Multi-Arch: same\nVersion: 1\n");
  CHECK(names(parsed) == Names{"lib:amd64=1", "lib:i386=1"});
  CHECK(parsed.unread.empty());
}

TEST_CASE("dpkg: a Status of other words is unread") {
  for (const std::string words : {"install ok", "install ok installed now", "install bad installed",
                                  "install ok post-inst-failed", "x ok installed"}) {
    CAPTURE(words);
    const Parsed parsed = scan_status(stanza("a", words, "1"));
    CHECK(parsed.components.empty());
    REQUIRE(parsed.unread.size() == 1);
    CHECK(parsed.unread[0].error.code == ErrorCode::malformed);
    CHECK(parsed.unread[0].error.path == status);
    CHECK(parsed.unread[0].error.line == 1);
  }
}

TEST_CASE("dpkg: a stanza without Package, Version or Status is unread, with its line") {
  const std::string good = stanza("good", "install ok installed", "1");
  const std::string after = stanza("z", "install ok installed", "1");
  for (const std::string bad :
       {"Status: install ok installed\nVersion: 1\n", "Package: b\nStatus: install ok installed\n",
        "Package: b\nVersion: 1\n", "Package:\nStatus: install ok installed\nVersion: 1\n",
        "Package: a b\nStatus: install ok installed\nVersion: 1\n",
        "Package: -b\nStatus: install ok installed\nVersion: 1\n",
        "Package: b\nStatus: install ok installed\nVersion: 1 2\n",
        "Package: b\nStatus: install ok installed\nVersion: 1\nArchitecture: a\x1b[31m\n"}) {
    CAPTURE(bad);
    const Parsed parsed = scan_status(good + bad + '\n' + after);
    CHECK(parsed.components.size() == 2);
    REQUIRE(parsed.unread.size() == 1);
    CHECK(parsed.unread[0].error.code == ErrorCode::malformed);
    CHECK(parsed.unread[0].error.line == 6);
  }
}

TEST_CASE("dpkg: field names in any case, CRLF, comments and a missing last line break") {
  const Parsed parsed = scan_status(
      "# by hand\r\nPACKAGE : a\r\nstatus:install ok installed\r\n# x\r\nARCHITECTURE:\tamd64\r\n"
      "version: 1\r\n\r\n\r\nPackage: b\nVersion: 2\nStatus: install ok installed");
  CHECK(parsed.unread.empty());
  CHECK(names(parsed) == Names{"a:amd64=1", "b:=2"});
  CHECK(parsed.components[0].evidence.line == 2);
  CHECK(parsed.components[1].evidence.line == 9);
}

TEST_CASE("dpkg: lines that are no field are told, and what can be known is kept") {
  const Parsed parsed = scan_status(
      "Package: a\nStatus: install ok installed\nnonsense\nVersion: 1\nPackage: b\nVersion: 2\n\n"
      " folded\nPackage: c\nStatus: install ok installed\nVersion: 3\n");
  CHECK(names(parsed) == Names{"a:=1", "c:=3"});
  REQUIRE(parsed.unread.size() == 2);
  CHECK(parsed.unread[0].error.line == 3);
  CHECK(parsed.unread[1].error.line == 8);
}

TEST_CASE("dpkg: a missing empty line between two stanzas is told") {
  const Parsed parsed =
      scan_status("Package: a\nStatus: install ok installed\nVersion: 1\nPackage: b\nVersion: 2\n");
  CHECK(names(parsed) == Names{"a:=1"});
  REQUIRE(parsed.unread.size() == 1);
  CHECK(parsed.unread[0].error.line == 4);
}

TEST_CASE("dpkg: NUL bytes and binary data are unread, never a package") {
  using namespace std::string_literals;
  const Parsed nul = scan_status("Package: a\0b\nStatus: install ok installed\nVersion: 1\n"s);
  CHECK(nul.components.empty());
  CHECK(nul.unread.size() == 1);
  const Parsed text = scan_status("Package: a\nStatus: install ok installed\nVersion: 1\nX: \0\n"s);
  CHECK(text.components.size() == 1);
  CHECK(scan_status("\x7f"
                    "ELF\x02\x01"s)
            .unread.size() == 1);
}

TEST_CASE("dpkg: a file torn in mid-stanza is told") {
  const Parsed parsed = scan_status(stanza("a", "install ok installed", "1") +
                                    "Package: b\nStatus: install ok insta");
  CHECK(names(parsed) == Names{"a:amd64=1"});
  CHECK(parsed.unread.size() == 1);
}

TEST_CASE("dpkg: an empty status has no packages and nothing unread") {
  const Parsed parsed = scan_status("");
  CHECK(parsed.components.empty());
  CHECK(parsed.unread.empty());
}

TEST_CASE("dpkg: one name in two architectures is two components") {
  const std::string same = "Multi-Arch: same\n";
  const Parsed parsed = scan_status(stanza("libc6", "install ok installed", "1", "amd64", same) +
                                    stanza("libc6", "install ok installed", "1", "i386", same));
  CHECK(names(parsed) == Names{"libc6:amd64=1", "libc6:i386=1"});
}

TEST_CASE(
    "dpkg: an update of a package of as many architectures as the bound allows, and one more") {
  const auto apply = [](std::size_t architectures) {
    std::string bytes;
    for (std::size_t i = 0; i < architectures; ++i)
      bytes +=
          stanza("z", "install ok installed", "1", "a" + std::to_string(i), "Multi-Arch: same\n");
    return scan({{status, bytes},
                 {"/var/lib/dpkg/updates/0000",
                  stanza("z", "install ok installed", "2", "a0", "Multi-Arch: same\n")}});
  };
  const Parsed at = apply(limits::architectures);
  CHECK(at.unread.empty());
  CHECK(at.components.at(0).version == "2");
  const Parsed past = apply(limits::architectures + 1);
  REQUIRE(past.unread.size() == 1);
  CHECK(past.unread[0].error.code == ErrorCode::too_large);
  CHECK(past.components.at(0).version == "1");
}

TEST_CASE("dpkg: automatic marks of apt, also of packages for all architectures") {
  const Parsed parsed = scan(
      {{status, stanza("a", "install ok installed", "1") +
                    stanza("b", "install ok installed", "1") +
                    stanza("c", "install ok installed", "1", "all") +
                    stanza("d", "install ok installed", "1", "i386")},
       {"/var/lib/apt/extended_states",
        "Package: c\nArchitecture: amd64\nAuto-Installed: 1\n\nPackage: a\nArchitecture: amd64\n"
        "Auto-Installed: 1\n\nPackage: b\nArchitecture: amd64\nAuto-Installed: 0\n\n"
        "Package: d\nArchitecture: amd64\nAuto-Installed: 1\n"}});
  REQUIRE(parsed.components.size() == 4);
  CHECK(parsed.components[0].automatic);
  CHECK_FALSE(parsed.components[1].automatic);
  CHECK(parsed.components[2].automatic);
  CHECK_FALSE(parsed.components[3].automatic);
}

TEST_CASE("dpkg: names, versions and relations at their bounds, and one past them") {
  const auto of = [](std::size_t name, std::size_t version, std::size_t relations) {
    return scan_status(stanza(std::string(name, 'a'), "install ok installed",
                              std::string(version, '1'), "amd64",
                              "Depends: b," + std::string(relations - 2, 'c') + '\n'));
  };
  using namespace limits;
  const Parsed at = of(name_bytes, version_bytes, relations_bytes);
  CHECK(at.unread.empty());
  REQUIRE(at.components.size() == 1);
  CHECK(at.components[0].relations.size() == relations_bytes);
  for (const Parsed& past : {of(name_bytes + 1, 1, 2), of(1, version_bytes + 1, 2)}) {
    CHECK(past.components.empty());
    REQUIRE(past.unread.size() == 1);
    CHECK(past.unread[0].error.code == ErrorCode::too_large);
    CHECK(past.unread[0].error.message.size() < name_bytes + 200);
  }
  const Parsed cut = of(1, 1, relations_bytes + 1);
  REQUIRE(cut.components.size() == 1);
  CHECK(cut.components[0].relations == "b");
  REQUIRE(cut.unread.size() == 1);
  CHECK(cut.unread[0].error.code == ErrorCode::too_large);
}

TEST_CASE("dpkg: bad stanzas are told one by one up to a bound, then counted") {
  std::string bytes;
  for (std::size_t i = 0; i < limits::unread_stanzas; ++i)
    bytes += "Version: 1\n\n";
  const Parsed at = scan_status(bytes);
  CHECK(at.unread.size() == limits::unread_stanzas);
  CHECK(at.unread.back().error.message.find("more") == std::string::npos);
  const Parsed past = scan_status(bytes + bytes);
  CHECK(past.unread.size() == limits::unread_stanzas);
  CHECK(past.unread.back().error.message.find("(and 100 more in this database)") !=
        std::string::npos);
}

TEST_CASE("dpkg: as many packages as the bound allows are read, one more is told") {
  const std::string two =
      "Package: a\nStatus: install ok installed\nVersion: 1\n\n"
      "Package: b\nStatus: install ok installed\nVersion: 1\n";
  const auto read = [&](std::size_t limit) {
    const std::vector<FileBytes> files = {{.path = "/status", .bytes = two}};
    return parse_deb_database(
        files, [](std::string_view) { return DebFileRole::status; }, limit);
  };
  CHECK(read(2).components.size() == 2);
  CHECK(read(2).unread.empty());
  CHECK(read(1).components.size() == 1);
  REQUIRE(read(1).unread.size() == 1);
  CHECK(read(1).unread[0].error.code == ErrorCode::too_large);
}
