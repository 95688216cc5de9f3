#include "core/drift/policy.h"

#include "core/drift/presets.h"
#include "tests/support/catch.h"
#include "tests/support/drift_values.h"

#include <string>
#include <utility>
#include <vector>

using namespace prodparity;
using namespace prodparity::test;

namespace {

constexpr Date today{2026, 11, 22};

PolicyEngine engine(Policy policy) {
  auto compiled = PolicyEngine::compile(std::move(policy));
  REQUIRE(compiled.has_value());
  return std::move(*compiled);
}

const PolicyEngine& preset(const std::string& name) {
  static const PolicyEngine standard = engine({.preset = "default"});
  static const PolicyEngine strict = engine({.preset = "strict"});
  return name == "strict" ? strict : standard;
}

Drift dev_only(Component component) {
  Drift drift{.kind = DriftKind::dev_only,
              .ecosystem = component.ecosystem,
              .name = component.name,
              .arch = component.arch};
  drift.dev = std::move(component);
  return drift;
}

Drift dev_only(std::string name, std::string section = "", Ships ships = Ships::unknown) {
  Component component = deb(std::move(name), "1");
  component.section = std::move(section);
  component.ships = ships;
  return dev_only(std::move(component));
}

Drift version(std::string name, ChangeClass change, std::string ecosystem = "deb") {
  Component component = deb(name, "2");
  component.ecosystem = ecosystem;
  Drift drift{
      .kind = DriftKind::version, .ecosystem = std::move(ecosystem), .name = std::move(name)};
  drift.dev = component;
  component.version = "1";
  drift.prod = std::move(component);
  drift.change = {.change_class = change};
  return drift;
}

Drift prod_only(std::string name) {
  Drift drift{.kind = DriftKind::prod_only, .ecosystem = "deb", .name = name};
  drift.prod = deb(name, "1");
  return drift;
}

// "block dev-only-crypto"
std::string decided(const std::string& name, const Drift& drift, bool in_closure = false) {
  const auto decision = preset(name).decide(drift, in_closure, today);
  return std::string(to_string(decision.tier)) + ' ' + decision.rule;
}

}  // namespace

TEST_CASE("strict: a dev-only package of a name with ssl, crypto, tls, cert or pki blocks") {
  for (const char* name : {"libssl-dev", "python3-crypto", "libgnutls30", "certbot", "pkilint"})
    CHECK(decided("strict", dev_only(name)) == "block dev-only-crypto");
  CHECK(decided("strict", dev_only(pypi("pyopenssl", "24"))) == "block dev-only-crypto");
  CHECK(decided("strict", dev_only("libgcrypt-bin", "utils")) == "info none");
}

TEST_CASE("strict: any version drift of glibc, openssl or libssl blocks") {
  for (const char* name : {"libc6", "openssl", "libssl3", "libssl3t64", "libssl1.1"}) {
    for (const ChangeClass change :
         {ChangeClass::major, ChangeClass::revision, ChangeClass::security, ChangeClass::rebuild})
      CHECK(decided("strict", version(name, change)).starts_with("block "));
  }
  CHECK(decided("strict", version("openssl", ChangeClass::major, "npm")) == "info none");
}

TEST_CASE("both presets: an interpreter's major version blocks, its minor one warns") {
  for (const char* name : {"python3", "nodejs", "ruby"}) {
    for (const char* which : {"strict", "default"}) {
      CHECK(decided(which, version(name, ChangeClass::major)) == "block interpreter-major");
      CHECK(decided(which, version(name, ChangeClass::minor)) == "warn interpreter-minor");
    }
  }
  CHECK(decided("strict", version("ruby", ChangeClass::patch)) == "info none");
}

TEST_CASE("both presets: version drift of watched packages warns") {
  for (const char* name : {"ca-certificates", "libstdc++6", "zlib1g", "libcurl4", "python3",
                           "python3-pip", "nodejs", "tzdata", "locales"}) {
    for (const char* which : {"strict", "default"})
      CHECK(decided(which, version(name, ChangeClass::revision)) == "warn sensitive-version");
  }
}

