#include "fetch/obey.h"

#include "fetch/cache.h"
#include "tests/support/catch.h"
#include "tests/support/fetched.h"
#include "tests/support/text_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

using namespace prodparity;
using namespace prodparity::fetch;
using State = FetchOutcome::State;

namespace {

const std::vector<test::NameAndVersion> packages = {{"libssl3", "3.0.16-1"}};

// A registry that has this now, or fails so.
struct World {
  test::TempFolder folder;
  FetchOrder order;
  FetchOutcome answer{.state = State::fresh};
  std::string material = test::material({test::signed_sbom(packages)});
  std::vector<std::string> asked_with;  // the known digest, each time
  std::vector<bool> looked_for;
  bool is_network_given_up = false;
  std::int64_t now = 1'795'348'800 + 3600;  // an hour after it was fetched

  World() {
    order = {.asked = "registry.example/api:main",
             .trust = {.trusted_root = test::root_file(folder)},
             .platform = "linux/amd64",
             .folder = folder.path() + "/references"};
  }

  Obeyed obey_now() {
    is_network_given_up = false;
    auto result =
        obey(order, {.gather = [&](const FetchOrder& given, int file) -> Result<FetchOutcome> {
                       CHECK_FALSE(is_network_given_up);
                       asked_with.push_back(given.known_digest);
                       looked_for.push_back(given.look_for_sbom);
                       if (answer.state == State::fresh)
                         REQUIRE(::write(file, material.data(), material.size()) ==
                                 static_cast<ssize_t>(material.size()));
                       return answer;
                     },
                     .forbid_network = [&] { is_network_given_up = true; },
                     .now = now});
    REQUIRE(result.has_value());
    CHECK(is_network_given_up);
    return *std::move(result);
  }
  std::size_t files() const {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(order.folder))
      count += entry.is_regular_file() ? 1U : 0U;
    return count;
  }
};

}  // namespace

