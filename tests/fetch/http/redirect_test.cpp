#include "fetch/http/redirect.h"

#include "tests/support/catch.h"

#include <string>

using namespace prodparity;
using namespace prodparity::fetch;

namespace {

bool leads(const std::string& from, const std::string& to) {
  return may_lead(*parse_url(from), *parse_url(to)).has_value();
}

const Headers secrets = {{"Authorization", "Bearer x"}, {"COOKIE", "y"}, {"Accept", "z"}};

}  // namespace

TEST_CASE("redirect: https never leads to http") {
  CHECK_FALSE(leads("https://a/", "http://a/"));
  CHECK(leads("http://a/", "https://a/"));
  CHECK(leads("http://a/", "http://b/"));
  CHECK(may_lead(*parse_url("https://a/?x=secret"), *parse_url("http://b/c?secret"))
            .error()
            .message == "'https://a/' leads to plain http at 'http://b/c', which is not followed");
}

TEST_CASE("redirect: an address of a private network only leads to itself") {
  for (const char* host : {"10.0.0.1", "192.168.1.1", "127.0.0.1", "169.254.169.254", "[::1]",
                           "[fd00::1]", "[fe80::1]", "[::ffff:169.254.169.254]", "0.0.0.0"}) {
    CAPTURE(host);
    const std::string url = "https://" + std::string(host) + ":5000/";
    CHECK_FALSE(leads("https://registry.example/", url));
    CHECK(leads(url, "https://" + std::string(host) + ":6000/x"));
  }
  CHECK_FALSE(leads("https://10.0.0.2/", "https://10.0.0.1/"));
  CHECK_FALSE(leads("https://10.0.0.2/", "https://127.0.0.1/"));
  CHECK(leads("https://registry.example/", "https://1.1.1.1/"));
  CHECK_FALSE(leads("https://registry.example/", "https://localhost:8080/"));
  CHECK_FALSE(leads("https://registry.example/", "https://a.localhost/"));
  CHECK(leads("http://localhost/", "http://127.0.0.1:2/"));
  CHECK(leads("http://127.0.0.1/", "http://[::1]/"));
}

TEST_CASE("redirect: names may lead into the own network, but neither here nor beside") {
  CHECK(may_be_reached("10.0.0.1", false));
  CHECK(may_be_reached("1.1.1.1", false));
  CHECK_FALSE(may_be_reached("127.0.0.1", false));
  CHECK(may_be_reached("127.0.0.1", true));
  CHECK_FALSE(may_be_reached("169.254.169.254", true));
  CHECK_FALSE(may_be_reached("0.0.0.0", true));
  CHECK_FALSE(may_be_reached("no address", true));
}

TEST_CASE("redirect: which statuses lead on") {
  for (const int status : {301, 302, 303, 307, 308})
    CHECK(is_redirect(status));
  for (const int status : {200, 300, 304, 305, 306, 309, 404})
    CHECK_FALSE(is_redirect(status));
}

TEST_CASE("redirect: another origin is told no secrets") {
  const Url from = *parse_url("https://a/x");
  CHECK(redirected(302, "/y", from, "GET", secrets)->headers == secrets);
  CHECK(redirected(302, "https://a:443/y", from, "GET", secrets)->headers == secrets);
  for (const char* other : {"https://b/y", "https://a:444/y", "https://b.a/y", "//b/y"}) {
    CAPTURE(other);
    CHECK(redirected(302, other, from, "GET", secrets)->headers == Headers{{"Accept", "z"}});
  }
}

TEST_CASE("redirect: what is posted goes to no other origin") {
  const Url from = *parse_url("https://a/x");
  for (const int status : {307, 308}) {
    CHECK(redirected(status, "https://a:443/y", from, "POST", secrets)->headers == secrets);
    for (const char* other : {"https://b/y", "https://a:444/y", "//b/y"})
      CHECK(redirected(status, other, from, "POST", {}).error().code == ErrorCode::denied);
  }
  CHECK(redirected(303, "https://b/y", from, "POST", secrets)->headers == Headers{{"Accept", "z"}});
}

TEST_CASE("redirect: what becomes of the method and the body") {
  const Url from = *parse_url("https://a/x");
  const Headers described = {{"Content-Type", "x"}, {"Accept", "z"}};
  const auto next = [&](int status, const char* method) {
    return *redirected(status, "/y", from, method, described);
  };
  for (const int status : {301, 302, 303}) {
    CHECK(next(status, "POST").method == "GET");
    CHECK_FALSE(next(status, "POST").with_body);
    CHECK(next(status, "POST").headers == Headers{{"Accept", "z"}});
    CHECK(next(status, "HEAD").method == "HEAD");
  }
  for (const int status : {307, 308}) {
    CHECK(next(status, "POST").method == "POST");
    CHECK(next(status, "POST").with_body);
    CHECK(next(status, "POST").headers == described);
  }
}

TEST_CASE("redirect: one that leads nowhere is malformed") {
  const Url from = *parse_url("https://a/x");
  CHECK(redirected(302, "", from, "GET", {}).error().code == ErrorCode::malformed);
  CHECK(redirected(302, "https://", from, "GET", {}).error().code == ErrorCode::malformed);
  CHECK(redirected(302, "https://me:secret@b/", from, "GET", {}).error().code ==
        ErrorCode::malformed);
  CHECK(redirected(302, "ftp://b/", from, "GET", {}).error().code == ErrorCode::unsupported);
  CHECK(redirected(302, "http://b/", from, "GET", {}).error().code == ErrorCode::denied);
  CHECK(redirected(302, "https://169.254.169.254/", from, "GET", {}).error().code ==
        ErrorCode::denied);
}
