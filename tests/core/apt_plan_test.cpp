#include "core/apt_plan.h"

#include "core/limits.h"
#include "tests/support/catch.h"
#include "tests/support/shared_data.h"
#include "tests/support/text_file.h"

#include <string>

namespace prodparity {
namespace {

const std::string settings =
    "VERSION 3\nAPT::Architecture=amd64\nDir=/\nDir::State::status=/var/lib/dpkg/status\n"
    "CommandLine::AsString=apt-get%20install%20-y%20curl%20./tool_1_all.deb\n";

Result<AptRequest> parse(const std::string& more_settings, const std::string& packages) {
  return parse_apt_plan(settings + more_settings + '\n' + packages);
}

std::string line_of(const std::string& name) {
  return name + " - - none < 1 amd64 none /x.deb\n";
}

}  // namespace

TEST_CASE("apt plan: a package is once in it, with what was there first and what will be last") {
  const auto request = parse("",
                             "curl - - none < 7.88 amd64 none /a/curl_7.88_amd64.deb\n"
                             "libc6 2.36-8 amd64 same < 2.36-9 amd64 same /a/libc6.deb\n"
                             "tool 2 all none > 1 all none /a/b c_1_all.deb\n"
                             "libc6 - - none < 2.36-9 i386 same **CONFIGURE**\n"
                             "curl - - none < 7.88 amd64 none **CONFIGURE**\n"
                             "vim 9.0 amd64 none > - - none **REMOVE**\n");
  REQUIRE(request.has_value());
  CHECK(request->plan.changes ==
        std::vector<PlannedChange>{
            {.name = "curl", .arch = "amd64", .new_version = "7.88"},
            {.name = "libc6", .arch = "amd64", .old_version = "2.36-8", .new_version = "2.36-9"},
            {.name = "tool", .arch = "all", .old_version = "2", .new_version = "1"},
            {.name = "libc6", .arch = "i386", .new_version = "2.36-9"},
            {.name = "vim", .arch = "amd64", .old_version = "9.0"}});
  CHECK(request->plan.asked == std::vector<std::string>{"curl", "tool"});
  CHECK(request->command_line == "apt-get install -y curl ./tool_1_all.deb");
  CHECK(request->allow.empty());
  CHECK_FALSE(request->other_root);
}

TEST_CASE("apt plan: what is removed and unpacked again in one run is there in the end") {
  const auto request = parse("",
                             "a 1 amd64 none > - - none **REMOVE**\n"
                             "a 1 amd64 none < 2 amd64 none /a.deb\n");
  REQUIRE(request.has_value());
  CHECK(request->plan.changes ==
        std::vector<PlannedChange>{
            {.name = "a", .arch = "amd64", .old_version = "1", .new_version = "2"}});
}

TEST_CASE("apt plan: who lets it through says why, as apt's options are written") {
  CHECK(parse("prodparity::Allow=my%20reason;%20%22x%22%20%25\n", "")->allow ==
        "my reason; \"x\" %");
  CHECK(parse("PRODPARITY::ALLOW=" + std::string(2 * limits::reason_bytes, 'x') + '\n', "")
            ->allow.size() == limits::reason_bytes);
}

TEST_CASE("apt plan: a plan for another root is known as such") {
  for (const char* const setting :
       {"Dir=/mnt/root", "RootDir=/mnt/root", "DPkg::Options::=--root=/mnt",
        "DPkg::Options::=--admindir=/mnt/dpkg", "DPkg::Chroot-Directory=/mnt",
        "Dir::State::status=/mnt/var/lib/dpkg/status"}) {
    INFO(setting);
    CHECK(parse(std::string(setting) + '\n', "")->other_root);
  }
  for (const char* const setting :
       {"Dir=/", "RootDir=/", "DPkg::Options::=--force-confold", "DPkg::Chroot-Directory=/"}) {
    INFO(setting);
    CHECK_FALSE(parse(std::string(setting) + '\n', "")->other_root);
  }
}

TEST_CASE("apt plan: version 2 knows no architectures, version 1 nothing but files") {
  const auto two = parse_apt_plan(
      "VERSION 2\nQuiet=1\n\nprobe-b 3.1-1 < 3.1-2 /repo/./probe-b_3.1-2_all.deb\n"
      "probe-b 3.1-1 < 3.1-2 **CONFIGURE**\nold 1 > - **REMOVE**\n");
  REQUIRE(two.has_value());
  CHECK(two->plan.changes ==
        std::vector<PlannedChange>{
            {.name = "probe-b", .old_version = "3.1-1", .new_version = "3.1-2"},
            {.name = "old", .old_version = "1"}});
  const auto one = parse_apt_plan("/repo/./a_1%3a2-3_amd64.deb\n/b_1_all.deb\n");
  REQUIRE(one.has_value());
  CHECK(one->plan.changes ==
        std::vector<PlannedChange>{{.name = "a", .arch = "amd64", .new_version = "1:2-3"},
                                   {.name = "b", .arch = "all", .new_version = "1"}});
}

TEST_CASE("apt plan: what is no plan is an error with its line, never an empty plan") {
  CHECK(parse_apt_plan("").error().code == ErrorCode::empty);
  CHECK(parse_apt_plan("VERSION 4\n\n").error().line == 1);
  CHECK(parse_apt_plan("VERSION 3\nA=b\n").error().message ==
        "apt's plan cannot be read: it ends before its packages");
  CHECK(parse_apt_plan("garbage").error().code == ErrorCode::malformed);
  CHECK(parse("", "curl - - none < 7.88 amd64\n").error().line == 7);
  CHECK(parse("", "curl - - none ? 7.88 amd64 none /x\n").error().code == ErrorCode::malformed);
  CHECK(parse("", " - - none < 7.88 amd64 none /x\n").error().code == ErrorCode::malformed);
  CHECK(parse("", line_of(std::string(limits::name_bytes, 'a'))).has_value());
  CHECK(parse("", line_of(std::string(limits::name_bytes + 1, 'a'))).has_error());
}

TEST_CASE("apt plan: at its bounds it is read, past them it is too large") {
  std::string packages;
  for (std::size_t i = 0; i < limits::planned_changes; ++i)
    packages += line_of('p' + std::to_string(i));
  CHECK(parse("", packages)->plan.changes.size() == limits::planned_changes);
  CHECK(parse("", packages + line_of("q")).error().code == ErrorCode::too_large);
  std::string stream = settings + '\n';
  stream += std::string(limits::apt_plan_bytes - stream.size(), '\n');
  CHECK(parse_apt_plan(stream).has_value());
  CHECK(parse_apt_plan(stream + '\n').error().code == ErrorCode::too_large);
}

TEST_CASE("apt plan: captured streams of all versions say the same") {
  const auto folder = test::shared_data("agent-hooks/apt/");
  if (!folder) return;
  const auto read = [&](const std::string& run, const std::string& version) {
    return parse_apt_plan(
        test::read_file(*folder + run + "/pre-install-pkgs-" + version + ".0.stdin"));
  };
  const auto three = read("2-apt-get-install", "v3");
  REQUIRE(three.has_value());
  CHECK(three->plan.asked == std::vector<std::string>{"probe-a", "probe-b"});
  REQUIRE(three->plan.changes.size() == 3);
  CHECK(three->plan.changes[0] ==
        PlannedChange{.name = "probe-lib", .arch = "amd64", .new_version = "1.0"});
  for (const char* const version : {"v1", "v2"}) {
    const auto other = read("2-apt-get-install", version);
    REQUIRE(other.has_value());
    REQUIRE(other->plan.changes.size() == 3);
    CHECK(other->plan.changes[2].new_version == "3.1-2");
  }
  CHECK(read("6-remove", "v3")->plan.changes ==
        std::vector<PlannedChange>{{.name = "probe-b", .arch = "all", .old_version = "3.1-2"}});
  CHECK_FALSE(three->other_root);
}

TEST_CASE("apt simulation: what would be installed, changed and removed") {
  const auto plan = parse_apt_simulation(
      "Reading package lists...\nNOTE: This is only a simulation!\n"
      "Remv vim [2:9.0]\n"
      "Inst libssl3 [3.0.15-1] (3.0.16-1 Debian-Security:12/stable-security [amd64]) []\n"
      "Inst hello (2.10-3 Debian:12.5/stable [amd64])\n"
      "Inst libc6:i386 (2.36-9 Debian:12.5/stable [i386])\n"
      "Conf hello (2.10-3 Debian:12.5/stable [amd64])\nPurg old:i386 [1]\n");
  REQUIRE(plan.has_value());
  CHECK(plan->changes ==
        std::vector<PlannedChange>{{.name = "vim", .old_version = "2:9.0"},
                                   {.name = "libssl3",
                                    .arch = "amd64",
                                    .old_version = "3.0.15-1",
                                    .new_version = "3.0.16-1"},
                                   {.name = "hello", .arch = "amd64", .new_version = "2.10-3"},
                                   {.name = "libc6", .arch = "i386", .new_version = "2.36-9"},
                                   {.name = "old", .arch = "i386", .old_version = "1"}});
  CHECK(parse_apt_simulation("").value().changes.empty());
  CHECK(parse_apt_simulation("Inst hello\n").error().line == 1);
}

}  // namespace prodparity
