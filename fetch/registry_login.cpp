#include "fetch/registry_login.h"

#include "core/registry/limits.h"
#include "core/registry/token.h"
#include "core/text.h"
#include "core/url.h"
#include "fetch/http/redirect.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity::fetch {
namespace {

using registry::Challenge;
using registry::Credential;

// Before a token's end it is not used any more: it must hold until the request is there.
constexpr std::chrono::seconds slack{10};
constexpr std::string_view form_type = "application/x-www-form-urlencoded";

Error denied(std::string message) {
  return {.code = ErrorCode::denied, .message = std::move(message), .path = {}};
}

const Challenge* find(const std::vector<Challenge>& challenges, std::string_view scheme) {
  const auto found = std::ranges::find(challenges, scheme, &Challenge::scheme);
  return found == challenges.end() ? nullptr : &*found;
}

HttpLimits token_limits() {
  HttpLimits limits;
  limits.body_bytes = registry::limits::token_bytes;
  return limits;
}

bool is_refusal(int status) {
  return status == 400 || status == 401 || status == 403;
}

}  // namespace

RegistryLogin::RegistryLogin(Transport& transport, registry::ImagePlace place,
                             CredentialSource credentials, SteadyClock now)
    : transport_(transport),
      place_(std::move(place)),
      credentials_(std::move(credentials)),
      now_(std::move(now)) {}

std::string RegistryLogin::authorization() const {
  const auto found = kept_.find(scope_);
  if (found == kept_.end()) return {};
  if (found->second.good_until && now_() >= *found->second.good_until) return {};
  return found->second.authorization;
}

const std::optional<Credential>& RegistryLogin::credential() {
  if (!credential_) credential_ = credentials_ ? credentials_(place_) : std::nullopt;
  return *credential_;
}

std::string RegistryLogin::scope_of(const Challenge& challenge) const {
  const std::string_view scope = challenge.parameter("scope");
  return scope.empty() ? registry::pull_scope(place_.repository) : std::string(scope);
}

Result<void> RegistryLogin::answer(std::string_view challenges, const Url& url) {
  const auto read = registry::parse_challenges(challenges);
  if (!read) return read.error();
  if (const Challenge* bearer = find(*read, "bearer")) return keep_token(*bearer, url);
  if (find(*read, "basic") == nullptr)
    return denied(place_.registry + " wants to know who asks in a way that is not known here");
  const std::optional<Credential>& known = credential();
  if (!known || !known->identity_token.empty())
    return denied(place_.registry +
                  " wants a user and a password, and no credential file here has them");
  scope_.clear();
  Kept kept{.authorization = registry::basic_authorization(*known), .good_until = {}};
  const auto before = kept_.find(scope_);
  if (before != kept_.end())
    return denied(place_.registry + " refuses the user and password of the credential file");
  kept_.emplace(scope_, std::move(kept));
  return {};
}

Result<HttpResponse> RegistryLogin::ask(const Challenge& challenge, const Url& realm,
                                        const Url& url,
                                        const std::optional<Credential>& credential) {
  const std::string scope = scope_of(challenge);
  const std::string_view service = challenge.parameter("service");
  HttpRequest get{.url = registry::token_url(realm, service, scope), .named_by = to_string(url)};
  if (credential && !credential->identity_token.empty()) {
    HttpRequest post{.method = "POST", .url = to_string(realm), .named_by = to_string(url)};
    post.headers.emplace_back("Content-Type", form_type);
    post.body = registry::refresh_form(service, scope, credential->identity_token);
    const Result<HttpResponse> answer = transport_.send(post, token_limits());
    // A server without it: as a password of nobody in particular, as docker does.
    if (!answer || (answer->status != 404 && answer->status != 405)) return answer;
    get.headers.emplace_back(
        "Authorization",
        registry::basic_authorization(
            {.user = "<token>", .password = credential->identity_token, .identity_token = {}}));
  } else if (credential) {
    get.headers.emplace_back("Authorization", registry::basic_authorization(*credential));
  }
  return transport_.send(get, token_limits());
}

Result<void> RegistryLogin::keep_token(const Challenge& challenge, const Url& url) {
  const Result<Url> realm = parse_url(challenge.parameter("realm"));
  if (!realm)
    return denied(place_.registry +
                  " sends us for a token to what is no address: " + realm.error().message);
  // Before anybody is asked for credentials: whoever may be sent there may have them.
  if (const Result<void> allowed = may_lead(url, *realm); !allowed) return allowed.error();
  Result<HttpResponse> answer = ask(challenge, *realm, url, credential());
  if (answer && is_refusal(answer->status) && credential()) {
    // Credentials that are out of date must not hide an image that is open to all.
    warnings_.push_back("the token server of " + place_.registry +
                        " refuses the credentials: asked without");
    credential_ = std::optional<Credential>();
    answer = ask(challenge, *realm, url, std::nullopt);
  }
  if (!answer) return answer.error();
  if (is_refusal(answer->status))
    return denied("the token server of " + place_.registry + " lets nobody read " +
                  place_.repository + " without credentials");
  if (answer->status != 200)
    return Error{.code = ErrorCode::io,
                 .message = "the token server of " + place_.registry + " answers " +
                            std::to_string(answer->status),
                 .path = {}};
  const Result<registry::Token> token = registry::parse_token(answer->body);
  if (!token) return token.error();
  scope_ = scope_of(challenge);
  const auto kept_for = token->expires_in - std::min(slack, token->expires_in / 4);
  kept_.insert_or_assign(
      scope_, Kept{.authorization = "Bearer " + token->value, .good_until = now_() + kept_for});
  return {};
}

}  // namespace prodparity::fetch
