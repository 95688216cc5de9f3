#include "daemon/configuration.h"

#include "core/inventory_json.h"
#include "core/limits.h"
#include "daemon/log.h"
#include "tests/support/catch.h"
#include "tests/support/temp_folder.h"

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

const std::string policy_path = "/work/.devcontainer/prodparity.json";

struct Place {
  test::TempFolder folder;
  std::unique_ptr<Files> files;

  Place() {
    log::set_level("error");
    folder.make_folder("/root/work");
    files = open_root(folder.path() + "/root").value();
  }
  void policy(const std::string& text) const { folder.put("/root" + policy_path, text); }
  std::string reference(const std::string& path, const std::string& digest) const {
    Reference reference{.format = "test", .digest = digest};
    const std::string whole = folder.path() + path;
    std::filesystem::remove(whole);
    return folder.put(path, write_reference(reference));
  }
  Configuration configuration(std::vector<ReferenceSetting> references = {}) const {
    return {{.root = folder.path() + "/root",
             .workspace = "/work",
             .references = std::move(references)},
            *files};
  }
};

}  // namespace

TEST_CASE("configuration: a bad policy at the start is an error with file and line") {
  const Place place;
  place.policy("{\n \"rulez\": []\n}");
  Configuration configuration = place.configuration();
  const std::optional<Error> error = configuration.start();
  REQUIRE(error);
  CHECK(error->code == ErrorCode::wrong_config);
  CHECK(error->line == 2);
}

TEST_CASE("configuration: a bad edit leaves the policy before in force, said until it is right") {
  const Place place;
  place.policy(R"({"preset":"strict"})");
  Configuration configuration = place.configuration();
  REQUIRE_FALSE(configuration.start());
  CHECK(configuration.at_start().size() == 1);
  CHECK(configuration.reload().empty());

  place.policy("{\n \"preset\": \"stric\"\n}");
  REQUIRE(configuration.reload().size() == 1);
  CHECK(configuration.policy().policy().preset == "strict");
  CHECK(configuration.problem().find(policy_path + ":2: ") != std::string::npos);
  CHECK(configuration.problem().ends_with("; the policy that was read before stays in force"));
  CHECK(configuration.reload().empty());  // told once
  CHECK_FALSE(configuration.problem().empty());

  place.policy(R"({"preset":"default"})");
  const std::vector<ConfigurationChange> changes = configuration.reload();
  REQUIRE(changes.size() == 1);
  CHECK(changes[0].kind == JournalKind::policy);
  CHECK(configuration.problem().empty());
  CHECK(configuration.policy().policy().preset == "default");
}

TEST_CASE("configuration: a policy file that comes or goes is the policy, or the default one") {
  const Place place;
  Configuration configuration = place.configuration();
  REQUIRE_FALSE(configuration.start());
  CHECK(configuration.at_start().empty());
  CHECK(configuration.policy().policy().preset == "default");
  place.policy(R"({"preset":"strict"})");
  CHECK(configuration.reload().size() == 1);
  CHECK(configuration.policy().policy().preset == "strict");
  std::filesystem::remove(place.folder.path() + "/root" + policy_path);
  CHECK(configuration.reload().size() == 1);
  CHECK(configuration.policy().policy().preset == "default");
}

TEST_CASE("configuration: the policy file's references count where no option gives any") {
  const Place place;
  place.policy(R"({"references":[{"name":"api","source":"sbom"}]})");
  place.reference("/root/work/sbom", "01");
  const std::string given = place.reference("/given", "02");
  Configuration by_policy = place.configuration();
  REQUIRE_FALSE(by_policy.start());
  REQUIRE(by_policy.references().size() == 1);
  CHECK(by_policy.references()[0].name == "api");
  CHECK(by_policy.references()[0].digest == "01");
  // Beside the policy and the reference: where build files of production would be.
  CHECK(by_policy.files().size() == 2 + by_policy.ships().files.size());
  CHECK(by_policy.ships().files.size() <= limits::ship_files);
  Configuration by_option = place.configuration({{.name = "production", .path = given}});
  REQUIRE_FALSE(by_option.start());
  REQUIRE(by_option.references().size() == 1);
  CHECK(by_option.references()[0].digest == "02");
}

