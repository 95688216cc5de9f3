#pragma once

#include "core/registry/challenge.h"
#include "core/result.h"
#include "core/url.h"

#include <chrono>
#include <string>
#include <string_view>

// The questions to a registry's token server, and its answer (distribution's auth/token.md and
// auth/oauth.md). Tokens and passwords are in no error.
namespace prodparity::registry {

// What is asked for where a challenge names no scope.
std::string pull_scope(std::string_view repository);

// The question to `realm`. `scope` may hold several, separated by spaces: each is one parameter.
std::string token_url(const Url& realm, std::string_view service, std::string_view scope);
// The form that an identity token is exchanged with.
std::string refresh_form(std::string_view service, std::string_view scope,
                         std::string_view identity_token);

struct Token {
  std::string value;
  std::chrono::seconds expires_in{60};  // 60 where the answer does not say, at most a day
};

// Errors: malformed (also a token with characters that no header may hold), too_large.
Result<Token> parse_token(std::string_view bytes);

// "CODE: message; CODE: message" of a registry's error, printable and bounded; empty where it is
// none: many are text or HTML.
std::string error_text(std::string_view bytes);

}  // namespace prodparity::registry