TEST_CASE("both presets: dev-only packages that look like runtime libraries warn") {
  for (const char* which : {"strict", "default"}) {
    CHECK(decided(which, dev_only("libann0", "libs")) == "warn dev-only-library");
    CHECK(decided(which, dev_only("libann0", "universe/libs")) == "warn dev-only-library");
    CHECK(decided(which, dev_only("libann0", "misc")) == "info none");
    CHECK(decided(which, dev_only("libann-dev", "libdevel")) == "info none");
    CHECK(decided(which, dev_only("libglib2.0-doc", "libs")) == "info none");
    CHECK(decided(which, dev_only("libglib2.0-0-dbg", "libs")) == "info none");
    CHECK(decided(which, dev_only("libreoffice", "libs")) == "info none");
    CHECK(decided(which, dev_only("libann0")) == "warn dev-only-library");
  }
}

TEST_CASE("both presets: the allowed list and prod-only packages are ignored") {
  for (const char* which : {"strict", "default"}) {
    for (const char* name : {"vim", "gdb", "strace", "less", "man-db", "build-essential", "git",
                             "curl", "wget", "openssh-client"}) {
      CHECK(decided(which, dev_only(name)) == "ignore allowed");
      CHECK(preset(which).decide(dev_only(name), false, today).allowed);
    }
    CHECK(decided(which, prod_only("libssl3")) == "ignore prod-only");
    CHECK(decided(which, version("vim", ChangeClass::patch)) == "info none");
    CHECK(decided(which, dev_only(pypi("vim", "1"))).find("allowed") == std::string::npos);
  }
}

TEST_CASE("default: the name rule blocks debs that ship a library, a certificate or a key") {
  CHECK(decided("default", dev_only("libgnutls30", "libs", Ships::runtime_files)) ==
        "block dev-only-crypto");
  CHECK(decided("default", dev_only("ca-cacert", "misc", Ships::runtime_files)) ==
        "block dev-only-crypto");
  CHECK(decided("default", dev_only("certbot", "web", Ships::nothing)) ==
        "warn dev-only-crypto-name");
  CHECK(decided("default", dev_only("libtls28", "libs", Ships::nothing)) ==
        "warn dev-only-crypto-name");
}

TEST_CASE("default: without a file list section and name decide, and the reason says so") {
  const Drift library = dev_only("libgnutls30", "libs");
  CHECK(decided("default", library) == "block dev-only-crypto");
  CHECK(preset("default").decide(library, false, today).reason.find("no file list") !=
        std::string::npos);
  CHECK(decided("default", dev_only("ca-certificates-java", "java")) == "block dev-only-crypto");
  CHECK(decided("default", dev_only("certbot", "web")) == "warn dev-only-crypto-name");
  const Drift listed = dev_only("libgnutls30", "libs", Ships::runtime_files);
  CHECK(preset("default").decide(listed, false, today).reason.find("no file list") ==
        std::string::npos);
}

TEST_CASE("default: PyPI and -dev, -doc, -dbgsym matches of the name rule warn") {
  for (const char* name : {"libssl-dev", "libssl3-doc", "libssl3-dbgsym"})
    CHECK(decided("default", dev_only(name, "libs", Ships::runtime_files)) ==
          "warn dev-only-crypto-name");
  CHECK(decided("default", dev_only(pypi("pyopenssl", "24"))) == "warn dev-only-crypto-name");
}

TEST_CASE("default: glibc and openssl block upstream, and warn on revision or security suffix") {
  for (const char* name : {"libc6", "openssl", "libssl3", "libssl3t64", "libssl1.1"}) {
    for (const ChangeClass change : {ChangeClass::epoch, ChangeClass::major, ChangeClass::minor,
                                     ChangeClass::patch, ChangeClass::other})
      CHECK(decided("default", version(name, change)).starts_with("block "));
    for (const ChangeClass change :
         {ChangeClass::revision, ChangeClass::security, ChangeClass::rebuild})
      CHECK(decided("default", version(name, change)).starts_with("warn "));
  }
}

