#include "fetch/http/request_text.h"

#include "tests/support/catch.h"

#include <string>

using namespace prodparity;
using namespace prodparity::fetch;

namespace {

RequestHead head() {
  return {.method = "GET",
          .url = *parse_url("https://host:8443/a?b"),
          .headers = {},
          .body = {},
          .user_agent = "agent"};
}

}  // namespace

TEST_CASE("request: its lines") {
  RequestHead request = head();
  request.headers = {{"Authorization", "Bearer x"}};
  CHECK(*request_text(request) ==
        "GET /a?b HTTP/1.1\r\nHost: host:8443\r\nUser-Agent: agent\r\nAccept: */*\r\n"
        "Authorization: Bearer x\r\n\r\n");
  request.method = "POST";
  request.headers = {{"accept", "text/x"}};
  request.body = "a=b";
  CHECK(*request_text(request) ==
        "POST /a?b HTTP/1.1\r\nHost: host:8443\r\nUser-Agent: agent\r\naccept: text/x\r\n"
        "Content-Length: 3\r\n\r\na=b");
}

TEST_CASE("request: a proxy of plain http gets the whole URL, and its credentials") {
  RequestHead request = head();
  request.url = *parse_url("http://host/a");
  const ProxyUrl proxy = *parse_proxy_url("http://me:secret@proxy:3128");
  request.proxy = &proxy;
  CHECK(*request_text(request) ==
        "GET http://host/a HTTP/1.1\r\nHost: host\r\nUser-Agent: agent\r\nAccept: */*\r\n"
        "Proxy-Authorization: Basic bWU6c2VjcmV0\r\n\r\n");
  CHECK(connect_text(*parse_url("https://[::1]/"), proxy, "agent") ==
        "CONNECT [::1]:443 HTTP/1.1\r\nHost: [::1]:443\r\nUser-Agent: agent\r\n"
        "Proxy-Authorization: Basic bWU6c2VjcmV0\r\n\r\n");
}

TEST_CASE("request: nothing that would be a second line, and no secret is told") {
  for (const auto& header : Headers{{"A", "secret\r\nB: c"},
                                    {"A", "secret\n"},
                                    {"A", std::string("secret\0", 7)},
                                    {"A: b\r\nC", "secret"},
                                    {"", "secret"},
                                    {"A b", "secret"},
                                    {"Host", "secret"},
                                    {"content-length", "secret"},
                                    {"Transfer-Encoding", "secret"},
                                    {"Proxy-Authorization", "secret"}}) {
    CAPTURE(header.first);
    RequestHead request = head();
    request.headers = {header};
    const auto text = request_text(request);
    REQUIRE_FALSE(text.has_value());
    CHECK(text.error().code == ErrorCode::wrong_usage);
    CHECK(text.error().message.find("secret") == std::string::npos);
  }
  RequestHead request = head();
  request.method = "GET / HTTP/1.1\r\nA: b\r\n\r\nDELETE";
  CHECK_FALSE(request_text(request).has_value());
}
