#include "core/session_environment.h"

#include "core/limits.h"
#include "tests/support/catch.h"

#include <string>
#include <vector>

namespace prodparity {
namespace {

using Names = std::vector<std::string>;

TEST_CASE("session environment: proxies, certificates and credentials are taken, nothing else") {
  for (const std::string_view name : session_variables)
    CHECK(wrong_session_variable(name, "http://user:secret@proxy:3128").empty());
  for (const char* const name : {"LD_PRELOAD", "OPENSSL_CONF", "Http_Proxy", "https_proxy ", ""})
    CHECK_FALSE(wrong_session_variable(name, "x").empty());
}

TEST_CASE("session environment: what is wrong with a value is said without it") {
  const std::string longest(limits::pattern_bytes, 's');
  CHECK(wrong_session_variable("no_proxy", longest).empty());
  CHECK(wrong_session_variable("no_proxy", longest + 's') == "is too long");
  CHECK(wrong_session_variable("no_proxy", "secret\n") == "holds a control character");
}

TEST_CASE("session environment: each user's is their own, replaced as a whole, and can be ended") {
  SessionEnvironments all;
  CHECK(all.of(1000) == nullptr);
  CHECK(all.keep(1000, {{"https_proxy", "a"}, {"no_proxy", "b"}}));
  CHECK(all.keep(0, {{"SSL_CERT_FILE", "c"}}));
  REQUIRE(all.of(1000) != nullptr);
  CHECK(all.of(1000)->at("https_proxy") == "a");
  CHECK_FALSE(all.of(0)->contains("https_proxy"));
  CHECK(all.names() == Names{"SSL_CERT_FILE", "https_proxy", "no_proxy"});
  CHECK(all.latest() == 0U);
  CHECK(all.keep(0, {{"SSL_CERT_FILE", "c"}, {"HOME", "/root"}, {"PATH", "/bin"}}));
  CHECK(all.names() == Names{"SSL_CERT_FILE", "https_proxy", "no_proxy"});  // all have those
  CHECK(all.keep(1000, {{"no_proxy", "d"}}));
  CHECK(*all.of(1000) == SessionEnvironment{{"no_proxy", "d"}});
  CHECK(all.latest() == 1000U);
  CHECK(all.keep(1000, {}));
  CHECK(all.of(1000) == nullptr);
  CHECK_FALSE(all.latest().has_value());
}

TEST_CASE("session environment: of so many users and no more") {
  SessionEnvironments all;
  for (unsigned uid = 0; uid < session_users; ++uid)
    CHECK(all.keep(uid, {{"no_proxy", "x"}}));
  CHECK_FALSE(all.keep(99, {{"no_proxy", "x"}}));
  CHECK(all.keep(3, {{"no_proxy", "y"}}));
  CHECK(all.of(99) == nullptr);
}

}  // namespace
}  // namespace prodparity
