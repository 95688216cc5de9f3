#include "core/pip_report.h"

#include "tests/support/catch.h"

#include <string>
#include <vector>

namespace prodparity {
namespace {

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("pip report: what would be installed, and what of it was asked for") {
  const auto plan = parse_pip_report(
      R"({"version":"1","pip_version":"23.0.1","install":[
          {"metadata":{"name":"Flask","version":"3.0.0"},"requested":true},
          {"metadata":{"name":"zope.interface","version":"6.1"},"requested":false}]})",
      "/place");
  REQUIRE(plan.has_value());
  CHECK(*plan ==
        Plan{.ecosystem = "pypi",
             .changes = {{.name = "flask", .new_version = "3.0.0", .place = "/place"},
                         {.name = "zope-interface", .new_version = "6.1", .place = "/place"}},
             .asked = {"flask"}});
  CHECK(parse_pip_report(R"({"version":"1","install":[]})", "/p")->changes.empty());
}

TEST_CASE("pip report: what is none is an error, never an empty plan") {
  CHECK(parse_pip_report("", "/p").has_error());
  CHECK(parse_pip_report("[]", "/p").has_error());
  CHECK(parse_pip_report(R"({"version":"2","install":[]})", "/p").error().code ==
        ErrorCode::unsupported);
  CHECK(parse_pip_report(R"({"version":"1"})", "/p").error().code == ErrorCode::malformed);
  CHECK(parse_pip_report(R"({"version":"1","install":[{"metadata":{"name":"a"}}]})", "/p")
            .error()
            .code == ErrorCode::malformed);
  CHECK(parse_pip_report(R"({"version":"1","install":[7]})", "/p").error().code ==
        ErrorCode::malformed);
}

TEST_CASE("pip report: pip says where it installs to") {
  CHECK(pip_place("pip 23.0.1 from /w/.venv/lib/python3.11/site-packages/pip (python 3.11)") ==
        "/w/.venv/lib/python3.11/site-packages");
  CHECK(pip_place("pip 23.0.1 from /usr/lib/python3/dist-packages/pip (python 3.11)") ==
        "/usr/local/lib/python3.11/dist-packages");
  CHECK(pip_place("").empty());
  CHECK(pip_place("pip 1 from nowhere").empty());
}

TEST_CASE("pip report: a command is simulated with its own words") {
  CHECK(
      pip_simulation({"sudo", "A=b", "pip3", "install", "-r", "requirements.txt"})->command ==
      Words{"pip3", "install", "--dry-run", "--quiet", "--report", "-", "-r", "requirements.txt"});
  const auto module = pip_simulation({"/w/bin/python3.11", "-m", "pip", "install", "flask"});
  CHECK(module->version == Words{"/w/bin/python3.11", "-m", "pip", "--version"});
  CHECK(module->command.back() == "flask");
}

TEST_CASE("pip report: other verbs and options that write are refused") {
  CHECK(pip_simulation({"pip", "download", "x"}).error().code == ErrorCode::wrong_usage);
  CHECK(pip_simulation({"pip"}).error().code == ErrorCode::wrong_usage);
  CHECK(pip_simulation({"pip", "install", "--report=/etc/x", "y"}).error().code ==
        ErrorCode::wrong_usage);
  CHECK(pip_simulation({"pip", "install", "--log", "/etc/x", "y"}).error().code ==
        ErrorCode::wrong_usage);
  CHECK(pip_simulation({"pipx", "install", "x"}).error().code == ErrorCode::not_found);
  CHECK(pip_simulation({"apt-get", "install", "x"}).error().code == ErrorCode::not_found);
}

}  // namespace prodparity
