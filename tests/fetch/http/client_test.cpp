#include "fetch/http/client.h"

#include "tests/support/catch.h"
#include "tests/support/http_client.h"
#include "tests/support/http_server.h"

#include <atomic>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

using namespace prodparity;
using namespace prodparity::fetch;
using namespace prodparity::test;
using namespace std::chrono_literals;

namespace {

std::string first_line(const std::string& request) {
  return request.substr(0, request.find("\r\n"));
}

}  // namespace

TEST_CASE("http: requests to one host share a connection") {
  HttpServer server(HttpServer::answering([](const std::string& request) {
    return answer("200 OK", first_line(request), "Etag: \"x\"\r\n");
  }));
  HttpClient client(test_settings());
  for (int i = 0; i < 3; ++i) {
    const auto response = client.send({.url = server.url("/a?b")}, quick());
    REQUIRE(response.has_value());
    CHECK(response->status == 200);
    CHECK(response->body == "GET /a?b HTTP/1.1");
    CHECK(response->header("ETag") == "\"x\"");
    CHECK(response->url == server.url("/a?b"));
  }
  CHECK(client.connections_made() == 1);
  CHECK(server.connections() == 1);
}

TEST_CASE("http: HEAD has no body, and POST sends one") {
  HttpServer server(HttpServer::answering([](const std::string& request) {
    if (request.starts_with("HEAD"))
      return std::string("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n");
    return answer("200 OK", request.substr(request.find("\r\n\r\n") + 4));
  }));
  HttpClient client(test_settings());
  const auto head = client.send({.method = "HEAD", .url = server.url("/")}, quick());
  REQUIRE(head.has_value());
  CHECK(head->header("content-length") == "9");
  const auto post = client.send({.method = "POST", .url = server.url("/"), .body = "a=b"}, quick());
  REQUIRE(post.has_value());
  CHECK(post->body == "a=b");
}

