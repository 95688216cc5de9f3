#include "daemon/production_answer.h"

#include "core/json.h"
#include "tests/support/catch.h"
#include "tests/support/memory_files.h"
#include "tests/support/whole_daemon.h"

#include <string>
#include <variant>

namespace prodparity {
namespace {

RpcError refusal(std::string_view asked, std::span<const Reference> references) {
  const test::MemoryFiles files;
  const Policy policy;
  const auto members = production_members(asked,
                                          {.files = files,
                                           .look = [] { return Inventory(); },
                                           .references = references,
                                           .policy = policy},
                                          Reader::user);
  REQUIRE(std::holds_alternative<RpcError>(members));
  return std::get<RpcError>(members);
}

}  // namespace

TEST_CASE("daemon: production is asked of what is known and installed now") {
  const test::Place place;
  place.folder.put("/root/var/lib/dpkg/info/graphviz.list", "/usr/bin/dot\n");
  test::Daemon daemon(place.settings());
  test::Client client(daemon);
  const auto about = client.call({.id = "1", .method = Method::production});
  CHECK(about["answer"]["schema"] == "prodparity.production/1");
  CHECK(about["answer"]["says"] == "yes");
  CHECK(about["state"] == "settled");
  place.install(test::paragraph("libc6", "2.36-9") + test::paragraph("graphviz", "2.42"));
  const auto dot = client.call({.id = "2", .method = Method::production, .name = "command:dot"});
  CHECK(dot["answer"]["says"] == "no");
  CHECK(dot["answer"]["references"][0]["subjects"][0]["name"] == "graphviz");
  CHECK(dot["answer"]["references"][0]["subjects"][0]["here"][0]["version"] == "2.42");
  CHECK(dot["text"].get<std::string>().starts_with(
      "command:dot: command of graphviz here: production does not have it\n"));
  CHECK(client.call({.id = "3",
                     .method = Method::production,
                     .name = "libc6 (>= 2.36)"})["answer"]["says"] == "yes");
  daemon.stop();
}

TEST_CASE("daemon: a question that is none, or that nothing can answer, is refused") {
  const std::vector<Reference> references(1);
  CHECK(refusal("apt install x", references).code == rpc_code::invalid_params);
  CHECK(refusal("libssl3", {}).code == rpc_code::not_found);
  CHECK(refusal("", {}).code == rpc_code::not_found);
}

}  // namespace prodparity
