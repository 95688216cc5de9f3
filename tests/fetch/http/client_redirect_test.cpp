#include "fetch/http/client.h"
#include "fetch/http/redirect.h"
#include "tests/support/catch.h"
#include "tests/support/http_client.h"
#include "tests/support/http_server.h"

#include <string>
#include <string_view>
#include <vector>

using namespace prodparity;
using namespace prodparity::fetch;
using namespace prodparity::test;

namespace {

std::string to(const std::string& place, const std::string& status = "302 Found") {
  return answer(status, "moved", "Location: " + place + "\r\n");
}

bool has_secrets(const std::string& request) {
  return request.find("secret") != std::string::npos;
}

const Headers secrets = {{"Authorization", "Bearer secret"}, {"Cookie", "secret"}};

}  // namespace

TEST_CASE("redirect: followed on the same connection, with what was secret for this host") {
  HttpServer server(HttpServer::answering([](const std::string& request) {
    if (!has_secrets(request)) return answer("401 Unauthorized", "");
    return request.starts_with("GET /a") ? to("b/c?d") : answer("200 OK", request.substr(0, 10));
  }));
  HttpClient client(test_settings());
  const auto response = client.send({.url = server.url("/a"), .headers = secrets}, quick());
  REQUIRE(response.has_value());
  CHECK(response->body == "GET /b/c?d");
  CHECK(response->url == server.url("/b/c?d"));
  CHECK(client.connections_made() == 1);
}

TEST_CASE("redirect: another host is told no secrets") {
  HttpServer storage(HttpServer::answering([](const std::string& request) {
    return has_secrets(request) ? answer("400 Bad Request", "two ways to authenticate")
                                : answer("200 OK", "blob");
  }));
  HttpServer registry(HttpServer::answering([&](const std::string& request) {
    return has_secrets(request) ? to(storage.url("/blob?sig=x"), "307 Temporary Redirect")
                                : answer("401 Unauthorized", "");
  }));
  HttpClient client(test_settings());
  const auto response = client.send({.url = registry.url("/"), .headers = secrets}, quick());
  REQUIRE(response.has_value());
  CHECK(response->body == "blob");
}

TEST_CASE("redirect: a circle is one, and a way without end ends") {
  HttpServer server(HttpServer::answering([](const std::string& request) {
    if (request.starts_with("GET /a ")) return to("/b");
    if (request.starts_with("GET /b ")) return to("/a");
    const std::string path = request.substr(4, request.find(' ', 4) - 4);
    return path.size() == 12 ? answer("200 OK", "end") : to(path + 'x');
  }));
  HttpClient client(test_settings());
  const auto circle = client.send({.url = server.url("/a")}, quick());
  CHECK(code_of(circle) == ErrorCode::malformed);
  CHECK(circle.error().message ==
        "cannot fetch '" + server.url("/b") + "': its redirects lead in a circle");
  CHECK(client.send({.url = server.url("/x")}, quick())->body == "end");  // ten of them
  const auto endless = client.send({.url = server.url("/")}, quick());
  CHECK(code_of(endless) == ErrorCode::malformed);
  CHECK(endless.error().message ==
        "cannot fetch '" + server.url("/xxxxxxxxxx") + "': its redirects have no end");
}

TEST_CASE("redirect: the metadata service of a cloud is never asked, not by name either") {
  HttpServer server(HttpServer::answering([](const std::string& request) {
    return to(request.starts_with("GET /name") ? "http://metadata.example/latest"
                                               : "http://169.254.169.254/latest");
  }));
  HttpSettings settings = test_settings();
  settings.allow_plain_http = [](std::string_view) { return true; };
  settings.resolve = [](const std::string& host, TimePoint,
                        const Clock&) -> Result<std::vector<IpAddress>> {
    if (host == "metadata.example") return std::vector{*parse_ip("169.254.169.254")};
    return std::vector{*parse_ip("127.0.0.1")};
  };
  HttpClient client(std::move(settings));
  CHECK(code_of(client.send({.url = server.url("/")}, quick())) == ErrorCode::denied);
  CHECK(code_of(client.send({.url = server.url("/name")}, quick())) == ErrorCode::denied);
}

TEST_CASE("redirect: a host elsewhere leads to nothing on this machine") {
  HttpServer server(HttpServer::answering([](const std::string& request) {
    if (request.starts_with("GET /in")) return answer("200 OK", "inside");
    const std::string port = request.substr(request.find("Host: ") + 6);
    return to("http://inner.example" +
              port.substr(port.find(':'), port.find("\r\n") - port.find(':')) + "/in");
  }));
  HttpSettings settings = test_settings();
  settings.allow_plain_http = [](std::string_view) { return true; };
  settings.resolve = [](const std::string&, TimePoint, const Clock&) {
    return std::vector{*parse_ip("127.0.0.1")};
  };
  HttpClient client(std::move(settings));
  CHECK(code_of(client.send({.url = server.url("/", "http", "outer.example")}, quick())) ==
        ErrorCode::denied);
  CHECK(client.send({.url = server.url("/in", "http", "inner.example")}, quick())->body ==
        "inside");
}

TEST_CASE("redirect: a URL that a server named is held to the same rules") {
  HttpClient client(test_settings());
  CHECK(code_of(client.send(
            {.url = "https://127.0.0.1:1/token", .named_by = "https://registry.example/v2/"},
            quick())) == ErrorCode::denied);
  CHECK(code_of(client.send(
            {.url = "http://localhost:1/token", .named_by = "https://registry.example/v2/"},
            quick())) == ErrorCode::denied);
}

TEST_CASE("redirect: plain http is not led to where it is not spoken") {
  HttpServer server(
      HttpServer::answering([](const std::string&) { return to("http://other.example/"); }));
  HttpClient client(test_settings());
  CHECK(code_of(client.send({.url = server.url("/")}, quick())) == ErrorCode::denied);
}
