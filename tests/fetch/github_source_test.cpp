#include "fetch/github_source.h"

#include "core/digest.h"
#include "tests/support/catch.h"
#include "tests/support/fake_transport.h"

#include <string>
#include <vector>

using namespace prodparity;
using namespace prodparity::fetch;
using namespace prodparity::test;

namespace {

const std::string digest = "sha256:" + sha256_hex("image");
const std::string page = "https://api.github.com/repos/acme/api/attestations/" + digest;
const std::string first = page + "?per_page=100";
const std::string stored = "https://storage.example/bundle?sig=secret";

std::string attestations(const std::string& list) {
  return R"({"attestations":[)" + list + "]}";
}

struct Found {
  ErrorCode code = ErrorCode::empty;
  std::string message;
  std::vector<std::string> bundles;
  std::vector<std::string> places;
};

Found fetched(FakeTransport& transport, const std::string& token = {}) {
  Found found;
  const auto result = fetch_github(transport, {.repository = "acme/api", .digest = digest},
                                   {.token = token, .http = {}},
                                   [&](const FoundDocument& document) -> Result<void> {
                                     CHECK(document.kind == MaterialKind::bundle);
                                     CHECK(document.bytes == document.whole().size());
                                     found.bundles.push_back(document.whole());
                                     found.places.push_back(document.place);
                                     return {};
                                   });
  if (result) return found;
  found.code = result.error().code;
  found.message = result.error().message;
  return found;
}

}  // namespace

TEST_CASE("github: bundles in the answer, page by page") {
  FakeTransport transport;
  HttpResponse with_next{.status = 200};
  with_next.headers = {{"link", "<" + page + "?per_page=100&after=x>; rel=\"next\""}};
  transport.put(first, attestations(R"({"bundle":{"a":1}},{"bundle":{"b":2}})"), with_next);
  transport.put(page + "?per_page=100&after=x", attestations(R"({"bundle":{"c":3}})"));
  const Found found = fetched(transport);
  CHECK(found.message.empty());
  CHECK(found.bundles == std::vector<std::string>{R"({"a":1})", R"({"b":2})", R"({"c":3})"});
  CHECK(found.places[0] == page);
}

TEST_CASE("github: a bundle that is only named is fetched without the token, and unpacked") {
  FakeTransport transport;
  transport.put(first, attestations(R"({"bundle":null,"bundle_url":")" + stored + R"("})"));
  HttpResponse packed{.status = 200};
  packed.headers = {{"content-type", "application/x-snappy"}};
  transport.put(stored, std::string("\x07\x18", 2) + R"({"a":1})", packed);
  const Found found = fetched(transport, "token");
  CHECK(found.message.empty());
  CHECK(found.bundles == std::vector<std::string>{R"({"a":1})"});
  CHECK(found.places == std::vector<std::string>{"https://storage.example/bundle"});
  REQUIRE(transport.asked.size() == 2);
  CHECK(transport.asked[0].headers.back() ==
        std::pair<std::string, std::string>{"Authorization", "Bearer token"});
  CHECK(transport.asked[1].headers.empty());
  CHECK(transport.asked[1].named_by == first);
}

TEST_CASE("github: a page that led to another host gets its next one asked for without the token") {
  FakeTransport transport;
  HttpResponse led{.status = 200};
  led.url = "https://elsewhere.example/1";
  led.headers = {{"link", "<https://elsewhere.example/2>; rel=\"next\""}};
  transport.put(first, attestations(R"({"bundle":{"a":1}})"), led);
  transport.put("https://elsewhere.example/2", attestations(R"({"bundle":{"b":2}})"));
  const Found found = fetched(transport, "token");
  CHECK(found.bundles.size() == 2);
  REQUIRE(transport.asked.size() == 2);
  CHECK(transport.asked[0].headers.back().second == "Bearer token");
  for (const auto& header : transport.asked[1].headers)
    CHECK(header.first != "Authorization");
}

TEST_CASE("github: a named bundle may be plain, and otherwise packed is named as unsupported") {
  FakeTransport transport;
  transport.put(first, attestations(R"({"bundle_url":")" + stored + R"("})"));
  transport.put(stored, R"( {"a":1})");
  CHECK(fetched(transport).bundles == std::vector<std::string>{R"( {"a":1})"});
  HttpResponse packed{.status = 200};
  packed.headers = {{"content-type", "application/x-brotli"}};
  transport.put(stored, "\x0b\x02", packed);
  const Found found = fetched(transport);
  CHECK(found.code == ErrorCode::unsupported);
  CHECK(found.message.find("'application/x-brotli'") != std::string::npos);
}

TEST_CASE("github: none there, no access and not reached are not the same") {
  FakeTransport transport;
  CHECK(fetched(transport).code == ErrorCode::empty);
  CHECK(fetched(transport).bundles.empty());
  for (const int status : {401, 403}) {
    transport.put(first, "", {.status = status});
    CHECK(fetched(transport).code == ErrorCode::denied);
  }
  transport.put(first, "", {.status = 500});
  CHECK(fetched(transport).code == ErrorCode::io);
  transport.put(first, "no JSON");
  CHECK(fetched(transport).code == ErrorCode::malformed);
  transport.put(first, attestations(R"({"bundle_url":")" + stored + R"("})"));
  const Found gone = fetched(transport);
  CHECK(gone.code == ErrorCode::io);
  CHECK(gone.message.find("secret") == std::string::npos);
  transport.errors[first] = {.code = ErrorCode::timed_out, .message = "no answer"};
  CHECK(fetched(transport).code == ErrorCode::timed_out);
}

TEST_CASE("github: pages without end, and one of another host") {
  FakeTransport transport;
  HttpResponse circle{.status = 200};
  circle.headers = {{"link", "<" + first + ">; rel=next"}};
  transport.put(first, attestations(""), circle);
  CHECK(fetched(transport).code == ErrorCode::too_large);
  HttpResponse away{.status = 200};
  away.headers = {{"link", "<https://other.example/>; rel=next"}};
  transport.put(first, attestations(""), away);
  CHECK(fetched(transport, "token").code == ErrorCode::denied);
}

TEST_CASE("github: how an image is named") {
  CHECK(github_address("acme/api@" + digest).value() ==
        GithubAddress{.repository = "acme/api", .digest = digest});
  CHECK(github_address("acme@" + digest).value().repository == "acme");
  for (const std::string text : {"", "acme/api", "acme/api@", "acme/api@sha256:00"})
    CHECK(github_address(text).error().code == ErrorCode::wrong_usage);
}
