#pragma once

#include "io/unique_fd.h"
#include "tests/support/temp_folder.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <cstddef>
#include <cstring>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace prodparity::test {

// The daemon's end of one connection, as a test plays it.
class Caller {
 public:
  explicit Caller(int fd) : fd_(fd) {}

  // The client's next line; empty when it went away.
  std::string read_line() const {
    std::string line;
    char byte = 0;
    while (::recv(fd_, &byte, 1, 0) == 1) {
      if (byte == '\n') return line;
      line += byte;
    }
    return {};
  }
  // Until all is sent, or the client went away.
  void send(std::string_view text) const {
    while (!text.empty()) {
      const ssize_t sent = ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  void answer(std::string_view result) const {
    send(R"({"jsonrpc":"2.0","id":1,"result":)" + std::string(result) + "}\n");
  }
  void tell(std::string_view method, std::string_view params) const {
    send(R"({"jsonrpc":"2.0","method":")" + std::string(method) + R"(","params":)" +
         std::string(params) + "}\n");
  }
  void wait_until_it_goes() const {
    while (!read_line().empty()) {
    }
  }

 private:
  int fd_;
};

// A socket at which `scripts` serve one connection each, in their order, in a thread; after the
// last nobody listens. No assertions in a script: Catch's are for one thread.
class FakeDaemon {
 public:
  using Script = std::function<void(const Caller&)>;

  explicit FakeDaemon(std::vector<Script> scripts) : scripts_(std::move(scripts)) {
    listener_.reset(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path_.c_str(), sizeof address.sun_path - 1);
    if (::bind(listener_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(listener_.get(), 8) != 0)
      throw std::runtime_error("cannot listen at " + path_);
    thread_ = std::thread([this] { serve(); });
  }
  FakeDaemon(const FakeDaemon&) = delete;
  FakeDaemon& operator=(const FakeDaemon&) = delete;
  ~FakeDaemon() { end(); }

  const std::string& socket() const { return path_; }
  // Waits for the script that is running; nobody is served any more.
  void end() {
    ::shutdown(listener_.get(), SHUT_RDWR);
    if (thread_.joinable()) thread_.join();
  }

 private:
  void serve() {
    for (std::size_t i = 0; i < scripts_.size(); ++i) {
      const UniqueFd fd(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (!fd) return;  // ended
      if (i + 1 == scripts_.size()) ::shutdown(listener_.get(), SHUT_RDWR);
      scripts_[i](Caller(fd.get()));
    }
  }

  TempFolder folder_;
  std::string path_ = folder_.path() + "/socket";
  UniqueFd listener_;
  std::vector<Script> scripts_;
  std::thread thread_;
};

}  // namespace prodparity::test
