#include "fetch/http/client.h"
#include "tests/support/catch.h"
#include "tests/support/http_client.h"
#include "tests/support/http_server.h"
#include "tests/support/temp_folder.h"
#include "tests/support/test_ca.h"

#include <openssl/ssl.h>

#include <string>
#include <string_view>

using namespace prodparity;
using namespace prodparity::fetch;
using namespace prodparity::test;

namespace {

constexpr const char* here = "DNS:localhost,IP:127.0.0.1";

// Trusts the CA of the test alone, as SSL_CERT_FILE would have it.
struct Trusting {
  TempFolder folder;
  std::string name = "Test CA";
  Certified ca = certify({.name = name, .alternative = {}});

  HttpSettings settings() const {
    HttpSettings settings = test_settings();
    settings.system_ca_file = folder.put("/ca.pem", ca.pem());
    return settings;
  }
  Certified of(const std::string& alternative, long begins_in = -3600, long ends_in = 3600) const {
    return certify(
        {.name = "server", .alternative = alternative, .begins_in = begins_in, .ends_in = ends_in},
        &ca);
  }
};

HttpServer::Serve hello(const Certified& own) {
  return HttpServer::answering([](const std::string&) { return answer("200 OK", "hello"); }, own);
}

HttpLimits once() {
  HttpLimits limits = quick();
  limits.tries = 1;
  return limits;
}

}  // namespace

TEST_CASE("tls: a server is trusted by name and by address, and its connection is kept") {
  const Trusting trusting;
  HttpServer server(hello(trusting.of(here)));
  HttpClient client(trusting.settings());
  for (int i = 0; i < 2; ++i) {
    CHECK(client.send({.url = server.url("/", "https", "localhost")}, quick())->body == "hello");
    CHECK(client.send({.url = server.url("/", "https")}, quick())->body == "hello");
  }
  CHECK(client.connections_made() == 2);
}

TEST_CASE("tls: a large body comes whole") {
  const Trusting trusting;
  const std::string body(3'000'000, 'x');
  HttpServer server(HttpServer::answering(
      [&](const std::string&) { return answer("200 OK", body); }, trusting.of(here)));
  HttpClient client(trusting.settings());
  CHECK(client.send({.url = server.url("/", "https")}, quick())->body == body);
}

TEST_CASE("tls: a CA that is not trusted is named, with what to do") {
  const Trusting trusting;
  const Certified proxy_ca = certify({.name = "Acme Proxy CA\x1b[31m", .alternative = {}});
  HttpServer server(hello(certify({.name = "x", .alternative = here}, &proxy_ca)));
  HttpClient client(trusting.settings());
  const auto response = client.send({.url = server.url("/x?secret", "https", "localhost")}, once());
  REQUIRE_FALSE(response.has_value());
  CHECK(response.error().code == ErrorCode::denied);
  const std::string place = "localhost:" + std::to_string(server.port());
  CHECK(response.error().message ==
        "cannot fetch 'https://" + place + "/x': cannot reach '" + place +
            "': the certificate of 'localhost', issued by 'CN=Acme Proxy CA\\1B[31m', is of no CA "
            "that is trusted here: where a company's proxy opens TLS or the host has a CA of its "
            "own, say in SSL_CERT_FILE or the CA option where its certificate is");
  CHECK(server.connections() == 1);
}

TEST_CASE("tls: the CA option is trusted beside the system's") {
  const Trusting system;
  const Trusting company{.folder = {}, .name = "Company CA"};
  HttpServer one(hello(system.of(here)));
  HttpServer other(hello(company.of(here)));
  HttpSettings settings = system.settings();
  settings.ca_file = company.settings().system_ca_file;
  HttpClient client(settings);
  CHECK(client.send({.url = one.url("/", "https")}, once())->body == "hello");
  CHECK(client.send({.url = other.url("/", "https")}, once())->body == "hello");
  HttpClient without(system.settings());
  CHECK(code_of(without.send({.url = other.url("/", "https")}, once())) == ErrorCode::denied);
}

TEST_CASE("tls: a certificate for other names is refused, and says for which it is") {
  const Trusting trusting;
  HttpServer server(hello(trusting.of("DNS:other.example,DNS:third.example")));
  HttpClient client(trusting.settings());
  for (const char* host : {"localhost", "127.0.0.1"}) {
    const auto response = client.send({.url = server.url("/", "https", host)}, once());
    CHECK(code_of(response) == ErrorCode::denied);
    CHECK(response.error().message.ends_with(
        "the certificate of '" + std::string(host) +
        "', issued by 'CN=Test CA', is for other names: other.example, third.example"));
  }
}

