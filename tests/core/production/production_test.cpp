#include "core/production/production.h"

#include "tests/support/catch.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {
namespace {

Component deb(std::string name, std::string version, std::string relations = {},
              std::string provides = {}) {
  return {.ecosystem = "deb",
          .name = std::move(name),
          .version = std::move(version),
          .arch = "amd64",
          .evidence = {.path = "/var/lib/dpkg/status", .line = 7},
          .relations = std::move(relations),
          .provides = std::move(provides)};
}

// Its metadata is a file of its name.
Component pypi(const std::string& name, std::string version, std::string owner = {}) {
  return {.ecosystem = "pypi",
          .name = name,
          .version = std::move(version),
          .place = "/usr/local/lib/python3.11/site-packages",
          .evidence = {.path = name, .line = 9},
          .owner = std::move(owner)};
}

Reference production_of(std::vector<Component> components) {
  Reference reference{.source = "prod.cdx.json"};
  reference.inventory.platform = {.id = "debian", .version_id = "12", .arch = "amd64"};
  reference.inventory.ecosystems = {"deb", "pypi"};
  reference.inventory.components = std::move(components);
  reference.coverage = {{.ecosystem = "deb"}, {.ecosystem = "pypi"}};
  return reference;
}

Inventory dev_of(std::vector<Component> components) {
  return {.platform = {.id = "debian", .version_id = "12", .arch = "amd64"},
          .ecosystems = {"deb", "pypi"},
          .components = std::move(components)};
}

ProductionAnswer ask(std::string_view text, const Reference& reference, const Inventory& dev,
                     const Owners& owners = {}) {
  const Result<Question> question = parse_question(text);
  INFO(text);
  if (!question) FAIL(question.error().message);
  const Policy policy;
  return ask_production(*question, owners, reference,
                        {.dev = &dev, .policy = &policy, .remedies = {}});
}

Owners owner(Asked as, const std::string& component, const std::string& path) {
  return {.found = {{.as = as, .component = component, .path = path, .source = "/list"}}};
}

std::vector<std::string> names(const Subject& subject) {
  std::vector<std::string> all;
  for (const Lacking& one : subject.lacking)
    all.push_back(one.name);
  return all;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("production: a package that it has, with version and evidence") {
  const auto answer = ask("libssl3", production_of({deb("libssl3", "3.0.20-1~deb12u2")}), {});
  CHECK(answer.says == Says::yes);
  REQUIRE(answer.subjects.size() == 1);
  CHECK(answer.subjects[0].has == Says::yes);
  CHECK(answer.subjects[0].production[0].version == "3.0.20-1~deb12u2");
  CHECK(answer.subjects[0].production[0].evidence.line == 7);
  CHECK(answer.subjects[0].ship.empty());
}

TEST_CASE("production: a package that it lacks is said to be lacking in every ecosystem covered") {
  const auto answer = ask("nosuch", production_of({deb("libc6", "2.36")}), dev_of({}));
  CHECK(answer.says == Says::no);
  REQUIRE(answer.subjects.size() == 2);
  CHECK(answer.subjects[0].ecosystem == "deb");
  CHECK(answer.subjects[1].ecosystem == "pypi");
}

TEST_CASE("production: a Debian package is found in capitals, and apt's NAME/SUITE is no name") {
  const Reference production = production_of({deb("openssl", "3.0.20-1~deb12u2")});
  CHECK(ask("OpenSSL", production, dev_of({})).says == Says::yes);
  const auto suite = ask("openssl/bookworm-backports", production, dev_of({}));
  CHECK(suite.says == Says::not_said);
  REQUIRE(suite.subjects.size() == 1);
  CHECK(suite.subjects[0].why.find("ask for NAME") != std::string::npos);
}

TEST_CASE("production: an ecosystem that the SBOM does not cover gives no answer") {
  Reference reference = production_of({deb("libc6", "2.36")});
  reference.coverage[1] = {
      .ecosystem = "pypi", .coverage = Coverage::not_covered, .why = "cdxgen lists none"};
  const auto answer = ask("pypi:requests", reference, dev_of({pypi("requests", "2.31.0")}));
  CHECK(answer.says == Says::not_said);
  CHECK(answer.subjects[0].why == "not covered: pypi (cdxgen lists none)");
  CHECK(answer.subjects[0].ship.empty());
  CHECK(ask("requests>=2", reference, {}).says == Says::not_said);
  CHECK(ask("npm:left-pad", reference, {}).says == Says::not_said);
  CHECK(ask("apk:musl", reference, {}).subjects[0].why ==
        "production is made of deb packages, not of apk ones");
  CHECK(ask("libc6", production_of({}), {}).says == Says::not_said);
}

TEST_CASE("production: what of it could not be read, or was half-way, says nothing of absence") {
  Reference reference = production_of({deb("libc6", "2.36")});
  reference.inventory.in_transition = {{.ecosystem = "deb", .name = "half"}};
  CHECK(ask("deb:half", reference, {}).says == Says::not_said);
  CHECK(ask("deb:whole", reference, {}).says == Says::no);
  reference.inventory.unread = {{.ecosystem = "deb", .error = {.message = "cannot read"}}};
  CHECK(ask("deb:whole", reference, {}).says == Says::not_said);
  CHECK(ask("deb:libc6", reference, {}).says == Says::yes);
}

TEST_CASE("production: a command, module, library or file is answered by the package it is of") {
  const Reference reference = production_of({deb("libssl3", "3.0.20")});
  const Inventory dev = dev_of({deb("graphviz", "2.42"), deb("libssl3", "3.0.20")});
  const auto dot =
      ask("command:dot", reference, dev, owner(Asked::command, "deb:graphviz", "/usr/bin/dot"));
  CHECK(dot.says == Says::no);
  REQUIRE(dot.subjects.size() == 1);
  CHECK(dot.subjects[0].name == "graphviz");
  CHECK(dot.subjects[0].as == std::vector{Asked::command});
  CHECK(dot.subjects[0].known_by[0].path == "/usr/bin/dot");
  const auto library =
      ask("libssl.so.3", reference, dev, owner(Asked::library, "deb:libssl3", "/l/libssl.so.3"));
  CHECK(library.says == Says::yes);
  const auto unknown = ask("command:nosuch", reference, dev);
  CHECK(unknown.says == Says::not_said);
  CHECK(unknown.subjects[0].why ==
        "no package here has this command, and an SBOM lists packages, not commands");
}

TEST_CASE("production: a package asked for by name is told once, also where it owns the command") {
  const auto answer =
      ask("curl", production_of({deb("curl", "7.88")}), dev_of({deb("curl", "7.88")}),
          owner(Asked::command, "deb:curl", "/usr/bin/curl"));
  REQUIRE(answer.subjects.size() == 1);
  CHECK(answer.subjects[0].as == std::vector{Asked::package, Asked::command});
}

TEST_CASE("production: one of several owners in production is enough") {
  Owners owners = owner(Asked::command, "deb:gawk", "/usr/bin/gawk");
  owners.found.push_back({.as = Asked::command, .component = "deb:mawk", .path = "/usr/bin/mawk"});
  const auto answer = ask("command:awk", production_of({deb("mawk", "1.3")}),
                          dev_of({deb("gawk", "5"), deb("mawk", "1.3")}), owners);
  CHECK(answer.says == Says::yes);
  CHECK(answer.subjects.size() == 2);
}

TEST_CASE(
    "production: a module nothing here provides is looked for by its name, and that is said") {
  const Reference reference = production_of({pypi("typing-extensions", "4.8")});
  const auto answer = ask("module:typing_extensions", reference, {});
  CHECK(answer.says == Says::yes);
  CHECK(answer.subjects[0].by_name.find("of its name") != std::string::npos);
  CHECK(ask("module:nosuch", reference, {}).says == Says::not_said);
}

TEST_CASE("production: a distribution that Debian packages is found by its deb") {
  Reference reference = production_of({deb("python3-yaml", "6.0-3+b2")});
  const Inventory dev = dev_of({pypi("pyyaml", "6.0", "deb:python3-yaml")});
  const auto by_owner = ask("pypi:pyyaml", reference, dev);
  CHECK(by_owner.says == Says::yes);
  CHECK(by_owner.subjects[0].name == "python3-yaml");
  CHECK(by_owner.subjects[0].by_name == "pypi pyyaml: it is of deb:python3-yaml here");
  CHECK(ask("pyyaml>=6", reference, dev).says == Says::yes);
  CHECK(ask("pyyaml>=6.0.1", reference, dev).says == Says::no);
  reference = production_of({deb("python3-requests", "2.28.1+dfsg-1")});
  CHECK(ask("requests==2.28.1", reference, {}).says == Says::yes);
}

TEST_CASE("production: requirements of pip") {
  const Reference reference = production_of({pypi("requests", "2.28.1"), pypi("beta", "1.0rc1")});
  struct Case {
    std::string_view question;
    Says says;
    std::string why;
  };
  const std::vector<Case> cases = {
      {"requests>=2.28,<3", Says::yes, "production has 2.28.1"},
      {"requests>=2.31", Says::no, "production has 2.28.1"},
      {"requests==2.28.*", Says::yes, "production has 2.28.1"},
      {"nosuch>=1", Says::no, "production does not have it"},
      {"beta>=0.9", Says::yes,
       "production has 1.0rc1 (a pre-release: installed already, it counts)"},
      {"requests @ https://example.org/x.whl", Says::not_said,
       "an SBOM does not say from which address a distribution was installed"},
      // A marker may switch the requirement off; extras ask for more than the SBOM tells.
      {"requests>=2; python_version<'3'", Says::yes, "production has 2.28.1"},
      {"requests>=3; python_version<'3'", Says::not_said, "production has 2.28.1"},
      {"nosuch; python_version<'3'", Says::not_said, "production does not have it"},
      {"requests[socks]>=2", Says::not_said, "production has 2.28.1"},
      {"requests[socks]>=3", Says::no, "production has 2.28.1"},
  };
  for (const Case& one : cases) {
    INFO(one.question);
    const auto answer = ask(one.question, reference, {});
    CHECK(answer.says == one.says);
    REQUIRE(answer.subjects.size() == 1);
    REQUIRE(answer.subjects[0].condition);
    CHECK(answer.subjects[0].condition->why == one.why);
  }
  CHECK(ask("requests>=2; os_name=='a'", reference, {}).subjects[0].condition->not_judged.size() ==
        1);
}

TEST_CASE("production: of several instances some within a requirement are no answer") {
  Component other = pypi("requests", "2.31.0");
  other.place = "/srv/venv/lib/python3.11/site-packages";
  const Reference reference = production_of({pypi("requests", "2.28.1"), other});
  CHECK(ask("requests>=2.31", reference, {}).says == Says::not_said);
  CHECK(ask("requests>=2.28", reference, {}).says == Says::yes);
  CHECK(ask("requests>=3", reference, {}).says == Says::no);
}

TEST_CASE("production: relations of Debian") {
  const Reference reference =
      production_of({deb("libssl3", "3.0.20-1~deb12u2"), deb("postfix", "3.7", "", "mta")});
  CHECK(ask("libssl3 (>= 3.0)", reference, {}).says == Says::yes);
  CHECK(ask("libssl3 (>= 3.1)", reference, {}).says == Says::no);
  CHECK(ask("libssl3=3.0.20-1~deb12u2", reference, {}).says == Says::yes);
  CHECK(ask("libssl3:i386", reference, {}).says == Says::no);
  CHECK(ask("libfoo (>= 1)", reference, {}).says == Says::no);
  const auto virtual_package = ask("deb:mta", reference, {});
  CHECK(virtual_package.says == Says::yes);
  CHECK(virtual_package.subjects[0].name == "postfix");
  CHECK(virtual_package.notes.empty());
  const auto versioned = ask("mta (>= 1)", reference, {});
  CHECK(versioned.says == Says::not_said);
  CHECK(versioned.subjects[0].condition->why ==
        "postfix provides it, in a version that is not said");
}

TEST_CASE(
    "production: an SBOM that lists no provided names may miss a virtual package, and says so") {
  const Reference reference = production_of({deb("postfix", "3.7")});
  CHECK(ask("deb:mta", reference, {}).notes.size() == 1);
  CHECK(ask("deb:postfix", reference, {}).notes.empty());
  CHECK(ask("deb:exim4", reference, dev_of({deb("exim4", "4")})).notes.empty());
}

TEST_CASE("production: where one architecture stands for several, another one is not said") {
  Reference reference = production_of({deb("libc6", "2.36")});
  CHECK(ask("libc6:i386", reference, {}).says == Says::no);
  reference.faults = {{.kind = FaultKind::multi_arch_collapsed}};
  CHECK(ask("libc6:i386", reference, {}).says == Says::not_said);
  CHECK(ask("libc6:amd64", reference, {}).says == Says::yes);
  CHECK(ask("libfoo:i386", reference, {}).says == Says::no);
}

TEST_CASE("production: a virtual package is known by what the same package provides here") {
  const Reference reference = production_of({deb("exim4", "4.96")});
  const auto answer = ask("deb:mta", reference, dev_of({deb("exim4", "4.96", "", "mta")}));
  CHECK(answer.says == Says::yes);
  CHECK(answer.subjects[0].name == "exim4");
}

TEST_CASE("production: where the SBOM's maker leaves out epochs, no relation on one is judged") {
  Reference reference = production_of({deb("zlib1g", "1.2.13-1")});
  CHECK(ask("zlib1g (>= 1:1.2)", reference, {}).says == Says::no);
  reference.faults = {{.kind = FaultKind::epoch_lost}};
  CHECK(ask("zlib1g (>= 1:1.2)", reference, {}).says == Says::not_said);
  CHECK(ask("zlib1g (>= 1.2)", reference, {}).says == Says::yes);
}

TEST_CASE("production: what would have to ship is what production lacks of its needs") {
  const Reference reference =
      production_of({deb("libc6", "2.36"), deb("postfix", "3.7"), deb("old", "1")});
  const Inventory dev = dev_of({
      deb("graphviz", "2.42", "libc6 (>= 2.3), libgvc6, mta | exim4, tool | postfix, old (>= 2)"),
      deb("libgvc6", "2.42", "libc6, libcgraph6, graphviz"),
      deb("libcgraph6", "2.42", "libc6"),
      deb("old", "2"),
      deb("exim4", "4.96", "", "mta"),
      deb("postfix", "3.7", "", "mta"),
      deb("tool", "1"),
      deb("unrelated", "1"),
  });
  const auto answer = ask("graphviz", reference, dev);
  CHECK(answer.says == Says::no);
  REQUIRE(answer.subjects.size() == 1);
  const Subject& graphviz = answer.subjects[0];
  CHECK(graphviz.lacking_known);
  CHECK(names(graphviz) == Names{"graphviz", "libgvc6", "old", "libcgraph6"});
  CHECK(graphviz.lacking[2].production == "1");
  REQUIRE(graphviz.ship.size() == 1);
  CHECK(graphviz.ship[0].command == "RUN apt-get update && apt-get install -y graphviz");
}

TEST_CASE(
    "production: what is too old there ships in the version that is here, if that is enough") {
  const Reference reference =
      production_of({deb("libssl3", "3.0.16-1"), pypi("requests", "2.28.1")});
  const Inventory dev = dev_of({deb("libssl3", "3.0.20-1"), pypi("requests", "2.31.0")});
  const auto newer = ask("libssl3 (>= 3.0.20)", reference, dev);
  REQUIRE(newer.subjects[0].ship.size() == 1);
  CHECK(newer.subjects[0].ship[0].command ==
        "RUN apt-get update && apt-get install -y libssl3=3.0.20-1");
  CHECK(ask("libssl3 (>= 3.1)", reference, dev).subjects[0].ship.empty());
  const auto python = ask("requests>=2.30", reference, dev);
  REQUIRE(python.subjects[0].ship.size() == 1);
  CHECK(python.subjects[0].ship[0].command == "requests==2.31.0");
  CHECK(ask("requests>=2.28", reference, dev).subjects[0].ship.empty());
}

TEST_CASE("production: of another release it is said that names may differ") {
  Inventory dev = dev_of({deb("libssl3", "3")});
  dev.platform.version_id = "13";
  const auto answer = ask("libssl3", production_of({deb("libc6", "2.36")}), dev);
  REQUIRE(answer.notes.size() == 1);
  CHECK(answer.notes[0] ==
        "this container is debian 13, production debian 12: packages may have other names there");
}

TEST_CASE("production: file lists that could not be read are said") {
  Owners owners;
  owners.unread = {{.code = ErrorCode::denied, .message = "cannot open it"}};
  const auto answer = ask("command:x", production_of({deb("libc6", "2")}), {}, owners);
  CHECK(answer.says == Says::not_said);
  CHECK(answer.notes == Names{"1 file list could not be read, the first: cannot open it"});
}

TEST_CASE("production: what it is") {
  Reference reference =
      production_of({deb("libssl3", "3.0.20-1"), deb("python3.11", "3.11.2-6"),
                     deb("python3.11-minimal", "3.11.2-6"), deb("perl-base", "5.36"),
                     deb("python3-yaml", "6.0"), pypi("requests", "2.28.1")});
  reference.inventory.components.back().place = "/usr/local/lib/python3.12/site-packages";
  reference.inventory.facts = {{.kind = "image", .name = "user", .value = "app"}};
  const auto answer = about_production(reference);
  CHECK(answer.says == Says::yes);
  REQUIRE(answer.about);
  CHECK(answer.about->platform.id == "debian");
  CHECK(answer.about->user == "app");
  Names runtimes;
  for (const Runtime& runtime : answer.about->runtimes)
    runtimes.push_back(runtime.language + ' ' + runtime.version);
  CHECK(runtimes == Names{"Python 3.11.2-6", "Perl 5.36", "OpenSSL 3.0.20-1", "Python 3.12"});
  REQUIRE(answer.about->ecosystems.size() == 2);
  CHECK(answer.about->ecosystems[0].components == 5);
  CHECK(about_production(production_of({})).says == Says::not_said);
}

}  // namespace prodparity
