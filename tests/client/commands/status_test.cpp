#include "tests/support/catch.h"
#include "tests/support/fake_daemon.h"
#include "tests/support/run_client.h"

#include <string>

using namespace prodparity::test;

namespace {

const std::string status =
    R"({"generation":4,"holder":"","reason":"","state":"settled","warnings":[],"sequence":12,)"
    R"("outcome":"block","counts":{"dev_only_allowed":41,"dev_only_unexpected":1,"prod_only":12,)"
    R"("version_drift":25,"version_drift_runtime_sensitive":1},"findings":79,"gaps":1,"open":2,)"
    R"("pid":812,"polling":false,"references":[{"components":88,"format":"CycloneDX 1.6",)"
    R"("name":"production","source":"/etc/\u001b[31msbom.json"}],"unwatched":3,"watches":9})";

}  // namespace

TEST_CASE("status: where things stand, the counts and the references, made printable") {
  FakeDaemon daemon({[](const Caller& caller) {
    caller.read_line();
    caller.answer(status);
  }});
  const Ran ran = run({"status", "--socket", daemon.socket()});
  CHECK(ran.code == 1);
  CHECK(has(ran.out,
            "prodparity: block; 2 announced differences open, 1 gap; generation 4, "
            "9 watches, 3 not watched, process 812\n"));
  CHECK(has(ran.out, "dev-only: 41 allowed, 1 unexpected"));
  CHECK(has(ran.out, " production: /etc/"));
  CHECK_FALSE(has(ran.out, "\x1b"));
}

TEST_CASE("status: a container that is older than its files is said in one line") {
  FakeDaemon daemon({[](const Caller& caller) {
    caller.read_line();
    caller.answer(R"({"outcome":"clean","stale":{"changed":["a"],"sentence":"a\u001b changed"}})");
  }});
  const Ran ran = run({"status", "--socket", daemon.socket()});
  CHECK(has(ran.out, " changed\n"));
  CHECK_FALSE(has(ran.out, "\x1b"));
}

TEST_CASE("status: a reference that is not there is said in one line, with what to do") {
  FakeDaemon daemon({[](const Caller& caller) {
    caller.read_line();
    caller.answer(
        R"({"outcome":"could_not_check","reference_problems":[{"kind":"missing","sentence":"no access","remedy":"log in"}]})");
  }});
  const Ran ran = run({"status", "--socket", daemon.socket()});
  CHECK(has(ran.out, " production cannot be compared with: no access; what to do: log in\n"));
}

TEST_CASE("status: JSON is the daemon's answer, in ASCII") {
  FakeDaemon daemon({[](const Caller& caller) {
    caller.read_line();
    caller.answer(R"({"outcome":"clean","root":"/é"})");
  }});
  const Ran ran = run({"status", "--socket", daemon.socket(), "--format", "json"});
  CHECK(ran.code == 0);
  CHECK(ran.out == R"({"outcome":"clean","root":"/\u00e9"})"
                   "\n");
}

TEST_CASE("status: what every answer carries stands before it") {
  FakeDaemon daemon({[](const Caller& caller) {
    caller.read_line();
    caller.answer(
        R"x({"state":"changing","holder":"apt-get (4711)","outcome":"warn","warnings":["no watch"]})x");
  }});
  const Ran ran = run({"status", "--socket", daemon.socket()});
  CHECK(ran.code == 3);
  CHECK(
      ran.out.starts_with("prodparity: changing: apt-get (4711)\nprodparity: warning: no watch\n"));
}

TEST_CASE("status: an outcome that is not known, or no object at all, is never clean") {
  const auto answering = [](const std::string& result) {
    return [result](const Caller& caller) {
      caller.read_line();
      caller.answer(result);
    };
  };
  FakeDaemon daemon({answering("{}"), answering(R"({"outcome":"splendid"})"), answering("7")});
  for (int i = 0; i < 3; ++i)
    CHECK(run({"status", "--socket", daemon.socket()}).code == 4);
}

TEST_CASE("rescan: asks for a fresh reading and shows it as status does") {
  std::string request;
  {
    FakeDaemon daemon({[&request](const Caller& caller) {
      request = caller.read_line();
      caller.answer(status);
    }});
    CHECK(run({"rescan", "--socket", daemon.socket()}).code == 1);
  }
  CHECK(request == R"({"id":1,"jsonrpc":"2.0","method":"rescan"})");
}

TEST_CASE("status: nobody who answers is could not check, with what to do") {
  const TempFolder folder;
  const Ran ran = run({"status", "--socket", folder.path() + "/none"});
  CHECK(ran.code == 4);
  CHECK(has(ran.err, "no daemon answers at"));
  CHECK(has(ran.err, "prodparity check"));
}
