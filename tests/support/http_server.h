#pragma once

#include "io/unique_fd.h"
#include "tests/support/test_ca.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>

#include <openssl/ssl.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

// A server on loopback, in threads of the test: what it says is the test's.
namespace prodparity::test {

// One connection as the server sees it.
class Peer {
 public:
  explicit Peer(int fd) : fd_(fd) {}
  ~Peer() { SSL_free(ssl_); }
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  bool start_tls(const Certified& own, int most_version = TLS1_3_VERSION) {
    const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(
        SSL_CTX_new(TLS_server_method()), &SSL_CTX_free);
    SSL_CTX_set_max_proto_version(context.get(), most_version);
    SSL_CTX_use_certificate(context.get(), own.certificate.get());
    SSL_CTX_use_PrivateKey(context.get(), own.key.get());
    ssl_ = SSL_new(context.get());
    SSL_set_fd(ssl_, fd_);
    return SSL_accept(ssl_) == 1;
  }

  // The next request with its body; nothing when the client is gone.
  std::optional<std::string> request() {
    std::size_t end = 0;
    while ((end = read_.find("\r\n\r\n")) == std::string::npos) {
      if (!read_more()) return std::nullopt;
    }
    end += 4;
    const std::size_t length = read_.find("Content-Length: ");
    if (length < end) end += std::stoul(read_.substr(length + 16));
    while (read_.size() < end) {
      if (!read_more()) return std::nullopt;
    }
    std::string one = read_.substr(0, end);
    read_.erase(0, end);
    return one;
  }

  // False when the client is gone.
  bool say(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ssl_ == nullptr
                               ? ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL)
                               : SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size()));
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  void say_goodbye() {
    if (ssl_ != nullptr) SSL_shutdown(ssl_);
  }
  // Waits for the client to hang up.
  void wait_for_end() {
    while (read_more()) {
    }
  }
  int fd() const { return fd_; }
  bool read_more() {
    char part[4096];
    const ssize_t got =
        ssl_ == nullptr ? ::recv(fd_, part, sizeof part, 0) : SSL_read(ssl_, part, sizeof part);
    if (got <= 0) return false;
    read_.append(part, static_cast<std::size_t>(got));
    return true;
  }
  // Whether read_more() has bytes that came already.
  bool has_pending() const { return ssl_ != nullptr && SSL_pending(ssl_) > 0; }
  std::string take_read() { return std::exchange(read_, {}); }

 private:
  int fd_;
  SSL* ssl_ = nullptr;
  std::string read_;
};

inline std::string answer(std::string_view status, std::string_view body,
                          std::string_view headers = "") {
  return "HTTP/1.1 " + std::string(status) + "\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n" + std::string(headers) + "\r\n" + std::string(body);
}

class HttpServer {
 public:
  // Called for each connection, in a thread of its own; at its return the connection is closed.
  using Serve = std::function<void(Peer&)>;
  // The answer to a request.
  using Answer = std::function<std::string(const std::string& request)>;

  explicit HttpServer(Serve serve) : serve_(std::move(serve)) {
    listener_.reset(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* const generic = reinterpret_cast<sockaddr*>(&place);
    socklen_t size = sizeof place;
    if (::bind(listener_.get(), generic, size) != 0 || ::listen(listener_.get(), 16) != 0 ||
        ::getsockname(listener_.get(), generic, &size) != 0)
      throw std::runtime_error("no loopback");
    port_ = ntohs(place.sin_port);
    acceptor_ = std::thread([this] { accept_all(); });
  }
  // Every request on every connection gets its answer; in TLS where there is a certificate.
  static Serve answering(Answer answer, std::optional<Certified> own = std::nullopt) {
    return [answer = std::move(answer), own = std::move(own)](Peer& peer) {
      if (own && !peer.start_tls(*own)) return;
      while (const auto request = peer.request()) {
        if (!peer.say(answer(*request))) return;
      }
    };
  }
  ~HttpServer() {
    stopping_ = true;
    ::shutdown(listener_.get(), SHUT_RDWR);
    acceptor_.join();
    {
      const std::lock_guard lock(mutex_);
      for (const int fd : open_)
        ::shutdown(fd, SHUT_RDWR);
    }
    for (std::thread& one : threads_)
      one.join();
  }
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  std::uint16_t port() const { return port_; }
  std::string url(std::string_view path, std::string_view scheme = "http",
                  std::string_view host = "127.0.0.1") const {
    return std::string(scheme) + "://" + std::string(host) + ':' + std::to_string(port_) +
           std::string(path);
  }
  int connections() const { return connections_; }

 private:
  void accept_all() {
    for (;;) {
      UniqueFd fd(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (!fd || stopping_) return;
      ++connections_;
      const std::lock_guard lock(mutex_);
      open_.push_back(fd.get());
      threads_.emplace_back([this, number = fd.release()] { serve_one(number); });
    }
  }
  void serve_one(int number) {
    // OpenSSL writes with write(2).
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    {
      Peer peer(number);
      serve_(peer);
    }
    const std::lock_guard lock(mutex_);
    std::erase(open_, number);
    ::close(number);
  }

  Serve serve_;
  UniqueFd listener_;
  std::uint16_t port_ = 0;
  std::atomic<bool> stopping_ = false;
  std::atomic<int> connections_ = 0;
  std::mutex mutex_;
  std::vector<int> open_;
  std::vector<std::thread> threads_;  // of accept_all alone, until it is joined
  std::thread acceptor_;
};

}  // namespace prodparity::test
