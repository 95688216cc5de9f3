#include "core/url.h"

#include "tests/support/catch.h"

#include <string>
#include <utility>

using namespace prodparity;

namespace {

std::string read(const std::string& text) {
  const auto url = parse_url(text);
  return url ? to_string(*url) : "refused: " + std::string(to_string(url.error().code));
}

}  // namespace

TEST_CASE("url: the parts of one") {
  const auto url = parse_url("HTTPS://Registry.Example:8443/v2/a%2fb/./c/../d?x=1&y=/?#part");
  REQUIRE(url.has_value());
  CHECK(*url == Url{.scheme = "https",
                    .host = "registry.example",
                    .port = 8443,
                    .path = "/v2/a%2fb/d",
                    .query = "x=1&y=/?",
                    .has_query = true});
  CHECK(authority(*url) == "registry.example:8443");
  CHECK(request_target(*url) == "/v2/a%2fb/d?x=1&y=/?");
}

TEST_CASE("url: one spelling for what means the same") {
  for (const auto& [text, same] : std::initializer_list<std::pair<std::string, std::string>>{
           {"http://a", "http://a/"},
           {"http://a:80/", "http://a/"},
           {"http://a:/", "http://a/"},
           {"https://a:443", "https://a/"},
           {"http://a:443", "http://a:443/"},
           {"http://a.b./x", "http://a.b/x"},
           {"http://a?", "http://a/?"},
           {"http://a/b/..", "http://a/"},
           {"http://a/b/.", "http://a/b/"},
           {"http://a/../../b", "http://a/b"},
           {"http://a//b", "http://a//b"},
           {"http://[2001:DB8:0::1]:8080/", "http://[2001:db8::1]:8080/"},
           {"http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/"},
           {"http://a/\xc3\xa4\"<>`{|}^", "http://a/%C3%A4%22%3C%3E%60%7B%7C%7D%5E"},
           {"http://my_host-1.local", "http://my_host-1.local/"}}) {
    CAPTURE(text);
    CHECK(read(text) == same);
    CHECK(read(read(text)) == same);
  }
}

TEST_CASE("url: what is none") {
  for (const std::string text : {"",
                                 "a",
                                 "/a",
                                 "//a/b",
                                 "https:",
                                 "https:/a",
                                 "https://",
                                 "https:///a",
                                 "https://:443/",
                                 "https://a:0",
                                 "https://a:65536",
                                 "https://a:8x",
                                 "https://a b/",
                                 "https://a/b c",
                                 "https://a/%",
                                 "https://a/%4",
                                 "https://a/%zz",
                                 "https://a/\x01",
                                 "https://a/\\b",
                                 "https://a/?%",
                                 "https://[::1",
                                 "https://[::1]x",
                                 "https://[1.2.3.4]/",
                                 "https://[fe80::1%25eth0]/",
                                 "https://a..b/",
                                 "https://.a/",
                                 "https://a,b/",
                                 "https://b\xc3\xbc"
                                 "cher.example/",
                                 "https://a%2eb/",
                                 "https://user@a/",
                                 "https://user:password@a/"}) {
    CAPTURE(text);
    CHECK(read(text) == "refused: malformed");
  }
  CHECK(read("ftp://a/") == "refused: unsupported");
  CHECK(read("file:///etc/passwd") == "refused: unsupported");
}

TEST_CASE("url: numbers that resolvers take for an address are no host") {
  for (const std::string host : {"2130706433", "0x7f000001", "0x7f.1", "127.1", "0177.0.0.1",
                                 "1.2.3.4.5", "127.0.0.1.", "a.0x1", "a.1", "256.256.256.256"}) {
    CAPTURE(host);
    CHECK(read("http://" + host + "/") == "refused: malformed");
  }
  CHECK(read("http://127.0.0.1/") == "http://127.0.0.1/");
  CHECK(read("http://1a/") == "http://1a/");
}

TEST_CASE("url: at its bound and one past it") {
  const std::string begin = "https://a/";
  CHECK(parse_url(begin + std::string(limits::url_bytes - begin.size(), 'x')).has_value());
  const auto longer = parse_url(begin + std::string(limits::url_bytes - begin.size() + 1, 'x'));
  REQUIRE_FALSE(longer.has_value());
  CHECK(longer.error().code == ErrorCode::too_large);
  const auto base = parse_url("https://a/");
  CHECK_FALSE(resolve(*base, std::string(limits::url_bytes + 1, 'x')).has_value());
  const std::string label(63, 'x');
  CHECK(parse_url("https://" + label + "/").has_value());
  CHECK_FALSE(parse_url("https://x" + label + "/").has_value());
  const std::string long_name = label + '.' + label + '.' + label + '.' + std::string(61, 'y');
  CHECK(parse_url("https://" + long_name + "/").has_value());
  CHECK_FALSE(parse_url("https://" + long_name + "y/").has_value());
}

