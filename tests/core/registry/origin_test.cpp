#include "core/registry/origin.h"

#include "core/registry/limits.h"
#include "tests/support/catch.h"

#include <string>
#include <string_view>

namespace prodparity::registry {
namespace {

constexpr std::string_view page = "https://registry.example/v2/api/referrers/sha256:ab?n=2";

// The next page's address, "" for none, or the error's code.
std::string next(std::string_view field) {
  const auto url = next_page(field, page);
  if (!url) return std::string(to_string(url.error().code));
  return url->value_or("");
}

bool may_ask(std::string_view realm, std::string_view api_host, bool plain_http = false) {
  const Result<std::string> checked = checked_realm(realm, api_host, plain_http);
  if (!checked) CHECK(checked.error().code == ErrorCode::denied);
  return checked.has_value();
}

}  // namespace

TEST_CASE("address: scheme, host, port and path") {
  CHECK(split_url("HTTPS://A.example/t?q")->host == Host{.name = "a.example", .port = "443"});
  CHECK(split_url("http://a.example?q")->host.port == "80");
  CHECK(split_url("http://a.example?q")->path == "/?q");
  CHECK(split_url("http://a.example:81")->path == "/");
  for (const std::string_view url :
       {"", "a.example", "ftp://a/", "file:///etc/passwd", "https://", "https:///a",
        "https://u:p@a/", "https://a.example\\@b.example/", "https://a/#b", "https://a/ b",
        "https://a/\n", "//a/b", "https://a\t/"})
    CHECK_FALSE(split_url(url));
}

TEST_CASE("realm: https to any public host, or the registry's own") {
  CHECK(may_ask("https://auth.example/token", "registry.example"));
  CHECK(may_ask("https://registry.example:8443/token", "registry.example:5000"));
  CHECK(may_ask("https://10.0.0.1/token", "10.0.0.1:5000"));
  CHECK(may_ask("http://127.0.0.1:5001/token", "127.0.0.1:5000", true));
  CHECK(may_ask("http://localhost:5001/token", "127.0.0.1:5000", true));
}

TEST_CASE("realm: unencrypted, private and no address are refused, whatever they look like") {
  CHECK_FALSE(may_ask("http://auth.example/token", "registry.example"));
  for (const std::string_view realm :
       {"https://169.254.169.254/latest", "https://127.0.0.1/", "https://localhost:8080/",
        "https://10.0.0.1/", "https://[::1]/", "https://[::ffff:169.254.169.254]/",
        "https://127.1/", "https://2130706433/", "https://registry.example@10.0.0.1/",
        "file:///etc/passwd", "/token", ""})
    CHECK_FALSE(may_ask(realm, "registry.example"));
  // What is asked for by plain http trusts its network, and is still not led to cloud metadata.
  CHECK_FALSE(may_ask("http://169.254.169.254/latest", "registry.example", true));
  CHECK_FALSE(may_ask("http://10.0.0.2/", "10.0.0.1", true));
}

TEST_CASE("realm: its bound") {
  const std::string begin = "https://a/";
  CHECK(may_ask(begin + std::string(limits::header_bytes - begin.size(), 'b'), "a.example"));
  CHECK_FALSE(
      may_ask(begin + std::string(limits::header_bytes + 1 - begin.size(), 'b'), "a.example"));
}

TEST_CASE("next page: by Link, whole or relative to the page") {
  const std::string host = "https://registry.example";
  CHECK(next(R"(</v2/api/referrers/sha256:ab?n=2&last=x>; rel="next")") ==
        host + "/v2/api/referrers/sha256:ab?n=2&last=x");
  CHECK(next("<https://registry.example:443/p>;rel=next") == "https://registry.example:443/p");
  CHECK(next("<//registry.example/p>;rel=next") == host + "/p");
  CHECK(next("<?last=x>; rel=next") == host + "/v2/api/referrers/sha256:ab?last=x");
  CHECK(next("<sha256:ab?last=https://x>; rel=next") ==
        host + "/v2/api/referrers/sha256:ab?last=https://x");
  CHECK(next(R"(</a>; rel="prev", </b>; title="x, <y>"; REL="first NEXT")") == host + "/b");
  CHECK(next("</a>; rel=prev; rel=next").empty());  // the first counts
  CHECK(next("").empty());
}

TEST_CASE("next page: of another origin it is not asked for") {
  for (const std::string_view field :
       {"<https://other.example/p>; rel=next", "<http://registry.example/p>; rel=next",
        "<https://registry.example:444/p>; rel=next", "<//169.254.169.254/p>; rel=next"})
    CHECK(next(field) == "denied");
  for (const std::string_view field :
       {"/p; rel=next", "</p", "</p>; rel=\"next", "<file:///p>; rel=next",
        "<https://u@registry.example/p>; rel=next", "</a b>; rel=next", "x"})
    CHECK(next(field) == "malformed");
}

TEST_CASE("next page: bounds of the field and of its links") {
  const std::string begin = "</a>; rel=next; x=";
  CHECK(next(begin + std::string(limits::header_bytes - begin.size(), 'b')) ==
        "https://registry.example/a");
  CHECK(next(begin + std::string(limits::header_bytes + 1 - begin.size(), 'b')) == "too_large");
  std::string links;
  for (std::size_t i = 1; i < limits::links; ++i)
    links += "</a>,";
  CHECK(next(links + "</b>; rel=next") == "https://registry.example/b");
  CHECK(next(links + "</a>, </b>; rel=next") == "malformed");
}

}  // namespace prodparity::registry
