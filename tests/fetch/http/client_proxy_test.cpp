#include "fetch/http/client.h"
#include "tests/support/catch.h"
#include "tests/support/http_client.h"
#include "tests/support/http_server.h"
#include "tests/support/temp_folder.h"
#include "tests/support/test_ca.h"
#include "tests/support/tunnel.h"

#include <string>
#include <string_view>

using namespace prodparity;
using namespace prodparity::fetch;
using namespace prodparity::test;

namespace {

struct Place {
  TempFolder folder;
  Certified ca = certify({.name = "Test CA", .alternative = {}});
  Certified own = certify({.name = "s", .alternative = "DNS:inside.example"}, &ca);
  Certified proxy_own = certify({.name = "p", .alternative = "DNS:localhost,IP:127.0.0.1"}, &ca);
  HttpServer server{HttpServer::answering(
      [](const std::string& request) {
        return request.find("Proxy-Authorization") == std::string::npos
                   ? answer("200 OK", "through")
                   : answer("400 Bad Request", "the proxy's credentials came here");
      },
      own)};

  HttpSettings settings(const std::string& proxy) const {
    HttpSettings settings = test_settings();
    settings.system_ca_file = folder.put("/ca.pem", ca.pem());
    settings.proxies.https = proxy;
    settings.proxies.http = proxy;
    // Names are the proxy's to look up.
    settings.resolve = [](const std::string& host, TimePoint deadline, const Clock& now) {
      return host == "inside.example" ? Result<std::vector<IpAddress>>(Error{
                                            .code = ErrorCode::not_found, .message = "asked here"})
                                      : resolve_host(host, deadline, now);
    };
    return settings;
  }
  std::string url(const std::string& path = "/") const {
    return server.url(path, "https", "inside.example");
  }
};

HttpLimits once() {
  HttpLimits limits = quick();
  limits.tries = 1;
  return limits;
}

}  // namespace

TEST_CASE("proxy: https goes through a tunnel, with the proxy's credentials for it alone") {
  const Place place;
  HttpServer proxy([&](Peer& peer) { tunnel(peer, place.server.port()); });
  HttpClient client(place.settings("http://me:p%40ss@127.0.0.1:" + std::to_string(proxy.port())));
  for (int i = 0; i < 2; ++i) {
    const auto response = client.send({.url = place.url()}, once());
    REQUIRE(response.has_value());
    CHECK(response->body == "through");
  }
  CHECK(client.connections_made() == 1);
}

TEST_CASE("proxy: what it is asked for") {
  const Place place;
  HttpServer proxy([&](Peer& peer) {
    const auto request = peer.request();
    peer.say(request->find("CONNECT inside.example:") == 0 &&
                     request->find("\r\nProxy-Authorization: Basic bWU6cEBzcw==\r\n") !=
                         std::string::npos
                 ? "HTTP/1.1 503 right\r\n\r\n"
                 : "HTTP/1.1 403 wrong\r\n\r\n");
  });
  HttpClient client(place.settings("http://me:p%40ss@127.0.0.1:" + std::to_string(proxy.port())));
  const auto response = client.send({.url = place.url()}, once());
  REQUIRE_FALSE(response.has_value());
  CHECK(response.error().code == ErrorCode::io);
  CHECK(response.error().message.find("p@ss") == std::string::npos);
  CHECK(response.error().message.find("p%40ss") == std::string::npos);
}

TEST_CASE("proxy: TLS with the proxy, and TLS with the host within it") {
  const Place place;
  HttpServer proxy([&](Peer& peer) {
    if (peer.start_tls(place.proxy_own)) tunnel(peer, place.server.port());
  });
  HttpClient client(place.settings("https://localhost:" + std::to_string(proxy.port())));
  for (int i = 0; i < 2; ++i) {
    const auto response = client.send({.url = place.url()}, once());
    REQUIRE(response.has_value());
    CHECK(response->body == "through");
  }
  CHECK(client.connections_made() == 1);
}

TEST_CASE("proxy: the host's certificate is verified, not the proxy's word for it") {
  const Place place;
  const Certified other_ca = certify({.name = "Proxy CA", .alternative = {}});
  const Certified forged = certify({.name = "f", .alternative = "DNS:inside.example"}, &other_ca);
  HttpServer proxy([&](Peer& peer) {
    peer.request();
    peer.say("HTTP/1.1 200 OK\r\n\r\n");
    peer.start_tls(forged);
  });
  HttpClient client(place.settings("127.0.0.1:" + std::to_string(proxy.port())));
  const auto response = client.send({.url = place.url()}, once());
  REQUIRE_FALSE(response.has_value());
  CHECK(response.error().code == ErrorCode::denied);
  CHECK(response.error().message.find("issued by 'CN=Proxy CA'") != std::string::npos);
}

TEST_CASE("proxy: plain http is asked for whole, and its connection is not a tunnel's") {
  HttpServer proxy(HttpServer::answering([](const std::string& request) {
    return answer("200 OK",
                  request.substr(0, request.find("\r\n")) +
                      (request.find("Proxy-Authorization: Basic bWU6cGFzcw==") == std::string::npos
                           ? ""
                           : " with"));
  }));
  const Place place;
  HttpSettings settings =
      place.settings("http://me:pass@127.0.0.1:" + std::to_string(proxy.port()));
  settings.allow_plain_http = [](std::string_view) { return true; };
  HttpClient client(settings);
  CHECK(client.send({.url = "http://inside.example:81/a?b"}, once())->body ==
        "GET http://inside.example:81/a?b HTTP/1.1 with");
}

TEST_CASE("proxy: each refusal has its word") {
  const Place place;
  const auto refused = [&](const std::string& status, const std::string& user) {
    HttpServer proxy([&](Peer& peer) {
      peer.request();
      peer.say("HTTP/1.1 " + status + "\r\nContent-Length: 3\r\n\r\nno!");
    });
    HttpClient client(
        place.settings("http://" + user + "localhost:" + std::to_string(proxy.port())));
    return client.send({.url = place.url("/?secret")}, once()).error();
  };
  const Error asks = refused("407 Proxy Authentication Required", "");
  CHECK(asks.code == ErrorCode::denied);
  CHECK(asks.message.find("asks for credentials: they stand in its URL") != std::string::npos);
  const Error others = refused("407 Proxy Authentication Required", "me:secret@");
  CHECK(others.message.find("asks for credentials other than those given") != std::string::npos);
  CHECK(others.message.find("secret") == std::string::npos);
  CHECK(refused("403 Forbidden", "").code == ErrorCode::denied);
  CHECK(refused("502 Bad Gateway", "").code == ErrorCode::io);
  CHECK(refused("302 Found", "").code == ErrorCode::denied);
}

TEST_CASE("proxy: one that speaks before it is its turn is malformed") {
  const Place place;
  HttpServer proxy([](Peer& peer) {
    peer.request();
    peer.say("HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\n");
  });
  HttpClient client(place.settings("http://localhost:" + std::to_string(proxy.port())));
  CHECK(code_of(client.send({.url = place.url()}, once())) == ErrorCode::malformed);
}

TEST_CASE("proxy: this machine and excepted hosts are reached without") {
  HttpServer server(
      HttpServer::answering([](const std::string&) { return answer("200 OK", "direct"); }));
  HttpSettings settings = test_settings();
  settings.proxies = {.https = "http://localhost:1", .http = "http://localhost:1", .excepted = "*"};
  HttpClient client(settings);
  CHECK(client.send({.url = server.url("/")}, once())->body == "direct");
}
