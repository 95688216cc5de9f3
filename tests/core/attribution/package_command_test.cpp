#include "core/attribution/package_command.h"

#include "core/limits.h"
#include "tests/support/catch.h"

#include <string>
#include <vector>

namespace prodparity {
namespace {

using Arguments = std::vector<std::string>;

std::string words_of(const Arguments& arguments) {
  return package_command(arguments).words;
}

std::vector<std::string> words_in(const std::string& command_line) {
  std::vector<std::string> words;
  for (const PackageCommand& command : package_commands_in(command_line))
    words.push_back(command.words);
  return words;
}

}  // namespace

TEST_CASE("package command: the manager's own words of a process's arguments") {
  struct Case {
    Arguments arguments;
    std::string words;
  };
  const std::vector<Case> cases = {
      {{"apt-get", "install", "-y", "graphviz"}, "apt-get install -y graphviz"},
      {{"/usr/bin/apt-get", "install", "a b"}, "apt-get install 'a b'"},
      {{"sudo", "-E", "-u", "root", "LC_ALL=C", "apt", "upgrade"}, "apt upgrade"},
      {{"env", "X=1", "nice", "-n", "5", "dpkg", "-i", "x.deb"}, "dpkg -i x.deb"},
      {{"timeout", "-k", "1", "60", "apt-get", "update"}, "apt-get update"},
      {{"/w/.venv/bin/python", "/w/.venv/bin/pip", "install", "requests"}, "pip install requests"},
      {{"python3.11", "-I", "-m", "pip", "install", "x"}, "pip install x"},
      {{"/usr/bin/python3", "-X", "dev", "/usr/bin/pip3.11", "uninstall", "x"}, "pip uninstall x"},
      {{"uv", "pip", "install", "x"}, "uv pip install x"},
      {{"/bin/sh", "/tmp/apt-get", "install", "x"}, "apt-get install x"},
      {{"pip", "install", "-i", "https://u:p@h/simple", "x"},
       "pip install -i https://***@h/simple x"},
      // What changes nothing, or is another program.
      {{"pip", "list"}, ""},
      {{"uv", "run", "make"}, ""},
      {{"python3", "-c", "pip install"}, ""},
      {{"bash", "-c", "apt-get install x"}, ""},  // the shell; apt-get is a process of its own
      {{"make", "apt-get"}, ""},
      {{"sudo"}, ""},
      {{"sudo", "-u"}, ""},
      {{"timeout", "5"}, ""},
      {{"python3"}, ""},
      {{""}, ""},
      {{}, ""},
  };
  for (const Case& one : cases) {
    INFO(one.words);
    CHECK(words_of(one.arguments) == one.words);
  }
  CHECK(package_command(Arguments{"apt-get", "update"}).ecosystem == "deb");
  CHECK(package_command(Arguments{"pip", "install"}).ecosystem == "pypi");
}

TEST_CASE("package command: those that a shell's command line names") {
  using Words = std::vector<std::string>;
  struct Case {
    std::string line;
    Words words;
  };
  const std::vector<Case> cases = {
      {"sudo apt-get install -y graphviz 2>&1 | tail -5", {"apt-get install -y graphviz"}},
      {"cd /w && apt-get update; apt-get install 'a b' >log",
       {"apt-get update", "apt-get install 'a b'"}},
      {"bash -lc \"pip install x && true\"", {"pip install x"}},
      {"sh -c 'bash -c \"apt install y\"'", {"apt install y"}},
      {"if ! command -v dot; then sudo apt-get install -y graphviz; fi",
       {"apt-get install -y graphviz"}},
      {"(apt-get install a &) ; pip install b", {"apt-get install a", "pip install b"}},
      {"apt-get install \\\n  a b # and c", {"apt-get install a b"}},
      {"DEBIAN_FRONTEND=noninteractive apt-get install -y $PKGS", {"apt-get install -y '$PKGS'"}},
      {"make deps", {}},
      {"echo apt-get install x", {}},
      {"echo 'apt-get install x'", {}},
      {"# apt-get install x", {}},
      {"", {}},
      {"'", {}},
      {"\\", {}},
  };
  for (const Case& one : cases) {
    INFO(one.line);
    CHECK(words_in(one.line) == one.words);
  }
}

TEST_CASE("package command: long and deep ones are bounded") {
  std::string many;
  for (int i = 0; i < 100; ++i)
    many += "apt-get update;";
  CHECK(package_commands_in(many).size() == 64);
  const std::string longest = "apt-get install " + std::string(284, 'a');
  CHECK(words_of({"apt-get", "install", std::string(284, 'a')}) == longest);
  CHECK(longest.size() == limits::package_command_bytes);
  CHECK(words_of({"apt-get", "install", std::string(285, 'a')}) == longest);
  std::string deep = "apt install y";
  for (int i = 0; i < 3; ++i)
    deep = "bash -c " + std::string("\"") + deep + "\"";
  CHECK(words_in("eval " + deep).empty());
  CHECK(words_in(std::string(5'000, '(') + "apt install y").empty());  // beyond what is read
}

}  // namespace prodparity
