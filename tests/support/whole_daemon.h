#pragma once

#include "core/inventory_json.h"
#include "core/protocol.h"
#include "daemon/app.h"
#include "daemon/log.h"
#include "tests/support/catch.h"
#include "tests/support/connected.h"
#include "tests/support/temp_folder.h"

#include <sys/socket.h>

#include <nlohmann/json.hpp>

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// The whole daemon in the test's process: its real loop, a socket and a root in a temporary folder.
namespace prodparity::test {

using nlohmann::json;

inline constexpr auto deadline = std::chrono::seconds(20);

inline std::string paragraph(const std::string& name, const std::string& version,
                             const std::string& state = "installed") {
  return "Package: " + name + "\nStatus: install ok " + state +
         "\nArchitecture: amd64\nSection: libs\nMaintainer: x\nVersion: " + version +
         "\nDescription: x\n\n";
}

// A root with dpkg, a reference of it, and the folders of a daemon.
struct Place {
  TempFolder folder;
  std::string root = folder.path() + "/root";

  Place() {
    folder.put("/root/etc/os-release", "ID=debian\nVERSION_ID=\"12\"\nVERSION_CODENAME=bookworm\n");
    folder.make_folder("/root/var/lib/dpkg/updates");
    folder.put("/root/var/lib/dpkg/lock", "");
    folder.put("/root/var/lib/dpkg/lock-frontend", "");
    install(paragraph("libc6", "2.36-9"));
    Reference reference{.format = "test", .digest = "00"};
    reference.inventory.platform = {.id = "debian", .version_id = "12", .codename = "bookworm"};
    reference.inventory.ecosystems = {"deb"};
    reference.inventory.components = {{.ecosystem = "deb",
                                       .origin = "debian",
                                       .name = "libc6",
                                       .version = "2.36-9",
                                       .arch = "amd64",
                                       .section = "libs"}};
    reference.coverage = {{.ecosystem = "deb", .components = 1}};
    folder.put("/reference", write_reference(reference));
  }
  // As dpkg does: a new file, renamed.
  void install(const std::string& status) const {
    folder.put("/root/var/lib/dpkg/status-new", status);
    std::filesystem::rename(root + "/var/lib/dpkg/status-new", root + "/var/lib/dpkg/status");
  }
  std::string frontend() const { return root + "/var/lib/dpkg/lock-frontend"; }
  Settings settings() const {
    return {.root = root,
            .references = {{.name = "production", .path = folder.path() + "/reference"}},
            .run_folder = folder.path() + "/run",
            .state_folder = folder.path() + "/state"};
  }
};

struct Daemon {
  asio::io_context context{1};
  std::unique_ptr<App> app;

  explicit Daemon(Settings settings) {
    log::set_level("error");
    app = std::make_unique<App>(context, std::move(settings));
    const std::optional<Error> error = app->start();
    if (error) FAIL(to_string(*error));
  }
  // SIGTERM; the loop then ends by itself.
  void stop() {
    app->stop();
    context.run();
  }
};

// A client that turns the daemon's loop while it waits.
class Client {
 public:
  explicit Client(Daemon& daemon) : daemon_(daemon), fd_(connected(daemon.app->socket_path())) {}

  // What does not fit into the socket waits for the daemon's loop, which this turns.
  void send(const std::string& line) const {
    const auto end = std::chrono::steady_clock::now() + deadline;
    for (std::size_t sent = 0; sent < line.size();) {
      if (std::chrono::steady_clock::now() > end) FAIL("the daemon does not read");
      const ssize_t size = ::send(fd_.get(), line.data() + sent, line.size() - sent, MSG_NOSIGNAL);
      if (size > 0) sent += static_cast<std::size_t>(size);
      if (size < 0 && errno != EAGAIN) return;  // it hung up: what it said before is still read
      if (size < 0) daemon_.context.run_one_for(std::chrono::milliseconds(20));
    }
  }
  json read() {
    const auto end = std::chrono::steady_clock::now() + deadline;
    while (buffer_.find('\n') == std::string::npos) {
      if (std::chrono::steady_clock::now() > end) FAIL("no message came");
      daemon_.context.run_one_for(std::chrono::milliseconds(20));
      char part[4096];
      const ssize_t size = ::recv(fd_.get(), part, sizeof part, 0);
      if (size == 0) return json();
      if (size > 0) buffer_.append(part, static_cast<std::size_t>(size));
    }
    const std::size_t size = buffer_.find('\n');
    json message = json::parse(buffer_.substr(0, size));
    buffer_.erase(0, size + 1);
    return message;
  }
  json call(const Request& request) {
    send(write_request(request));
    for (;;) {
      const json message = read();
      REQUIRE_FALSE(message.is_null());
      if (message.contains("id")) return message.value("result", message);
    }
  }
  // The next notification of this name; those that were passed by are in `passed`.
  json next(const std::string& method) {
    for (;;) {
      json message = read();
      REQUIRE_FALSE(message.is_null());
      passed.push_back(message);
      if (message.value("method", "") == method) return message["params"];
    }
  }
  json next_state(const std::string& state) {
    for (;;) {
      json params = next("state");
      if (params["state"] == state) return params;
    }
  }
  std::vector<json> passed;

 private:
  Daemon& daemon_;
  UniqueFd fd_;
  std::string buffer_;
};

}  // namespace prodparity::test
