#include "daemon/server.h"

#include "core/limits.h"
#include "io/unique_fd.h"
#include "tests/support/catch.h"
#include "tests/support/connected.h"
#include "tests/support/temp_folder.h"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <string>

namespace prodparity {
namespace {

struct Running {
  test::TempFolder folder;
  asio::io_context context{1};
  Server server{context,
                [](const Request& request, const Peer&) {
                  return Reply{.result = std::string("{}"),
                               .subscribe = true,
                               .waits_for = request.caller.session};
                },
                [](std::string_view) {}};
  std::string path = folder.path() + "/socket";

  Running() {
    REQUIRE_FALSE(server.listen(path));
    asio::co_spawn(context, server.accept_loop(), [](const std::exception_ptr&) {});
  }
  void stop() {
    server.stop();
    context.run();
  }
  // All that comes until the other side closes, or nothing does for a while.
  std::string read_all(const UniqueFd& fd) {
    std::string text;
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (std::chrono::steady_clock::now() < end) {
      context.run_one_for(std::chrono::milliseconds(20));
      std::array<char, 65536> part{};
      const ssize_t size = ::recv(fd.get(), part.data(), part.size(), 0);
      if (size == 0) return text;
      if (size > 0) text.append(part.data(), static_cast<std::size_t>(size));
    }
    FAIL("the server did not close");
    return text;
  }
  void subscribe(const UniqueFd& fd, const std::string& waits_for = "") {
    AgentSession caller;
    if (!waits_for.empty()) caller = {.agent = "claude", .session = waits_for};
    const std::string request =
        write_request({.id = "1", .method = Method::subscribe, .caller = caller});
    REQUIRE(::send(fd.get(), request.data(), request.size(), 0) ==
            static_cast<ssize_t>(request.size()));
    std::array<char, 4096> answer{};
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (::recv(fd.get(), answer.data(), answer.size(), 0) <= 0) {
      REQUIRE(std::chrono::steady_clock::now() < end);
      context.run_one_for(std::chrono::milliseconds(20));
    }
  }
};

}  // namespace

TEST_CASE("server: who reads too slowly is dropped, told so, and gets what was queued before") {
  Running running;
  const UniqueFd slow = test::connected(running.path);
  running.subscribe(slow);
  // Nobody turns the loop: all of it is queued, and one line more than there is room for.
  const std::size_t told = limits::subscriber_queue + 2;  // one waits with its receiver
  for (std::size_t i = 0; i < told; ++i)
    running.server.tell(write_notification("state", "{}"));
  const std::string text = running.read_all(slow);
  const std::size_t last = text.rfind('\n', text.size() - 2) + 1;
  CHECK(text.substr(last).find(R"("method":"dropped")") != std::string::npos);
  CHECK(text.find("you read too slowly") != std::string::npos);
  std::size_t lines = 0;
  for (const char c : text)
    lines += c == '\n' ? 1 : 0;
  CHECK(lines >= limits::subscriber_queue);
  running.stop();
}

TEST_CASE("server: as many lines as the queue holds wait for who reads later") {
  Running running;
  const UniqueFd patient = test::connected(running.path);
  running.subscribe(patient);
  for (std::size_t i = 0; i < limits::subscriber_queue; ++i)
    running.server.tell(write_notification("state", "{}"));
  REQUIRE(::shutdown(patient.get(), SHUT_WR) == 0);  // it is closed when all is sent
  const std::string text = running.read_all(patient);
  CHECK(text.find("dropped") == std::string::npos);
  std::size_t lines = 0;
  for (const char c : text)
    lines += c == '\n' ? 1 : 0;
  CHECK(lines == limits::subscriber_queue);
  running.stop();
}

TEST_CASE("server: who waits for a session is dropped by its user alone, with the reason") {
  Running running;
  const UniqueFd plain = test::connected(running.path);
  const UniqueFd first = test::connected(running.path);
  const UniqueFd other = test::connected(running.path);
  running.subscribe(plain);
  running.subscribe(first, "a");
  running.subscribe(other, "b");
  CHECK(running.server.waiting() == 2);
  running.server.end_waiting("a", ::geteuid() + 1, "another user says so");
  CHECK(running.server.waiting() == 2);
  running.server.end_waiting("a", ::geteuid(), "it is at work");
  CHECK(running.server.waiting() == 1);
  CHECK(running.read_all(first) ==
        "{\"jsonrpc\":\"2.0\",\"method\":\"dropped\",\"params\":{\"reason\":\"it is at work\"}}\n");
  running.server.tell(write_notification("state", "{}"));
  for (const UniqueFd* const fd : {&plain, &other}) {
    REQUIRE(::shutdown(fd->get(), SHUT_WR) == 0);
    CHECK(running.read_all(*fd) == write_notification("state", "{}"));
  }
  CHECK(running.server.waiting() == 0);
  running.stop();
}

}  // namespace prodparity