TEST_CASE("default: a dev-only PyPI distribution warns, also one over a deb's module") {
  CHECK(decided("default", dev_only(pypi("flask", "3"))) == "warn dev-only-pypi");
  CHECK(decided("strict", dev_only(pypi("flask", "3"))) == "info none");
  Drift over = version("pyyaml", ChangeClass::patch, "pypi");
  CHECK(decided("default", over) == "info none");
  over.prod.edit([](Component& prod) { prod.owner = "deb:python3-yaml"; });
  CHECK(decided("default", over) == "warn dev-only-pypi");
}

TEST_CASE("policy: what an allowed tool pulled in is allowed, runtime-sensitive members are info") {
  for (const char* which : {"strict", "default"}) {
    CHECK(decided(which, dev_only("libann0", "libs"), true) == "ignore allowed-closure");
    CHECK(decided(which, dev_only("libcurl4", "libs"), true) == "info allowed-closure");
    CHECK(decided(which, dev_only("ca-certificates", "misc"), true) == "info allowed-closure");
    CHECK(preset(which).decide(dev_only("libcurl4"), true, today).allowed);
  }
}

TEST_CASE("policy: no match is info, by no rule and without a reason") {
  const auto decision = preset("strict").decide(dev_only("graphviz"), false, today);
  CHECK(decision.tier == Tier::info);
  CHECK(decision.rule == "none");
  CHECK(decision.reason.empty());
  CHECK_FALSE(decision.allowed);
}

TEST_CASE("policy: waivers, then the file's rules, then the allowed list, then the preset") {
  Policy policy{.preset = "strict"};
  const Drift drift = dev_only("libssl-dev");
  const auto rule = [&](const Policy& p) { return engine(p).decide(drift, false, today).rule; };
  CHECK(rule(policy) == "dev-only-crypto");
  policy.dev_only_allowed = {"libssl-*"};
  CHECK(rule(policy) == "allowed");
  policy.user_rules = {{.name = "first", .match = {.names = {"libssl*"}}, .tier = Tier::warn},
                       {.name = "second", .match = {.names = {"libssl-dev"}}, .tier = Tier::info}};
  CHECK(rule(policy) == "first");
  CHECK_FALSE(engine(policy).decide(drift, false, today).allowed);
  policy.waivers = {{.match = {.names = {"libssl-dev"}}, .reason = "headers"}};
  CHECK(rule(policy) == "waiver");
  const auto waived = engine(policy).decide(drift, false, today);
  CHECK(waived.tier == Tier::ignore);
  CHECK(waived.reason == "headers");
  CHECK(waived.allowed);
}

TEST_CASE("policy: a waiver holds on its last day and not on the next") {
  const Policy policy{
      .waivers = {
          {.match = {.names = {"graphviz"}}, .reason = "r", .expires = Date{2026, 11, 22}}}};
  const PolicyEngine compiled = engine(policy);
  CHECK(compiled.decide(dev_only("graphviz"), false, {2026, 11, 22}).rule == "waiver");
  CHECK(compiled.decide(dev_only("graphviz"), false, {2026, 11, 23}).rule == "none");
}

TEST_CASE("policy: every field of a match is looked at") {
  Drift drift = version("libfoo1", ChangeClass::minor);
  drift.origin = Origin::setup;
  drift.dev.edit([](Component& dev) {
    dev.source = "foo";
    dev.section = "universe/libs";
    dev.ships = Ships::runtime_files;
  });
  drift.change.downgrade = true;
  const auto matches = [&](Match match) {
    const Policy policy{.user_rules = {{.name = "mine", .match = std::move(match)}}};
    return engine(policy).decide(drift, false, today).rule == "mine";
  };
  CHECK(matches({}));
  CHECK(matches({.ecosystems = {"pypi", "deb"}}));
  CHECK_FALSE(matches({.ecosystems = {"pypi"}}));
  CHECK(matches({.names = {"x", "libf*"}}));
  CHECK_FALSE(matches({.names = {"foo"}}));
  CHECK_FALSE(matches({.not_names = {"lib*"}}));
  CHECK(matches({.name_regexp = "lib(foo|bar)[0-9]"}));
  CHECK_FALSE(matches({.name_regexp = "foo"}));
  CHECK(matches({.sources = {"fo?"}}));
  CHECK_FALSE(matches({.sources = {"libfoo1"}}));
  CHECK(matches({.sections = {"libs"}}));
  CHECK(matches({.sections = {"universe/libs"}}));
  CHECK_FALSE(matches({.sections = {"universe"}}));
  CHECK(matches({.kinds = {DriftKind::version}}));
  CHECK_FALSE(matches({.kinds = {DriftKind::dev_only}}));
  CHECK(matches({.classes = {ChangeClass::minor}}));
  CHECK_FALSE(matches({.classes = {ChangeClass::major}}));
  CHECK(matches({.origins = {Origin::setup}}));
  CHECK_FALSE(matches({.origins = {Origin::session}}));
  CHECK(matches({.downgrade = true}));
  CHECK_FALSE(matches({.downgrade = false}));
  CHECK_FALSE(matches({.pre_release = true}));
  CHECK(matches({.ships = Ships::runtime_files}));
  CHECK_FALSE(matches({.ships = Ships::nothing}));
  CHECK(matches({.runtime_library = true}));
  CHECK_FALSE(matches({.names = {"libf*"}, .runtime_library = false}));
}

