#include "core/drift/remedy.h"

#include "core/drift/package_words.h"
#include "tests/support/catch.h"
#include "tests/support/drift_values.h"

#include <string>
#include <vector>

using namespace prodparity;
using namespace prodparity::test;

namespace {

RemedyFacts facts(bool needs_sudo = false) {
  return {
      .context = {.needs_sudo = needs_sudo},
      .platform = {.id = "debian", .version_id = "12", .codename = "bookworm", .arch = "amd64"}};
}

Drift version(Component dev, std::string production, ChangeClass change = ChangeClass::major) {
  Drift drift{.kind = DriftKind::version,
              .ecosystem = dev.ecosystem,
              .name = dev.name,
              .arch = dev.arch,
              .place = dev.place};
  Component prod = dev;
  prod.version = std::move(production);
  drift.prod = std::move(prod);
  drift.dev = std::move(dev);
  drift.change.change_class = change;
  return drift;
}

Drift dev_only(Component dev) {
  Drift drift = version(std::move(dev), "");
  drift.kind = DriftKind::dev_only;
  drift.prod = {};
  return drift;
}

Drift prod_only(Component prod) {
  Drift drift{.kind = DriftKind::prod_only,
              .ecosystem = prod.ecosystem,
              .name = prod.name,
              .arch = prod.arch};
  drift.prod = std::move(prod);
  return drift;
}

// "undo: COMMAND" or "undo (note)" of each.
std::vector<std::string> spelled(const std::vector<Remedy>& remedies) {
  std::vector<std::string> texts;
  texts.reserve(remedies.size());
  for (const Remedy& remedy : remedies)
    texts.push_back(std::string(to_string(remedy.kind)) +
                    (remedy.command.empty() ? " (" + remedy.note + ')' : ": " + remedy.command));
  return texts;
}

std::vector<std::string> of_group(const std::vector<Drift>& drifts, const RemedyFacts& with,
                                  const std::string& head = "") {
  std::vector<const Drift*> pointers;
  pointers.reserve(drifts.size());
  for (const Drift& drift : drifts)
    pointers.push_back(&drift);
  return spelled(deb_remedies(pointers, head, with));
}

const std::string venv = "/workspaces/api/.venv/lib/python3.11/site-packages";

}  // namespace

TEST_CASE("remedy: version drift is undone for the whole group, and shipped as it is") {
  CHECK(of_group({version(deb("libfoo1", "2.0-1"), "1.0-1"), version(deb("foo", "2.0-1"), "1.0-1")},
                 facts()) ==
        std::vector<std::string>{
            "undo: apt-get install -y --allow-downgrades libfoo1=1.0-1 foo=1.0-1",
            "ship: RUN apt-get update && apt-get install -y libfoo1=2.0-1 foo=2.0-1"});
}

TEST_CASE("remedy: a caller who is not root gets sudo, a foreign architecture its name") {
  const auto remedies = of_group({version(deb("libc6", "2.37-1", "i386"), "2.36-9")}, facts(true));
  CHECK(remedies[0] == "undo: sudo apt-get install -y --allow-downgrades libc6:i386=2.36-9");
}

TEST_CASE("remedy: where dev is ahead by a security update, shipping comes first") {
  const auto remedies = of_group(
      {version(deb("libssl3", "3.0.22-1~deb12u2"), "3.0.20-1~deb12u2", ChangeClass::patch),
       version(deb("openssl", "3.0.22-1~deb12u2"), "3.0.20-1~deb12u2", ChangeClass::patch)},
      facts());
  CHECK(remedies ==
        std::vector<std::string>{
            "ship: RUN apt-get update && apt-get install -y --only-upgrade libssl3 openssl",
            "undo: apt-get install -y --allow-downgrades libssl3=3.0.20-1~deb12u2 "
            "openssl=3.0.20-1~deb12u2"});
}

