#include "fetch/http/proxy.h"

#include "fetch/http/limits.h"
#include "tests/support/catch.h"

#include <map>
#include <string>

using namespace prodparity;
using namespace prodparity::fetch;

namespace {

bool excepted(const std::string& url, const std::string& rules) {
  return is_excepted(*parse_url(url), rules);
}

Proxies of(const std::map<std::string, std::string>& variables) {
  return proxies_of([&](const char* name) {
    const auto found = variables.find(name);
    return found == variables.end() ? std::string() : found->second;
  });
}

}  // namespace

TEST_CASE("proxy: the environment's names in capitals come first, then those in lower case") {
  CHECK(of({{"HTTPS_PROXY", "a"}, {"https_proxy", "b"}, {"http_proxy", "c"}, {"no_proxy", "d"}}) ==
        Proxies{.https = "a", .http = "c", .excepted = "d"});
  CHECK(of({{"https_proxy", "b"}, {"HTTP_PROXY", "c"}, {"NO_PROXY", "d"}}) ==
        Proxies{.https = "b", .http = "c", .excepted = "d"});
  CHECK(of({}) == Proxies());
}

TEST_CASE("proxy: within CGI, HTTP_PROXY is a header that a client sent") {
  CHECK(of({{"REQUEST_METHOD", "GET"}, {"HTTP_PROXY", "evil"}}).http.empty());
  CHECK(of({{"REQUEST_METHOD", "GET"}, {"HTTP_PROXY", "evil"}, {"http_proxy", "b"}}).http == "b");
}

TEST_CASE("proxy: names are excepted with what is below them") {
  CHECK(excepted("https://corp.example/", "corp.example"));
  CHECK(excepted("https://reg.corp.example/", "corp.example"));
  CHECK(excepted("https://REG.Corp.Example/", "CORP.example."));
  CHECK_FALSE(excepted("https://notcorp.example/", "corp.example"));
  CHECK_FALSE(excepted("https://corp.example.evil/", "corp.example"));
  CHECK(excepted("https://reg.corp.example/", ".corp.example"));
  CHECK_FALSE(excepted("https://corp.example/", ".corp.example"));
  CHECK(excepted("https://reg.corp.example/", "*.corp.example"));
  CHECK_FALSE(excepted("https://corp.example/", "*.corp.example"));
  CHECK_FALSE(excepted("https://corp.example/", ""));
  CHECK_FALSE(excepted("https://corp.example/", "."));
}

TEST_CASE("proxy: a rule with a port holds for that port") {
  CHECK(excepted("https://a.b/", "a.b:443"));
  CHECK_FALSE(excepted("https://a.b/", "a.b:8443"));
  CHECK_FALSE(excepted("https://a.b:8443/", "a.b:443"));
  CHECK_FALSE(excepted("https://a.b/", "a.b:x"));
  CHECK(excepted("https://10.0.0.1:5000/", "10.0.0.1:5000"));
  CHECK(excepted("https://[fd00::1]:5000/", "[fd00::1]:5000"));
  CHECK_FALSE(excepted("https://[fd00::1]:5001/", "[fd00::1]:5000"));
}

TEST_CASE("proxy: addresses and prefixes are excepted, for addresses alone") {
  CHECK(excepted("https://10.1.2.3/", "10.0.0.0/8"));
  CHECK_FALSE(excepted("https://11.1.2.3/", "10.0.0.0/8"));
  CHECK_FALSE(excepted("https://ten.example/", "10.0.0.0/8"));
  CHECK(excepted("https://[fd00::7]/", "fd00::/8"));
  CHECK(excepted("https://[fd00::7]/", "fd00:0:0::7"));
  CHECK(excepted("https://[fd00::7]/", "[fd00::7]"));
  CHECK_FALSE(excepted("https://10.1.2.3/", "10.1.2.3/33"));
  CHECK_FALSE(excepted("https://10.1.2.3/", "10.1.2.3/x"));
  CHECK_FALSE(excepted("https://110.1.2.3/", "10.1.2.3"));
  CHECK_FALSE(excepted("https://110.1.2.3/", "2.3"));
}

TEST_CASE("proxy: a star is everything, and rules are parted by commas or white space") {
  CHECK(excepted("https://a/", "*"));
  CHECK(excepted("https://c/", "a, b ,c"));
  CHECK(excepted("https://c/", "a b\tc"));
  CHECK_FALSE(excepted("https://d/", "a,,b , c,"));
}

TEST_CASE("proxy: this machine is reached without, whatever the rules say") {
  for (const char* url : {"http://localhost/", "http://api.localhost/", "http://127.0.0.1/",
                          "http://127.9.9.9/", "http://[::1]/"}) {
    CAPTURE(url);
    CHECK(excepted(url, ""));
  }
  CHECK_FALSE(excepted("http://notlocalhost/", ""));
}

TEST_CASE("proxy: rules are read up to their bound") {
  std::string rules;
  for (std::size_t i = 1; i < fetch::limits::no_proxy_rules; ++i)
    rules += "x,";
  CHECK(excepted("https://a/", rules + "a"));
  CHECK_FALSE(excepted("https://a/", rules + "x,a"));
  const std::string filler(fetch::limits::no_proxy_bytes - 2, 'x');
  CHECK(excepted("https://a/", filler + ",a"));
  CHECK_FALSE(excepted("https://a/", filler + "x,a"));
}

TEST_CASE("proxy: which one a URL is asked for through") {
  const Proxies proxies{.https = " http://secure:1 ", .http = "plain:2", .excepted = "inside"};
  CHECK((*proxy_for(*parse_url("https://a/"), proxies))->url.host == "secure");
  CHECK((*proxy_for(*parse_url("http://a/"), proxies))->url.host == "plain");
  CHECK_FALSE(*proxy_for(*parse_url("https://inside/"), proxies));
  CHECK_FALSE(*proxy_for(*parse_url("https://a/"), Proxies()));
  const auto socks = proxy_for(*parse_url("https://a/"), {.https = "socks5h://me:secret@b:1"});
  REQUIRE_FALSE(socks.has_value());
  CHECK(socks.error().code == ErrorCode::unsupported);
  CHECK(socks.error().message.find("secret") == std::string::npos);
  const auto raw = proxy_for(*parse_url("https://a/"), {.https = "socks5://me:se/cret@b:1"});
  REQUIRE_FALSE(raw.has_value());
  CHECK(raw.error().message.find("cret") == std::string::npos);
  CHECK(raw.error().message.find("me:se") == std::string::npos);
  CHECK(proxy_for(*parse_url("https://a/"), {.https = "http://"}).error().code ==
        ErrorCode::wrong_config);
}
