#include "client/reference_input.h"

#include "tests/support/catch.h"
#include "tests/support/run_client.h"
#include "tests/support/small_sbom.h"
#include "tests/support/temp_folder.h"

#include <string>
#include <vector>

using namespace prodparity;
using prodparity::test::small_sbom;

TEST_CASE("reference input: a file is named by its path, standard input by its words") {
  const test::TempFolder folder;
  const std::string sbom = small_sbom({{"libc6", "2.36-9"}});
  const std::string path = folder.put("/prod.json", sbom);
  const Result<Reference> from_file = read_reference_input(path, TakeDigest::no);
  REQUIRE(from_file.has_value());
  CHECK(from_file->source == path);
  const UniqueFd in = test::memory_file(sbom);
  const test::Redirected to_in(STDIN_FILENO, in.get());
  const Result<Reference> from_input = read_reference_input("-", TakeDigest::no);
  REQUIRE(from_input.has_value());
  CHECK(from_input->source == "standard input");
  REQUIRE(from_input->inventory.components.size() == 1);
  CHECK(from_input->inventory.components[0].evidence.path == "standard input");
}

TEST_CASE("reference input: an error of standard input names it") {
  const UniqueFd in = test::memory_file("<bom/>");
  const test::Redirected to_in(STDIN_FILENO, in.get());
  const Result<Reference> reference = read_reference_input("-", TakeDigest::no);
  REQUIRE_FALSE(reference.has_value());
  CHECK(reference.error().path == "standard input");
}

TEST_CASE("reference input: standard input can be one document, not two") {
  CHECK(check_inputs(std::vector<std::string>{"-", "a"}).has_value());
  CHECK(check_inputs({}).has_value());
  const Result<void> twice = check_inputs(std::vector<std::string>{"-", "a", "-"});
  REQUIRE_FALSE(twice.has_value());
  CHECK(twice.error().code == ErrorCode::wrong_usage);
}

TEST_CASE("reference input: what the dev side's document does not cover is unread, never clean") {
  Reference reference{.source = "dev.json", .states = {ReferenceState::no_os_packages}};
  reference.coverage = {{.ecosystem = "deb", .coverage = Coverage::covered, .components = 3},
                        {.ecosystem = "npm", .coverage = Coverage::not_covered},
                        {.ecosystem = "pypi",
                         .coverage = Coverage::not_covered,
                         .components = 2,
                         .why = "only some"}};
  reference.inventory.ecosystems = {"deb", "npm", "pypi"};
  const Inventory inventory = as_dev_side(reference);
  CHECK(inventory.ecosystems == std::vector<std::string>{"deb", "pypi"});
  REQUIRE(inventory.unread.size() == 2);
  CHECK(inventory.unread[0].ecosystem == "deb");
  CHECK(inventory.unread[1].error.message == "only some");
}
