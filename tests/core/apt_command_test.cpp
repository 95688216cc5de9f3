#include "core/apt_plan.h"
#include "tests/support/catch.h"

#include <string>
#include <vector>

namespace prodparity {
namespace {

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("apt command: names that are asked for, without versions, options and what goes") {
  CHECK(asked_by("apt-get install -y -o Dpkg::Use-Pty=0 -t bookworm curl=7.88 vim/stable "
                 "libc6:i386 ./tool_1_all.deb /x/other_2_all.deb nano-") ==
        Words{"curl", "libc6", "other", "tool", "vim"});
  CHECK(asked_by("apt -q=2 install g++ curl+") == Words{"curl", "curl+", "g+", "g++"});
  CHECK(asked_by("apt-get dist-upgrade -y").empty());
  CHECK(asked_by("apt-get remove -y curl").empty());
  CHECK(asked_by("").empty());
}

TEST_CASE("apt command: a simulation keeps the words that only plan") {
  CHECK(*apt_simulation({"apt-get", "install", "-y", "--no-install-recommends", "curl=7.88"}) ==
        Words{"apt-get", "-s", "install", "-y", "--no-install-recommends", "curl=7.88"});
  CHECK(*apt_simulation({"sudo", "DEBIAN_FRONTEND=noninteractive", "/usr/bin/apt", "-t", "sid",
                         "full-upgrade"}) == Words{"apt-get", "-s", "-t", "sid", "full-upgrade"});
}

TEST_CASE("apt command: what could run or change something is not simulated") {
  for (const Words& words :
       {Words{"apt-get", "-o", "APT::Update::Pre-Invoke::=id", "install", "curl"},
        Words{"apt-get", "-oDir=/x", "install", "curl"}, Words{"apt-get", "-c", "x", "upgrade"},
        Words{"apt-get", "--no-simulate", "install", "curl"}, Words{"apt-get", "update"},
        Words{"apt-get", "-s=no", "install", "curl"}, Words{"apt-get", "--", "install"},
        Words{"dpkg", "-i", "x.deb"}, Words{"aptitude", "install", "curl"}, Words{"sudo"},
        Words{"apt-get"}, Words{}}) {
    CHECK(apt_simulation(words).error().code == ErrorCode::wrong_usage);
  }
}

}  // namespace prodparity