TEST_CASE("remedy: a security update is newer, of Debian, and marked as one") {
  const auto is = [](std::string dev, ChangeClass change, bool downgrade = false) {
    Drift drift = version(deb("a", std::move(dev)), "1", change);
    drift.change.downgrade = downgrade;
    return is_security_update(drift);
  };
  CHECK(is("1.2-3+deb12u3", ChangeClass::security));
  CHECK(is("1.2-3ubuntu0.22.04.1", ChangeClass::revision));
  CHECK(is("1.3-1~deb12u1", ChangeClass::patch));
  CHECK_FALSE(is("1.3-1~deb12u1", ChangeClass::patch, true));
  CHECK_FALSE(is("1.3-1", ChangeClass::patch));
  CHECK_FALSE(is("2.0-1~deb12u1", ChangeClass::major));
}

TEST_CASE("remedy: a downgrade is undone first, and shipping it says what it does") {
  Drift drift = version(deb("foo", "1.0-1"), "2.0-1");
  drift.change.downgrade = true;
  const std::vector<const Drift*> group = {&drift};
  const auto remedies = deb_remedies(group, "foo", facts());
  REQUIRE(remedies.size() == 2);
  CHECK(remedies[0].command == "apt-get install -y --allow-downgrades foo=2.0-1");
  CHECK(remedies[1].note == "this takes production back to an older version");
}

TEST_CASE("remedy: an epoch that production's SBOM lost is put back for apt") {
  CHECK(of_group({version(deb("zlib1g", "1:1.3-1"), "1.2-1")}, facts())[0] ==
        "undo: apt-get install -y --allow-downgrades zlib1g=1:1.2-1");
}

TEST_CASE("remedy: the snapshot of the day production was made stands by") {
  RemedyFacts with = facts(true);
  with.created = "2026-11-20T10:20:30.5Z";
  const auto remedies = of_group({version(deb("foo", "2-1"), "1-1")}, with);
  REQUIRE(remedies.size() == 3);
  CHECK(remedies[1] ==
        "undo: printf '%s\\n' 'deb [check-valid-until=no] "
        "https://snapshot.debian.org/archive/debian/20261120T102030Z/ bookworm main' "
        "'deb [check-valid-until=no] "
        "https://snapshot.debian.org/archive/debian-security/20261120T102030Z/ bookworm-security "
        "main' | sudo tee /etc/apt/sources.list.d/prodparity-snapshot.list >/dev/null && sudo "
        "apt-get update && sudo apt-get install -y --allow-downgrades foo=1-1 && sudo rm "
        "/etc/apt/sources.list.d/prodparity-snapshot.list");
  with.created = "2026-11-20; rm -rf /";
  CHECK(of_group({version(deb("foo", "2-1"), "1-1")}, with).size() == 2);
}

TEST_CASE("remedy: the snapshot is configuration, an address or a whole line") {
  RemedyFacts with = facts();
  with.snapshot_url = "http://localhost:8000/debian/";
  CHECK(of_group({version(deb("foo", "2-1"), "1-1")}, with)[1].find(
            "'deb [check-valid-until=no] http://localhost:8000/debian/ bookworm main'") !=
        std::string::npos);
  with.snapshot_url = "deb [trusted=yes] file:/srv/old ./";
  CHECK(of_group({version(deb("foo", "2-1"), "1-1")}, with)[1].find(
            "printf '%s\\n' 'deb [trusted=yes] file:/srv/old ./' | tee ") != std::string::npos);
  with.snapshot_url = "deb a\ndeb b";
  CHECK(of_group({version(deb("foo", "2-1"), "1-1")}, with).size() == 2);
}

TEST_CASE("remedy: an install is undone by its head, and what is not automatic is named") {
  Component graphviz = deb("graphviz", "2");
  graphviz.relations = "libann0, libcdt5";
  Component automatic = deb("libann0", "1");
  automatic.automatic = true;
  CHECK(of_group({dev_only(graphviz), dev_only(automatic), dev_only(deb("libcdt5", "1"))},
                 facts(true), "graphviz") ==
        std::vector<std::string>{"undo: sudo apt-get autoremove --purge -y graphviz libcdt5",
                                 "ship: RUN apt-get update && apt-get install -y graphviz"});
}