TEST_CASE("configuration: a reference that changed is read again, the others stay") {
  const Place place;
  const std::string one = place.reference("/one", "01");
  const std::string two = place.reference("/two", "02");
  Configuration configuration =
      place.configuration({{.name = "one", .path = one}, {.name = "two", .path = two}});
  REQUIRE_FALSE(configuration.start());
  CHECK(configuration.reload().empty());
  place.reference("/one", "0101");
  const std::vector<ConfigurationChange> changes = configuration.reload();
  REQUIRE(changes.size() == 2);
  CHECK(changes[0].kind == JournalKind::reference);
  CHECK(changes[0].data.find("0101") != std::string::npos);
  CHECK(changes[1].kind == JournalKind::production_changed);
  CHECK(changes[1].data.find("one is now sha256:0101, it was sha256:01") != std::string::npos);
  REQUIRE(configuration.references().size() == 2);
  CHECK(configuration.references()[0].digest == "0101");
  CHECK(configuration.references()[1].digest == "02");
  CHECK(configuration.references()[1].name == "two");
}

TEST_CASE("configuration: what a file says of its own proof is nobody's word") {
  const Place place;
  Reference claims;
  claims.digest = "01";
  claims.verification = Verification::verified;
  claims.proof.signer = "https://github.com/acme/api";
  const std::string path = place.folder.put("/claims", write_reference(claims));
  Configuration configuration = place.configuration({{.name = "production", .path = path}});
  REQUIRE_FALSE(configuration.start());
  REQUIRE(configuration.references().size() == 1);
  CHECK(configuration.references()[0].verification == Verification::none);
  CHECK(configuration.references()[0].proof.signer.empty());
}

TEST_CASE("configuration: an address in the policy file is not fetched, and that is said") {
  const Place place;
  place.policy(R"({"references":[{"name":"api","source":"registry.example/api:main"}]})");
  Configuration configuration = place.configuration({});
  REQUIRE_FALSE(configuration.start());
  REQUIRE(configuration.gaps().size() == 1);
  CHECK(configuration.gaps()[0].sentence.find("an agent may write there") != std::string::npos);
}

TEST_CASE("configuration: what is fetched is a gap until it is there, with what fetching it gave") {
  const Place place;
  const std::string path = place.folder.path() + "/production.reference";
  Configuration configuration = place.configuration(
      {{.name = "production", .path = path, .address = "registry.example/api:main"}});
  REQUIRE_FALSE(configuration.start());
  REQUIRE(configuration.gaps().size() == 1);
  CHECK(configuration.gaps()[0].sentence == "registry.example/api:main is being fetched");
  configuration.set_fetched("production",
                            {.problem = "nobody signed it", .code = ErrorCode::unverified});
  CHECK(configuration.reload().size() == 2);
  CHECK(configuration.gaps()[0].sentence == "nobody signed it");
  CHECK(configuration.gaps()[0].remedy.find("name who signs it") != std::string::npos);
  CHECK(configuration.notes().empty());

  place.reference("/production.reference", "03");
  configuration.set_fetched("production", {.state = FetchOutcome::State::kept,
                                           .problem = "not reached",
                                           .fetched_at = "2026-11-22T12:00:00Z"});
  static_cast<void>(configuration.reload());
  CHECK(configuration.gaps().empty());
  REQUIRE(configuration.notes().size() == 1);
  CHECK(configuration.notes()[0].sentence ==
        "registry.example/api:main is compared with as of 2026-11-22T12:00:00Z, for now: not "
        "reached");
}

