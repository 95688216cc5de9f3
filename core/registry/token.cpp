#include "core/registry/token.h"

#include "core/json.h"
#include "core/percent.h"
#include "core/registry/limits.h"
#include "core/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity::registry {
namespace {

using nlohmann::json;

constexpr std::size_t longest_seconds = 86'400;

// distribution's oauth.md requires a name of the client, which nothing depends on.
constexpr std::string_view client_name = "prodparity";

Error unusable() {
  return {.code = ErrorCode::malformed,
          .message = "the token server's answer has no usable token",
          .path = {}};
}

bool is_header_text(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

}  // namespace

std::string pull_scope(std::string_view repository) {
  return "repository:" + std::string(repository) + ":pull";
}

std::string token_url(const Url& realm, std::string_view service, std::string_view scope) {
  std::string url = to_string(realm);
  char separator = realm.has_query ? '&' : '?';
  const auto add = [&](std::string_view name, std::string_view value) {
    if (value.empty()) return;
    url.append(1, std::exchange(separator, '&')).append(name).append(percent_encoded(value));
  };
  add("service=", service);
  for (const std::string_view one : split(scope, ' '))
    add("scope=", one);
  return url;
}

std::string refresh_form(std::string_view service, std::string_view scope,
                         std::string_view identity_token) {
  std::string form = "grant_type=refresh_token&service=";
  form.append(percent_encoded(service)).append("&client_id=").append(client_name);
  form.append("&scope=").append(percent_encoded(scope));
  form.append("&refresh_token=").append(percent_encoded(identity_token));
  return form;
}

Result<Token> parse_token(std::string_view bytes) {
  const Result<json> answer = parse_json(bytes, {.limit_bytes = limits::token_bytes});
  // Its message would quote the answer, which may hold a token.
  if (!answer && answer.error().code == ErrorCode::too_large)
    return Error{.code = ErrorCode::too_large,
                 .message = "the token server's answer is too large",
                 .path = {}};
  if (!answer || !answer->is_object()) return unusable();
  Token token{.value = text_at(*answer, "token")};
  if (token.value.empty()) token.value = text_at(*answer, "access_token");
  if (token.value.empty() || token.value.size() > limits::credential_bytes ||
      !is_header_text(token.value))
    return unusable();
  if (const std::size_t seconds = number_at(*answer, "expires_in"); seconds > 0)
    token.expires_in = std::chrono::seconds(std::min(seconds, longest_seconds));
  return token;
}

std::string error_text(std::string_view bytes) {
  const Result<json> document =
      parse_json(bytes, {.limit_bytes = limits::error_bytes, .unique_keys = false});
  if (!document || !document->is_object()) return {};
  const json errors = part_at(*document, "errors");
  if (!errors.is_array()) return {};
  std::string text;
  for (const json& error : errors) {
    const std::string code = text_at(error, "code");
    const std::string message = text_at(error, "message");
    if (code.empty() && message.empty()) continue;
    if (!text.empty()) text += "; ";
    text += code;
    if (!code.empty() && !message.empty()) text += ": ";
    text += message;
    if (text.size() > limits::error_text_bytes) break;
  }
  return printable(text, limits::error_text_bytes);
}

}  // namespace prodparity::registry