TEST_CASE("remedy: where no relation is known, every member is removed and shipped by its name") {
  CHECK(of_group({dev_only(deb("graphviz", "2")), dev_only(deb("libcdt5", "2")),
                  dev_only(deb("libgvc6", "2", "i386"))},
                 facts(), "graphviz") ==
        std::vector<std::string>{
            "undo: apt-get autoremove --purge -y graphviz libcdt5 libgvc6:i386",
            "ship: RUN apt-get update && apt-get install -y --no-install-recommends graphviz "
            "libcdt5 libgvc6:i386"});
}

TEST_CASE("remedy: what came alone is shipped alone, without what it recommends") {
  CHECK(of_group({dev_only(deb("less", "590"))}, facts(), "less").back() ==
        "ship: RUN apt-get update && apt-get install -y --no-install-recommends less");
}

TEST_CASE("remedy: what only production has is installed in its version") {
  CHECK(of_group({prod_only(deb("nginx", "1.22-9", "all"))}, facts()) ==
        std::vector<std::string>{"undo: apt-get install -y nginx=1.22-9"});
}

TEST_CASE("remedy: a hostile name or version gives no command at all") {
  for (const char* bad : {"1;rm -rf /", "$(id)", "1 2", "1\n2", "-o=x", "", "`id`", "1|x", "ü"}) {
    INFO(bad);
    const auto by_version = of_group({version(deb("foo", "1"), bad)}, facts());
    REQUIRE(by_version.size() == 1);
    CHECK(by_version[0].find("no command is given") != std::string::npos);
    CHECK(of_group({dev_only(deb(bad, "1"))}, facts(), bad).size() == 1);
    CHECK(of_group({dev_only(deb("foo", "1", std::string(bad) + ";"))}, facts(), "foo").size() ==
          1);
    const auto by_pypi = pypi_remedies(version(pypi("foo", "1", venv), bad), facts());
    REQUIRE(by_pypi.size() == 1);
    CHECK(by_pypi[0].command.empty());
    CHECK(pypi_remedies(dev_only(pypi(bad, "1", venv)), facts())[0].command.empty());
  }
}

TEST_CASE("remedy: PyPI is undone by the interpreter of its environment") {
  const auto undo = [&](std::string place, const RemedyFacts& with) {
    return pypi_remedies(version(pypi("requests", "2.31", std::move(place)), "2.30"), with)[0]
        .command;
  };
  CHECK(undo(venv, facts(true)) ==
        "/workspaces/api/.venv/bin/python -m pip install requests==2.30");
  CHECK(undo("/srv/my app/lib/python3.11/site-packages", facts()) ==
        "'/srv/my app/bin/python' -m pip install requests==2.30");
  CHECK(undo("/usr/local/lib/python3.11/dist-packages", facts(true)) ==
        "sudo /usr/bin/python3.11 -m pip install --break-system-packages requests==2.30");
  CHECK(undo("/usr/local/lib/python3.9/dist-packages", facts()) ==
        "/usr/bin/python3.9 -m pip install requests==2.30");
  CHECK(undo("/usr/local/lib/python3.12/site-packages", facts(true)) ==
        "sudo /usr/local/bin/python -m pip install requests==2.30");
  CHECK(undo("/home/dev/.local/lib/python3.11/site-packages", facts(true)) ==
        "python3.11 -m pip install --user --break-system-packages requests==2.30");
  CHECK(undo("/somewhere/else", facts()).empty());
  RemedyFacts local = facts();
  local.index_url = "http://localhost:8000/simple";
  CHECK(undo(venv, local) ==
        "/workspaces/api/.venv/bin/python -m pip install --index-url http://localhost:8000/simple "
        "requests==2.30");
}

TEST_CASE("remedy: an environment without a pip of its own is reached from outside") {
  RemedyFacts with = facts();
  with.pip_places = {"/other"};
  CHECK(pypi_remedies(version(pypi("a", "2", venv), "1"), with)[0].command ==
        "python3 -m pip --python /workspaces/api/.venv/bin/python install a==1");
  with.platform.version_id.clear();
  CHECK_FALSE(pypi_remedies(version(pypi("a", "2", venv), "1"), with)[0].command.empty());
}

