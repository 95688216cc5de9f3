#include "core/registry/next_page.h"

#include "core/registry/limits.h"
#include "tests/support/catch.h"

#include <string>
#include <string_view>

namespace prodparity::registry {
namespace {

// The next page's address, "" for none, or the error's code.
std::string next(std::string_view field) {
  const auto page = parse_url("https://registry.example/v2/api/referrers/sha256:ab?n=2");
  const auto url = next_page(field, *page);
  if (!url) return std::string(to_string(url.error().code));
  return *url ? to_string(**url) : std::string();
}

}  // namespace

TEST_CASE("next page: by Link, whole or relative to the page") {
  const std::string host = "https://registry.example";
  CHECK(next(R"(</v2/api/referrers/sha256:ab?n=2&last=x>; rel="next")") ==
        host + "/v2/api/referrers/sha256:ab?n=2&last=x");
  CHECK(next("<https://registry.example:443/p>;rel=next") == host + "/p");
  CHECK(next("<//registry.example/p>;rel=next") == host + "/p");
  CHECK(next("<?last=x>; rel=next") == host + "/v2/api/referrers/sha256:ab?last=x");
  CHECK(next("<ab?last=https://x>; rel=next") == host + "/v2/api/referrers/ab?last=https://x");
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
