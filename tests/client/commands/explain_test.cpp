#include "tests/support/catch.h"
#include "tests/support/fake_daemon.h"
#include "tests/support/run_client.h"

#include <string>

using namespace prodparity::test;

TEST_CASE("explain: asks for one name and shows the daemon's text") {
  std::string request;
  {
    FakeDaemon daemon({[&request](const Caller& caller) {
      request = caller.read_line();
      caller.answer(R"({"state":"settled","outcome":"warn","text":"why\n"})");
    }});
    const Ran ran = run({"explain", "deb:libssl3", "--socket", daemon.socket()});
    CHECK(ran.code == 3);
    CHECK(ran.out == "why\n");
  }
  CHECK(has(request, R"("params":{"name":"deb:libssl3"})"));
}

TEST_CASE("explain: a name that is not known says where all are") {
  FakeDaemon daemon({[](const Caller& caller) {
    caller.read_line();
    caller.send(
        R"({"jsonrpc":"2.0","id":1,"error":{"code":-32002,"message":"no difference of this name"}})"
        "\n");
  }});
  const Ran ran = run({"explain", "x", "--socket", daemon.socket()});
  CHECK(ran.code == 4);
  CHECK(has(ran.err, "no difference of this name"));
}

TEST_CASE("explain: without a name it is wrong usage") {
  CHECK(run({"explain"}).code == 2);
}