TEST_CASE("tls: a wildcard holds for one label, and no CN for a name") {
  const Trusting trusting;
  HttpServer server(hello(trusting.of("DNS:*.api.example")));
  HttpSettings settings = trusting.settings();
  settings.resolve = [](const std::string&, TimePoint, const Clock&) {
    return std::vector{*parse_ip("127.0.0.1")};
  };
  HttpClient client(settings);
  CHECK(client.send({.url = server.url("/", "https", "a.api.example")}, once())->body == "hello");
  CHECK(code_of(client.send({.url = server.url("/", "https", "b.a.api.example")}, once())) ==
        ErrorCode::denied);
  CHECK(code_of(client.send({.url = server.url("/", "https", "server")}, once())) ==
        ErrorCode::denied);
}

TEST_CASE("tls: an expired certificate, one not yet valid and one signed by itself are refused") {
  const Trusting trusting;
  HttpClient client(trusting.settings());
  HttpServer expired(hello(trusting.of(here, -7200, -3600)));
  const auto late = client.send({.url = expired.url("/", "https")}, once());
  CHECK(code_of(late) == ErrorCode::denied);
  CHECK(late.error().message.find(", expired on ") != std::string::npos);
  HttpServer future(hello(trusting.of(here, 3600, 7200)));
  const auto early = client.send({.url = future.url("/", "https")}, once());
  CHECK(code_of(early) == ErrorCode::denied);
  CHECK(early.error().message.find(", is not valid before ") != std::string::npos);
  HttpServer itself(hello(certify({.name = "itself", .alternative = here})));
  const auto own = client.send({.url = itself.url("/", "https")}, once());
  CHECK(code_of(own) == ErrorCode::denied);
  CHECK(own.error().message.find("issued by 'CN=itself', is of no CA") != std::string::npos);
}

TEST_CASE("tls: a server that speaks no TLS, or an old one, is told from one that is not trusted") {
  const Trusting trusting;
  HttpClient client(trusting.settings());
  HttpServer plain([](Peer& peer) {
    peer.read_more();
    peer.say("HTTP/1.1 400 Bad Request\r\n\r\n");
  });
  CHECK(code_of(client.send({.url = plain.url("/", "https")}, once())) == ErrorCode::malformed);
  const Certified own = trusting.of(here);
  HttpServer old([&](Peer& peer) { peer.start_tls(own, TLS1_1_VERSION); });
  CHECK(code_of(client.send({.url = old.url("/", "https")}, once())) == ErrorCode::malformed);
  HttpServer closing([](Peer&) {});
  const ErrorCode code = code_of(client.send({.url = closing.url("/", "https")}, once()));
  CHECK((code == ErrorCode::truncated || code == ErrorCode::io));
}

TEST_CASE("tls: a handshake that takes too long is left") {
  const Trusting trusting;
  HttpServer silent([](Peer& peer) { peer.wait_for_end(); });
  HttpClient client(trusting.settings());
  HttpLimits limits = once();
  limits.connect = std::chrono::milliseconds(20);
  CHECK(code_of(client.send({.url = silent.url("/", "https")}, limits)) == ErrorCode::timed_out);
}

TEST_CASE("tls: a body without length ends with the goodbye of TLS, and is cut without it") {
  const Trusting trusting;
  const Certified own = trusting.of(here);
  const auto server = [&](bool says_goodbye) {
    return [&own, says_goodbye](Peer& peer) {
      if (!peer.start_tls(own) || !peer.request()) return;
      peer.say("HTTP/1.1 200 OK\r\n\r\nbody");
      if (says_goodbye) peer.say_goodbye();
    };
  };
  HttpServer polite(server(true));
  HttpServer cut(server(false));
  HttpClient client(trusting.settings());
  CHECK(client.send({.url = polite.url("/", "https")}, once())->body == "body");
  CHECK(code_of(client.send({.url = cut.url("/", "https")}, once())) == ErrorCode::truncated);
}

TEST_CASE("tls: CA files that cannot be used are a matter of configuration") {
  const TempFolder folder;
  HttpSettings settings = test_settings();
  settings.system_ca_file = folder.path() + "/none.pem";
  CHECK(code_of(HttpClient(settings).send({.url = "https://localhost:1/"}, once())) ==
        ErrorCode::wrong_config);
  settings.system_ca_file.clear();
  settings.ca_file = folder.put("/text.pem", "no certificate");
  const auto response = HttpClient(settings).send({.url = "https://localhost:1/"}, once());
  CHECK(code_of(response) == ErrorCode::wrong_config);
  CHECK(response.error().message.find(settings.ca_file) != std::string::npos);
}