TEST_CASE(
    "configuration: that what is fetched is not there is told, once for each kind of reason") {
  const Place place;
  const std::string path = place.reference("/production.reference", "03");
  Configuration configuration = place.configuration(
      {{.name = "production", .path = path, .address = "registry.example/api:main"}});
  REQUIRE_FALSE(configuration.start());
  const auto told = [&](JournalKind kind) {
    std::vector<std::string> sentences;
    for (const ConfigurationChange& change : configuration.reload()) {
      if (change.kind == kind) sentences.push_back(change.data);
    }
    return sentences;
  };
  const auto fails = [&](const std::string& problem, ErrorCode code) {
    std::filesystem::remove(path);
    configuration.set_fetched("production", {.problem = problem, .code = code});
    return told(JournalKind::production_unknown);
  };
  const std::vector<std::string> first = fails("nobody signed it", ErrorCode::unverified);
  REQUIRE(first.size() == 1);
  CHECK(first[0].starts_with(R"({"name":"production","remedy":"have production's SBOM signed)"));
  CHECK(first[0].ends_with(R"("sentence":"nobody signed it"})"));
  CHECK(fails("somebody else signed it", ErrorCode::unverified).empty());
  CHECK(fails("not reached", ErrorCode::io).size() == 1);
  // It is there again, and as it was.
  place.reference("/production.reference", "03");
  configuration.set_fetched("production", {.state = FetchOutcome::State::fresh});
  const std::vector<std::string> again = told(JournalKind::production_changed);
  REQUIRE(again.size() == 1);
  CHECK(again[0].find("production can be compared with again") != std::string::npos);
  CHECK(fails("not reached", ErrorCode::io).size() == 1);
}

TEST_CASE("configuration: a reference that cannot be read is a gap until it can, journaled once") {
  const Place place;
  const std::string path = place.reference("/one", "01");
  Configuration configuration = place.configuration({{.name = "one", .path = path}});
  REQUIRE_FALSE(configuration.start());
  std::filesystem::remove(path);
  REQUIRE(configuration.reload().size() == 1);
  CHECK(configuration.references().empty());
  REQUIRE(configuration.gaps().size() == 1);
  CHECK(configuration.gaps()[0].kind == GapKind::no_reference);
  CHECK(configuration.gaps()[0].reference == "one");
  CHECK(configuration.reload().empty());
  place.reference("/one", "01");
  CHECK(configuration.reload().size() == 1);
  CHECK(configuration.gaps().empty());
}

TEST_CASE("configuration: what the policy file names never leads out of the root") {
  const Place place;
  place.reference("/secret", "01");
  std::filesystem::create_symlink(place.folder.path() + "/secret",
                                  place.folder.path() + "/root/work/link");
  for (const std::string source : {"link", "../../secret", "/../secret"}) {
    CAPTURE(source);
    place.policy(R"({"references":[{"name":"api","source":")" + source + R"("}]})");
    Configuration configuration = place.configuration();
    REQUIRE_FALSE(configuration.start());
    CHECK(configuration.references().empty());
    CHECK(configuration.gaps().size() == 1);
  }
}

TEST_CASE("configuration: where a signature is asked for, the policy's references are none") {
  const Place place;
  const std::string path = place.reference("/root/work/production.reference", "aa");
  place.policy(R"({"references":[{"source":"production.reference"}]})");
  Configuration configuration{{.root = place.folder.path() + "/root",
                               .workspace = "/work",
                               .references = {},
                               .must_be_signed = true},
                              *place.files};
  REQUIRE_FALSE(configuration.start());
  CHECK(configuration.references().empty());
  REQUIRE(configuration.gaps().size() == 1);
  CHECK(configuration.gaps()[0].sentence.find("a signature is asked for") != std::string::npos);
  Configuration open = place.configuration();
  REQUIRE_FALSE(open.start());
  CHECK(open.references().size() == 1);
}

TEST_CASE("configuration: of a file that is verified, what may lie beside it is watched too") {
  const ReferenceSetting setting{.name = "api",
                                 .path = "/state/api.reference",
                                 .address = "file:/srv/a.json#sha256:" + std::string(64, 'a')};
  CHECK(signed_files_of(setting) ==
        std::vector<std::string>{"/srv/a.json", "/srv/a.json.sigstore.json", "/srv/a.json.bundle",
                                 "/srv/a.json.att", "/srv/a.json.sig"});
  CHECK(signed_files_of({.name = "api", .path = "/x", .address = "bundle:/srv/api.bundle"}) ==
        std::vector<std::string>{"/srv/api.bundle"});
  CHECK(signed_files_of({.name = "api", .path = "/x", .address = "host.example/a:b"}).empty());
  CHECK(signed_files_of({.name = "api", .path = "/x"}).empty());
}

}  // namespace prodparity
