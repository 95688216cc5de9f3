#pragma once

#include "core/registry/challenge.h"
#include "core/registry/credentials.h"
#include "core/registry/image_name.h"
#include "core/result.h"
#include "core/url.h"
#include "fetch/http/client.h"

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity::fetch {

// Whose access is used; nothing: anonymous. Asked once, and only where a registry wants to know.
using CredentialSource =
    std::function<std::optional<registry::Credential>(const registry::ImagePlace& place)>;
using SteadyClock = std::function<std::chrono::steady_clock::time_point()>;

// Lets us into one repository: from a challenge to the value of Authorization (distribution's
// auth/token.md and auth/oauth.md). Keeps tokens while they are good, by host and scope; no token
// is in an error.
class RegistryLogin {
 public:
  RegistryLogin(Transport& transport, registry::ImagePlace place, CredentialSource credentials,
                SteadyClock now);

  // To be sent along, as far as known: empty before the first challenge, and once it has expired.
  std::string authorization() const;
  // Answers the challenges of `url`. Errors: denied (no way in that we know, the credentials are
  // refused, a token server where none may be); io, timed_out (the token server is not reached),
  // malformed.
  Result<void> answer(std::string_view challenges, const Url& url);
  // What was tried and given up, for a person.
  const std::vector<std::string>& warnings() const { return warnings_; }

 private:
  struct Kept {
    std::string authorization;
    std::optional<std::chrono::steady_clock::time_point> good_until;  // nothing: always
  };

  const std::optional<registry::Credential>& credential();
  Result<void> keep_token(const registry::Challenge& challenge, const Url& url);
  Result<HttpResponse> ask(const registry::Challenge& challenge, const Url& realm, const Url& url,
                           const std::optional<registry::Credential>& credential);
  std::string scope_of(const registry::Challenge& challenge) const;

  Transport& transport_;
  registry::ImagePlace place_;
  CredentialSource credentials_;
  SteadyClock now_;
  std::optional<std::optional<registry::Credential>> credential_;  // once asked
  std::map<std::string, Kept> kept_;                               // by scope
  std::string scope_;                                              // of the last challenge
  std::vector<std::string> warnings_;
};

}  // namespace prodparity::fetch