TEST_CASE("http: the body of a success goes to the sink, that of an error does not") {
  HttpServer server(HttpServer::answering([](const std::string& request) {
    return request.starts_with("GET /no") ? answer("404 Not Found", "none")
                                          : answer("200 OK", std::string(300'000, 'x'));
  }));
  HttpClient client(test_settings());
  std::size_t size = 0;
  const BodySink sink = [&](std::string_view part) -> Result<void> {
    size += part.size();
    return {};
  };
  const auto found = client.send({.url = server.url("/")}, quick(), sink);
  REQUIRE(found.has_value());
  CHECK(found->body.empty());
  CHECK(size == 300'000);
  const auto missing = client.send({.url = server.url("/no")}, quick(), sink);
  REQUIRE(missing.has_value());
  CHECK(missing->status == 404);
  CHECK(missing->body == "none");
  CHECK(size == 300'000);
}

TEST_CASE("http: an error of the sink ends the request and is its result") {
  HttpServer server(HttpServer::answering(
      [](const std::string&) { return answer("200 OK", std::string(300'000, 'x')); }));
  HttpClient client(test_settings());
  const auto response =
      client.send({.url = server.url("/")}, quick(), [](std::string_view) -> Result<void> {
        return Error{.code = ErrorCode::io, .message = "disk full"};
      });
  REQUIRE_FALSE(response.has_value());
  CHECK(response.error().message == "disk full");
  CHECK(server.connections() == 1);
}

TEST_CASE("http: a body at its bound and one past it") {
  HttpServer server(HttpServer::answering([](const std::string& request) {
    return request.starts_with("GET /10") ? answer("200 OK", "0123456789")
                                          : answer("200 OK", "0123456789x");
  }));
  HttpClient client(test_settings());
  HttpLimits limits = quick();
  limits.body_bytes = 10;
  CHECK(client.send({.url = server.url("/10")}, limits)->body == "0123456789");
  CHECK(code_of(client.send({.url = server.url("/11")}, limits)) == ErrorCode::too_large);
}

TEST_CASE("http: a body without end stops at the bound") {
  HttpServer server([](Peer& peer) {
    peer.request();
    peer.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    while (peer.say("400\r\n" + std::string(1024, 'x') + "\r\n")) {
    }
  });
  HttpClient client(test_settings());
  HttpLimits limits = quick();
  limits.body_bytes = 100'000;
  CHECK(code_of(client.send({.url = server.url("/")}, limits)) == ErrorCode::too_large);
  CHECK(server.connections() == 1);
}

TEST_CASE("http: a peer that says nothing is left when it was idle for too long") {
  HttpServer silent([](Peer& peer) { peer.wait_for_end(); });
  HttpServer halfway([](Peer& peer) {
    peer.request();
    peer.say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
    peer.wait_for_end();
  });
  HttpClient client(test_settings());
  HttpLimits limits = quick();
  limits.idle = 20ms;
  limits.tries = 1;
  for (const std::string& url : {silent.url("/"), halfway.url("/")}) {
    const auto response = client.send({.url = url + "x?secret"}, limits);
    REQUIRE_FALSE(response.has_value());
    CHECK(response.error().code == ErrorCode::timed_out);
    CHECK(response.error().message ==
          "cannot fetch '" + url + "x': no answer within the time allowed");
  }
}

TEST_CASE("http: a peer that always says a little is left when all the time is over") {
  HttpServer slow([](Peer& peer) {
    peer.request();
    peer.say("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
    while (peer.say("x"))
      std::this_thread::sleep_for(5ms);
  });
  HttpClient client(test_settings());
  HttpLimits limits = quick();
  limits.idle = 10s;
  limits.total = 60ms;
  limits.tries = 1;
  CHECK(code_of(client.send({.url = slow.url("/")}, limits)) == ErrorCode::timed_out);
}

TEST_CASE("http: a cut body is truncated, and asked for again") {
  std::atomic<int> asked = 0;
  HttpServer server([&](Peer& peer) {
    peer.request();
    ++asked;
    peer.say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
    peer.say(asked < 3 ? "abc" : "0123456789");
  });
  FakeTime time;
  HttpClient client(test_settings(&time));
  HttpLimits limits = quick();
  limits.tries = 2;
  const auto cut = client.send({.url = server.url("/")}, limits);
  REQUIRE_FALSE(cut.has_value());
  CHECK(cut.error().code == ErrorCode::truncated);
  CHECK(asked == 2);
  CHECK(client.send({.url = server.url("/")}, limits)->body == "0123456789");
  CHECK(time.slept == std::vector<std::chrono::milliseconds>{500ms});
}

TEST_CASE("http: what the sink has is not sent to it again") {
  std::atomic<int> asked = 0;
  HttpServer server([&](Peer& peer) {
    peer.request();
    ++asked;
    peer.say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
  });
  HttpClient client(test_settings());
  std::string got;
  CHECK(code_of(client.send({.url = server.url("/")}, quick(),
                            [&](std::string_view part) -> Result<void> {
                              got += part;
                              return {};
                            })) == ErrorCode::truncated);
  CHECK(got == "abc");
  CHECK(asked == 1);
}

TEST_CASE("http: a busy server is asked again when it said, a POST is not") {
  std::atomic<int> asked = 0;
  HttpServer server(HttpServer::answering([&](const std::string&) {
    return ++asked % 3 == 0 ? answer("200 OK", "now")
                            : answer("429 Too Many Requests", "later", "Retry-After: 2\r\n");
  }));
  FakeTime time;
  HttpClient client(test_settings(&time));
  CHECK(client.send({.url = server.url("/")}, quick())->body == "now");
  CHECK(time.slept == std::vector<std::chrono::milliseconds>{2000ms, 2000ms});
  CHECK(client.connections_made() == 1);
  const auto post = client.send({.method = "POST", .url = server.url("/")}, quick());
  REQUIRE(post.has_value());
  CHECK(post->status == 429);
  HttpLimits limits = quick();
  limits.tries = 1;
  CHECK(client.send({.url = server.url("/")}, limits)->status == 429);
  CHECK(time.slept.size() == 2);
}

TEST_CASE("http: how long a server that is given up asks to be left alone is kept, the longest") {
  std::string says;
  HttpServer server(HttpServer::answering([&](const std::string&) { return says; }));
  FakeTime time;
  HttpClient client(test_settings(&time));
  const auto status = [&](const std::string& line, const std::string& wait) {
    says = answer(line, "later", wait.empty() ? "" : "Retry-After: " + wait + "\r\n");
    return client.send({.url = server.url("/")}, quick())->status;
  };
  CHECK(status("200 OK", "50") == 200);
  CHECK(status("404 Not Found", "50") == 404);
  CHECK(status("503 Service Unavailable", "") == 503);
  CHECK(client.asked_to_wait() == 0s);
  CHECK(status("429 Too Many Requests", "7200") == 429);
  CHECK(status("503 Service Unavailable", "3600") == 503);
  CHECK(client.asked_to_wait() == 7200s);
}

TEST_CASE("http: all tries together have an end") {
  HttpServer server(HttpServer::answering([](const std::string&) {
    return answer("503 Service Unavailable", "", "Retry-After: 50\r\n");
  }));
  FakeTime time;
  HttpClient client(test_settings(&time));
  HttpLimits limits = quick();
  limits.tries = 100;
  limits.total = 120s;
  const auto response = client.send({.url = server.url("/")}, limits);
  REQUIRE(response.has_value());
  CHECK(response->status == 503);
  CHECK(time.slept.size() == 2);
}

TEST_CASE("http: a connection that the peer closed meanwhile costs no try and no wait") {
  HttpServer server([](Peer& peer) {
    if (peer.request()) peer.say(answer("200 OK", "one"));
  });
  FakeTime time;
  HttpClient client(test_settings(&time));
  HttpLimits limits = quick();
  limits.tries = 1;
  for (int i = 0; i < 3; ++i)
    CHECK(client.send({.url = server.url("/")}, limits)->body == "one");
  CHECK(client.connections_made() == 3);
  CHECK(time.slept.empty());
}

TEST_CASE("http: a kept connection that is closed at the next request is made anew at once") {
  HttpServer server([](Peer& peer) {
    if (peer.request()) peer.say(answer("200 OK", "one"));
    peer.request();  // and hang up
  });
  FakeTime time;
  HttpClient client(test_settings(&time));
  HttpLimits limits = quick();
  limits.tries = 1;
  CHECK(client.send({.url = server.url("/")}, limits)->body == "one");
  CHECK(client.send({.url = server.url("/")}, limits)->body == "one");
  CHECK(client.connections_made() == 2);
  CHECK(time.slept.empty());
}

TEST_CASE("http: a host that is not reached is said so, without what is secret") {
  std::uint16_t port = 0;
  {
    port = HttpServer([](Peer&) {}).port();
  }
  HttpClient client(test_settings());
  const std::string place = "127.0.0.1:" + std::to_string(port);
  const auto response = client.send({.url = "http://" + place + "/a?secret"}, quick());
  REQUIRE_FALSE(response.has_value());
  CHECK(response.error().code == ErrorCode::io);
  CHECK(response.error().message ==
        "cannot fetch 'http://" + place + "/a': cannot reach '" + place + "': Connection refused");
}

TEST_CASE("http: all addresses of a name are tried") {
  HttpServer server(
      HttpServer::answering([](const std::string&) { return answer("200 OK", "x"); }));
  HttpSettings settings = test_settings();
  settings.allow_plain_http = [](std::string_view) { return true; };
  settings.resolve = [](const std::string& host, TimePoint, const Clock&) {
    CHECK(host == "name.example");
    return std::vector{*parse_ip("::1"), *parse_ip("127.0.0.2"), *parse_ip("127.0.0.1")};
  };
  HttpClient client(std::move(settings));
  const auto response = client.send({.url = server.url("/", "http", "name.example")}, quick());
  REQUIRE(response.has_value());
  CHECK(response->body == "x");
}

TEST_CASE("http: plain http is only spoken where it is allowed") {
  HttpClient client(test_settings());
  const auto response = client.send({.url = "http://registry.example/"}, quick());
  REQUIRE_FALSE(response.has_value());
  CHECK(response.error().code == ErrorCode::denied);
  CHECK(code_of(client.send({.url = "ftp://a/"}, quick())) == ErrorCode::unsupported);
  CHECK(code_of(client.send({.method = "PUT", .url = "http://localhost/"}, quick())) ==
        ErrorCode::wrong_usage);
}

TEST_CASE("http: a packed body is unpacked, and what it unpacks to is bounded") {
  // printf '%s' "$(yes packed | head -100 | tr -d '\n')" | gzip -n (and zstd)
  const std::string gzip = gzip_of_packed();
  const std::string zstd = zstd_of_packed();
  HttpServer server(HttpServer::answering([&](const std::string& request) {
    if (request.starts_with("GET /gzip"))
      return answer("200 OK", gzip, "Content-Encoding: gzip\r\n");
    if (request.starts_with("GET /zstd"))
      return answer("200 OK", zstd, "Content-Encoding: ZSTD\r\n");
    if (request.starts_with("GET /cut"))
      return answer("200 OK", gzip.substr(0, gzip.size() - 9), "Content-Encoding: gzip\r\n");
    if (request.starts_with("GET /lie"))
      return answer("200 OK", "plain text", "Content-Encoding: gzip\r\n");
    return answer("200 OK", "x", "Content-Encoding: br\r\n");
  }));
  HttpClient client(test_settings());
  HttpLimits limits = quick();
  limits.tries = 1;
  std::string wanted;
  for (int i = 0; i < 100; ++i)
    wanted += "packed";
  limits.body_bytes = wanted.size();
  CHECK(client.send({.url = server.url("/gzip")}, limits)->body == wanted);
  CHECK(client.send({.url = server.url("/zstd")}, limits)->body == wanted);
  CHECK(client.connections_made() == 1);
  CHECK(code_of(client.send({.url = server.url("/cut")}, limits)) == ErrorCode::truncated);
  CHECK(code_of(client.send({.url = server.url("/lie")}, limits)) == ErrorCode::malformed);
  CHECK(code_of(client.send({.url = server.url("/br")}, limits)) == ErrorCode::unsupported);
  --limits.body_bytes;
  CHECK(code_of(client.send({.url = server.url("/gzip")}, limits)) == ErrorCode::too_large);
}