TEST_CASE("remedy: a pip too old to reach another environment is not asked to") {
  RemedyFacts with = facts();
  with.pip_places = {"/other"};
  with.platform.version_id = "11";
  const Remedy remedy = pypi_remedies(dev_only(pypi("a", "2", venv)), with)[0];
  CHECK(remedy.command.empty());
  CHECK(remedy.note == "remove it from where it is, with its own installer");
}

TEST_CASE("remedy: a dev-only distribution, or one over a deb's module, is uninstalled or listed") {
  const auto alone = spelled(pypi_remedies(dev_only(pypi("flask", "3.0", venv)), facts()));
  CHECK(alone ==
        std::vector<std::string>{"undo: /workspaces/api/.venv/bin/python -m pip uninstall -y flask",
                                 "ship: flask==3.0"});
  Drift over = version(pypi("pip", "24.1b2"), "23.0.1");
  over.prod.edit([](Component& prod) { prod.owner = "deb:python3-pip"; });
  CHECK(pypi_remedies(over, facts(true))[0].command ==
        "sudo /usr/bin/python3.11 -m pip uninstall -y --break-system-packages pip");
}

TEST_CASE("remedy: what is over a deb's module is shipped by pip told to leave the deb's alone") {
  Drift over =
      version(pypi("requests", "99.1", "/usr/local/lib/python3.13/dist-packages"), "2.32.3");
  over.prod.edit([](Component& prod) { prod.owner = "deb:python3-requests"; });
  CHECK(spelled(pypi_remedies(over, facts(true))).back() ==
        "ship: RUN /usr/bin/python3.13 -m pip install --ignore-installed "
        "--break-system-packages requests==99.1");
  over.dev.edit([](Component& dev) {
    dev.place = venv;
    dev.virtual_environment = true;
  });
  CHECK(spelled(pypi_remedies(over, facts(true))).back() == "ship: requests==99.1");
}

TEST_CASE("remedy: a missing distribution goes where production has it, or into the only place") {
  RemedyFacts with = facts();
  const Drift drift = prod_only(pypi("flask", "3.0", "/app/lib/python3.11/site-packages"));
  CHECK(pypi_remedies(drift, with)[0].note ==
        "install flask==3.0 in the environment that runs the code");
  with.python_places = {venv};
  CHECK(pypi_remedies(drift, with)[0].command ==
        "/workspaces/api/.venv/bin/python -m pip install flask==3.0");
}

TEST_CASE("remedy: an editable install is shipped as a project, not as a version") {
  Component editable = pypi("mine", "0.1", venv);
  editable.editable = true;
  const auto remedies = pypi_remedies(dev_only(editable), facts());
  REQUIRE(remedies.size() == 2);
  CHECK(remedies[1].command.empty());
}

TEST_CASE("package words: Debian's and PyPI's own shapes, and no others") {
  CHECK(is_deb_name("libstdc++6"));
  CHECK(is_deb_name("g++"));
  CHECK_FALSE(is_deb_name("-y"));
  CHECK_FALSE(is_deb_name("A"));
  CHECK(is_deb_name(std::string(128, 'a')));
  CHECK_FALSE(is_deb_name(std::string(129, 'a')));
  CHECK(is_deb_version("1:2.36-9+deb12u9~bpo1"));
  CHECK_FALSE(is_deb_version("1.0/../x"));
  CHECK(is_pypi_version("1!2.0rc1+cu121"));
  CHECK_FALSE(is_pypi_version("1.0 ; python_version<'3'"));
  CHECK(is_pypi_name("zope.interface"));
  CHECK_FALSE(is_pypi_name("--index-url"));
  CHECK(is_plain_path("/a b"));
  CHECK_FALSE(is_plain_path("a"));
  CHECK_FALSE(is_plain_path("/a\nb"));
}

TEST_CASE("remedy: root types the same command without sudo, and quoted words stay") {
  CHECK(without_sudo("sudo apt-get install -y a") == "apt-get install -y a");
  CHECK(without_sudo("printf '%s\\n' 'x && sudo y' | sudo tee /f && sudo apt-get update") ==
        "printf '%s\\n' 'x && sudo y' | tee /f && apt-get update");
  CHECK(without_sudo("pip install sudo x") == "pip install sudo x");
  CHECK(without_sudo("").empty());
}
