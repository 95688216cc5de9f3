#include "core/simple_install.h"

#include "core/limits.h"
#include "tests/support/catch.h"

#include <string>
#include <vector>

namespace prodparity {
namespace {

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("simple install: one apt, apt-get or pip that installs by name is its words") {
  CHECK(simple_install("apt-get install -y curl") == Words{"apt-get", "install", "-y", "curl"});
  CHECK(simple_install("sudo apt install libssl3=3.0.20-1~deb12u2  g++:amd64") ==
        Words{"apt", "install", "libssl3=3.0.20-1~deb12u2", "g++:amd64"});
  CHECK(simple_install("DEBIAN_FRONTEND=noninteractive apt-get -qq install curl") ==
        Words{"apt-get", "-qq", "install", "curl"});
  CHECK(simple_install("sudo DEBIAN_FRONTEND=noninteractive apt-get install curl").size() == 3);
  CHECK(simple_install("pip install --upgrade 'flask[async]>=2,<3' requests==2.32.3") ==
        Words{"pip", "install", "--upgrade", "flask[async]>=2,<3", "requests==2.32.3"});
  CHECK(simple_install("python3 -m pip install \"flask~=3.0\"") ==
        Words{"python3", "-m", "pip", "install", "flask~=3.0"});
}

TEST_CASE("simple install: what is more, or may be, is none") {
  for (const char* const command :
       {"", " ", "apt-get", "apt-get install", "apt-get install -y", "install curl", "sudo",
        // Other shell syntax.
        "apt-get update && apt-get install curl", "apt-get install curl | tail",
        "apt-get install curl 2>&1", "apt-get install $X", "apt-get install `x`",
        "apt-get install curl; rm x", "(apt-get install curl)", "apt-get install curl\nrm x",
        "apt-get install cur*", "apt-get install curl #", "apt-get install ~x",
        "apt-get install \"$X\"", "apt-get install 'curl", "apt-get install cur\\l",
        "apt-get install {a,b}", "cd / & apt-get install curl",
        // Another program, or one that is not looked for by its name.
        "./apt-get install curl", "/usr/bin/apt-get install curl", ".venv/bin/pip install x",
        "aptitude install curl", "uv pip install x", "env apt-get install curl",
        "bash -c 'apt-get install curl'", "sudo -E apt-get install curl", "sudo pip install x",
        "PIP_INDEX_URL=x pip install y", "python3 -m pip", "python3 -m venv install x",
        "python3 -I -m pip install x",
        // Another verb, a simulation, an option that changes more.
        "apt-get remove curl", "apt-get install -s curl", "apt-get install --dry-run curl",
        "apt-get install -d curl", "apt-get -o X=y install curl",
        "apt-get install -o prodparity::Allow=reason curl", "apt-get install -t sid curl",
        "pip download x", "pip --version install x", "pip install --dry-run x",
        "pip install -r r.txt", "pip install -e .", "pip install --user x", "pip install -t d x",
        "pip install --index-url x y", "pip install -i x y",
        // From elsewhere than where packages are looked for by name.
        "apt-get install ./x.deb", "apt-get install /x.deb", "pip install .", "pip install ./x",
        "pip install x.d/y", "pip install 'x @ file:///y'", "pip install git+https://e/x",
        "pip install 'x; python_version<\"3\"'"}) {
    INFO(command);
    CHECK(simple_install(command).empty());
  }
}

TEST_CASE("simple install: a command line is bounded") {
  const std::string start = "apt-get install ";
  const std::string longest(limits::command_line_bytes - start.size(), 'x');
  CHECK(simple_install(start + longest).size() == 3);
  CHECK(simple_install(start + longest + 'x').empty());
}

}  // namespace prodparity