TEST_CASE("policy: an unknown origin counts as session, and a package is its own source") {
  const Policy policy{
      .user_rules = {
          {.name = "mine", .match = {.sources = {"graphviz"}, .origins = {Origin::session}}}}};
  CHECK(engine(policy).decide(dev_only("graphviz"), false, today).rule == "mine");
}

TEST_CASE("policy: a pre-release is one by the change, or alone by its own version") {
  const Policy policy{.user_rules = {{.name = "pre", .match = {.pre_release = true}}}};
  const PolicyEngine compiled = engine(policy);
  Drift changed = version("a", ChangeClass::major, "pypi");
  changed.change.pre_release = true;
  CHECK(compiled.decide(changed, false, today).rule == "pre");
  Component alone = pypi("a", "1rc1");
  alone.pre_release = true;
  CHECK(compiled.decide(dev_only(alone), false, today).rule == "pre");
}

TEST_CASE("policy: a bad expression or preset is refused with file and line") {
  const auto bad = PolicyEngine::compile(
      {.user_rules = {{.name = "a", .match = {.name_regexp = "("}, .evidence = {"p.json", 7}}}});
  REQUIRE_FALSE(bad.has_value());
  CHECK(to_string(bad.error()).starts_with("p.json:7: name_regexp is no RE2 expression"));
  CHECK_FALSE(PolicyEngine::compile({.preset = "lenient"}).has_value());
}

TEST_CASE("policy: the order of rules holds across the index of names") {
  Policy policy;
  for (int i = 0; i < 1000; ++i) {
    const std::string name = "n" + std::to_string(i);
    policy.user_rules.push_back({.name = "exact " + name, .match = {.names = {name}}});
    if (i == 500) policy.user_rules.push_back({.name = "prefix", .match = {.names = {"n9*", "x"}}});
    if (i == 950) policy.user_rules.push_back({.name = "any", .match = {.name_regexp = "n.*"}});
  }
  const PolicyEngine compiled = engine(policy);
  const auto rule = [&](const char* name) {
    return compiled.decide(dev_only(name), false, today).rule;
  };
  CHECK(rule("n7") == "exact n7");
  CHECK(rule("n9") == "exact n9");
  CHECK(rule("n900") == "prefix");
  CHECK(rule("n850") == "exact n850");
  CHECK(rule("n5000") == "any");
  CHECK(rule("x") == "prefix");
  CHECK(rule("vim") == "allowed");
}

TEST_CASE("date: only days of the calendar") {
  CHECK(parse_date("2026-12-31") == Date{2026, 12, 31});
  CHECK(parse_date("2028-02-29").has_value());
  for (const char* text : {"2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "26-01-01", "",
                           "2026-04-31", "2026-01-00", "2026/01/01", "-026-01-01", "2026-01-011"})
    CHECK_FALSE(parse_date(text).has_value());
}

TEST_CASE("presets: runtime-sensitive is a fixed list of OS packages") {
  for (const std::string_view name : runtime_sensitive_names())
    CHECK(is_runtime_sensitive(deb(std::string(name), "1")));
  CHECK_FALSE(is_runtime_sensitive(deb("vim", "1")));
  CHECK_FALSE(is_runtime_sensitive(pypi("openssl", "1")));
}