TEST_CASE("url: references are resolved as RFC 3986, section 5.4 has it") {
  const auto base = parse_url("http://a/b/c/d;p?q");
  REQUIRE(base.has_value());
  for (const auto& [reference, wanted] : std::initializer_list<std::pair<std::string, std::string>>{
           {"g", "http://a/b/c/g"},
           {"./g", "http://a/b/c/g"},
           {"g/", "http://a/b/c/g/"},
           {"/g", "http://a/g"},
           {"//g", "http://g/"},
           {"?y", "http://a/b/c/d;p?y"},
           {"g?y", "http://a/b/c/g?y"},
           {"#s", "http://a/b/c/d;p?q"},
           {"g#s", "http://a/b/c/g"},
           {"g?y#s", "http://a/b/c/g?y"},
           {";x", "http://a/b/c/;x"},
           {"g;x", "http://a/b/c/g;x"},
           {"", "http://a/b/c/d;p?q"},
           {".", "http://a/b/c/"},
           {"./", "http://a/b/c/"},
           {"..", "http://a/b/"},
           {"../", "http://a/b/"},
           {"../g", "http://a/b/g"},
           {"../..", "http://a/"},
           {"../../", "http://a/"},
           {"../../g", "http://a/g"},
           {"../../../g", "http://a/g"},
           {"../../../../g", "http://a/g"},
           {"/./g", "http://a/g"},
           {"/../g", "http://a/g"},
           {"g.", "http://a/b/c/g."},
           {".g", "http://a/b/c/.g"},
           {"g..", "http://a/b/c/g.."},
           {"..g", "http://a/b/c/..g"},
           {"./../g", "http://a/b/g"},
           {"./g/.", "http://a/b/c/g/"},
           {"g/./h", "http://a/b/c/g/h"},
           {"g/../h", "http://a/b/c/h"},
           {"g;x=1/./y", "http://a/b/c/g;x=1/y"},
           {"g;x=1/../y", "http://a/b/c/y"},
           {"g?y/./x", "http://a/b/c/g?y/./x"},
           {"g?y/../x", "http://a/b/c/g?y/../x"},
           {"https://other:8/x?y", "https://other:8/x?y"}}) {
    CAPTURE(reference);
    const auto url = resolve(*base, reference);
    REQUIRE(url.has_value());
    CHECK(to_string(*url) == wanted);
  }
  CHECK(resolve(*base, "g:h").error().code == ErrorCode::unsupported);
  CHECK(resolve(*base, "http:g").error().code == ErrorCode::malformed);
  CHECK(resolve(*base, "https://me:secret@other/").error().code == ErrorCode::malformed);
}

TEST_CASE("url: a message shows neither credentials nor query") {
  CHECK(shown(*parse_url("https://a:8/b?token=secret")) == "https://a:8/b");
  CHECK(shown_url("https://user:secret@a/b?token=secret#secret") == "https://a/b");
  CHECK(shown_url("user:secret@a:1") == "a:1");
  CHECK(shown_url("https://a/b@c") == "https://a/b@c");
  for (const std::string text : {"https://me:secret@host/x?secret", "ftp://me:secret@host/?secret",
                                 "https://ho st/?secret", "me:secret@host"}) {
    CAPTURE(text);
    const auto url = parse_url(text);
    REQUIRE_FALSE(url.has_value());
    CHECK(url.error().message.find("secret") == std::string::npos);
  }
  CHECK(parse_url("https://me:secret@host/").error().message ==
        "'https://host/' is no URL that can be fetched: it holds credentials before '@', which "
        "belong into a credentials file");
}

TEST_CASE("url: a proxy may have credentials, and no scheme") {
  const auto proxy = parse_proxy_url("http://me%40corp:p%3Aw:x@proxy.corp:3128");
  REQUIRE(proxy.has_value());
  CHECK(proxy->user == "me@corp");
  CHECK(proxy->password == "p:w:x");
  CHECK(proxy->has_user);
  CHECK(to_string(proxy->url) == "http://proxy.corp:3128/");
  const auto bare = parse_proxy_url("proxy:3128");
  REQUIRE(bare.has_value());
  CHECK(to_string(bare->url) == "http://proxy:3128/");
  CHECK_FALSE(bare->has_user);
  CHECK(parse_proxy_url("https://[::1]:3129")->url.host == "::1");
  CHECK(parse_proxy_url("socks5://proxy:1080").error().code == ErrorCode::unsupported);
  CHECK(parse_proxy_url("me:secret@pro xy").error().message.find("secret") == std::string::npos);
  for (const std::string mark : {"/", "?", "#", "@", "//"}) {
    CAPTURE(mark);
    const auto raw = parse_proxy_url("http://me:se" + mark + "cret@proxy:3128");
    REQUIRE(raw.has_value());
    CHECK(raw->password == "se" + mark + "cret");
    CHECK(to_string(raw->url) == "http://proxy:3128/");
    for (const char* const rest : {"cret@proxy:x", "cret@pro xy", "cret@"}) {
      const auto none = parse_proxy_url("http://me:se" + mark + rest);
      REQUIRE_FALSE(none.has_value());
      CHECK(none.error().message.find("cret") == std::string::npos);
      CHECK(none.error().message.find("me:se") == std::string::npos);
    }
  }
}

TEST_CASE("url: an origin is scheme, host and port") {
  const auto same = [](const char* one, const char* other) {
    return is_same_origin(*parse_url(one), *parse_url(other));
  };
  CHECK(same("https://a/x", "https://A:443/y?z"));
  CHECK_FALSE(same("https://a/", "http://a:443/"));
  CHECK_FALSE(same("https://a/", "https://a:444/"));
  CHECK_FALSE(same("https://a/", "https://b.a/"));
}