TEST_CASE("an order: what is fetched is verified and kept, for its owner alone") {
  World world;
  const Obeyed first = world.obey_now();
  CHECK(first.outcome.state == State::fresh);
  REQUIRE(first.reference.has_value());
  CHECK(first.reference->inventory.components.size() == 1);
  CHECK(world.files() == 2);  // the material and a note
  struct stat status {};
  REQUIRE(::stat(world.order.folder.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0700);
  for (const auto& entry : std::filesystem::directory_iterator(world.order.folder)) {
    REQUIRE(::stat(entry.path().c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
  }
}

TEST_CASE("an order: where nothing changed, what is kept is verified again and told") {
  World world;
  CHECK(world.obey_now().outcome.state == State::fresh);
  world.answer = {.state = State::unchanged};
  const Obeyed again = world.obey_now();
  CHECK(again.outcome.state == State::unchanged);
  REQUIRE(again.reference.has_value());
  CHECK(world.asked_with == std::vector<std::string>{"", test::image_digest});
}

TEST_CASE(
    "an order: once a day all is fetched again, and what is unsigned is looked for each time") {
  World world;
  CHECK(world.obey_now().reference.has_value());
  world.now += 90'000;
  CHECK(world.obey_now().reference.has_value());
  CHECK(world.asked_with == std::vector<std::string>{"", ""});
  CHECK(world.looked_for == std::vector<bool>{false, false});

  World plain;
  plain.order.trust.allow_unsigned = true;
  plain.material =
      test::material({{.kind = MaterialKind::statement, .bytes = test::sbom_statement(packages)}});
  CHECK(plain.obey_now().reference.has_value());
  CHECK(plain.obey_now().reference.has_value());
  CHECK(plain.looked_for == std::vector<bool>{false, true});
  // Its layers are those of its digest: they are fetched anew once a week.
  plain.now += std::int64_t{6} * 86'400;
  CHECK(plain.obey_now().reference.has_value());
  plain.now += 86'400;
  CHECK(plain.obey_now().reference.has_value());
  CHECK(plain.asked_with ==
        std::vector<std::string>{"", test::image_digest, test::image_digest, ""});
}

TEST_CASE("an order: where a pattern for the signer may match anywhere, the reference says so") {
  World world;
  world.order.trust.signer = {.identity_regexp = "github.com/acme", .issuer_regexp = "^https://"};
  const Obeyed loose = world.obey_now();
  REQUIRE(loose.reference.has_value());
  REQUIRE_FALSE(loose.reference->proof.remarks.empty());
  CHECK(loose.reference->proof.remarks.back().find("'github.com/acme'") != std::string::npos);
  world.order.trust.signer.identity_regexp = "^https://github\\.com/acme/";
  const Obeyed held = world.obey_now();
  REQUIRE(held.reference.has_value());
  for (const std::string& remark : held.reference->proof.remarks)
    CHECK(remark.find("pattern") == std::string::npos);
}

TEST_CASE("an order: a look without verification does not make another signer the expected one") {
  World world;
  CHECK(world.obey_now().reference.has_value());
  world.order.trust.verify = VerifyMode::off;
  world.material =
      test::material({test::signed_sbom(packages, {.identity = "somebody@example.org"})});
  CHECK(world.obey_now().reference.has_value());
  world.order.trust.verify = VerifyMode::automatic;
  const Obeyed again = world.obey_now();
  CHECK(again.outcome.code == ErrorCode::unverified);
  CHECK_FALSE(again.reference.has_value());
}

TEST_CASE("an order: what a killed one left is removed in time") {
  World world;
  CHECK(world.obey_now().reference.has_value());
  const std::string left = world.folder.put("/references/new.1", "half");
  const std::string fresh = world.folder.put("/references/new.2", "half");
  std::filesystem::last_write_time(
      left, std::filesystem::file_time_type::clock::now() - std::chrono::hours(2));
  CHECK(world.obey_now().reference.has_value());
  CHECK_FALSE(std::filesystem::exists(left));
  CHECK(std::filesystem::exists(fresh));
}

TEST_CASE("an order: a registry that is not reached leaves what is kept, with its time and why") {
  World world;
  CHECK(world.obey_now().reference.has_value());
  world.answer = {.problem = "the registry does not answer", .code = ErrorCode::timed_out};
  const Obeyed later = world.obey_now();
  CHECK(later.outcome.state == State::kept);
  CHECK(later.outcome.problem == "the registry does not answer");
  CHECK(later.outcome.fetched_at == "2026-11-22T12:00:00Z");
  CHECK(later.reference.has_value());
}

TEST_CASE("an order: not reached, and nothing is kept: there is none to compare with") {
  World world;
  world.answer = {.problem = "the registry does not answer", .code = ErrorCode::timed_out};
  const Obeyed never = world.obey_now();
  CHECK(never.outcome.state == State::failed);
  CHECK(never.outcome.code == ErrorCode::timed_out);
  CHECK_FALSE(never.reference.has_value());
}

TEST_CASE("an order: nothing that is kept stands in for what is there and not believed") {
  World world;
  CHECK(world.obey_now().reference.has_value());
  const auto is_refused = [&](const std::string& material, ErrorCode code) {
    world.material = material;
    const Obeyed refused = world.obey_now();
    CHECK(refused.outcome.state == State::failed);
    CHECK(refused.outcome.code == code);
    CHECK_FALSE(refused.reference.has_value());
  };
  is_refused(test::material({test::signed_sbom(packages, {.identity = "x@example.org"})}),
             ErrorCode::unverified);
  is_refused(test::material({}), ErrorCode::not_found);
  is_refused("torn", ErrorCode::truncated);
}

TEST_CASE("an order: offline, what is kept and nothing else") {
  World world;
  world.order.offline = true;
  CHECK(world.obey_now().outcome.state == State::failed);
  world.order.offline = false;
  CHECK(world.obey_now().reference.has_value());
  world.order.offline = true;
  const Obeyed kept = world.obey_now();
  CHECK(kept.outcome.state == State::kept);
  CHECK(kept.outcome.problem.empty());
  CHECK(kept.reference.has_value());
  CHECK(world.asked_with.size() == 1);
}

TEST_CASE("an order: what is kept is verified by the settings as they are now") {
  World world;
  CHECK(world.obey_now().reference.has_value());
  world.order.offline = true;
  world.order.trust.signer = {.identity = "other@example.org", .issuer = "x"};
  const Obeyed refused = world.obey_now();
  CHECK(refused.outcome.state == State::failed);
  CHECK(refused.outcome.code == ErrorCode::unverified);
}

TEST_CASE("an order: a kept file that was changed is none") {
  World world;
  CHECK(world.obey_now().reference.has_value());
  for (const auto& entry : std::filesystem::directory_iterator(world.order.folder)) {
    if (entry.path().extension() != ".material") continue;
    std::filesystem::permissions(entry.path(), std::filesystem::perms::owner_all);
    std::ofstream(entry.path(), std::ios::app) << ' ';
  }
  world.answer = {.problem = "not reached", .code = ErrorCode::io};
  CHECK(world.obey_now().outcome.state == State::failed);
  CHECK(world.asked_with.back().empty());  // so all of it is asked for
}

TEST_CASE("an order: what was verified is handed on as it was fetched, fresh or kept") {
  World world;
  world.order.material = world.folder.path() + "/handed";
  CHECK(world.obey_now().reference.has_value());
  CHECK(test::read_file(world.order.material) == world.material);
  std::filesystem::remove(world.order.material);
  world.order.offline = true;
  CHECK(world.obey_now().reference.has_value());
  CHECK(test::read_file(world.order.material) == world.material);
}

TEST_CASE("an order: what is not believed is handed on to nobody") {
  World world;
  world.order.material = world.folder.path() + "/handed";
  world.order.trust.signer = {.identity = "other@example.org", .issuer = "x"};
  CHECK_FALSE(world.obey_now().reference.has_value());
  CHECK_FALSE(std::filesystem::exists(world.order.material));
}

TEST_CASE("an order: a bundle is read each time, also offline, and nothing stands in for it") {
  for (const bool by_address : {true, false}) {
    INFO(by_address);
    World world;
    const std::string before = world.order.asked;
    if (by_address) world.order.asked = "bundle:/srv/api.bundle";
    world.material.replace(world.material.find(before), before.size(), world.order.asked);
    if (!by_address) world.order.bundle = "/srv/api.bundle";
    world.order.offline = true;
    CHECK(world.obey_now().outcome.state == State::fresh);
    world.answer = {.problem = "no such file", .code = ErrorCode::not_found};
    const Obeyed gone = world.obey_now();
    CHECK(gone.outcome.state == State::failed);
    CHECK_FALSE(gone.reference.has_value());
    CHECK(world.asked_with.size() == 2);
  }
}

TEST_CASE("an order: without a folder nothing is kept") {
  World world;
  world.order.folder.clear();
  CHECK(world.obey_now().reference.has_value());
  CHECK_FALSE(std::filesystem::exists(world.folder.path() + "/references"));
}

TEST_CASE("kept: a note there and back, and what is none") {
  const Kept kept{.asked = "a",
                  .platform = "linux/amd64",
                  .digest = "sha256:ab",
                  .image = "r/a@sha256:ab",
                  .fetched_at = "2026-11-22T12:00:00Z",
                  .signer = {.identity = "me", .issuer = "x", .key = "ab", .key_name = "k"},
                  .material = std::string(64, 'a')};
  CHECK(read_kept(write_kept(kept)).value() == kept);
  CHECK_FALSE(read_kept("{}").has_value());
  CHECK_FALSE(read_kept(write_kept({.asked = "a", .material = "../../etc/passwd"})).has_value());
}
