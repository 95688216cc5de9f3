#include "core/registry/credentials.h"

#include "core/base64.h"
#include "core/json.h"
#include "core/registry/limits.h"
#include "core/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity::registry {
namespace {

using nlohmann::json;

Error malformed(std::string_view what) {
  return {.code = ErrorCode::malformed, .message = std::string(what), .path = {}};
}

// A word that may stand in a program's name: no path, no option.
bool is_helper_name(std::string_view name) {
  return !name.empty() && name.size() <= 128 && name.front() != '-' && name.front() != '.' &&
         std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '_' || c == '.';
         });
}

bool is_bounded(const Credential& credential) {
  return credential.user.size() <= limits::credential_bytes &&
         credential.password.size() <= limits::credential_bytes &&
         credential.identity_token.size() <= limits::credential_bytes;
}

struct Key {
  std::string host;
  std::string_view path;  // podman's: "acme/api" of "registry.example/acme/api"
};

// Docker writes "https://index.docker.io/v1/", old ones "https://HOST/v2/".
Key key_of(std::string_view key) {
  for (const std::string_view scheme : {"https://", "http://"})
    if (key.starts_with(scheme)) key.remove_prefix(scheme.size());
  const std::size_t slash = key.find('/');
  Key parts{.host = ascii_lower(key.substr(0, slash)), .path = {}};
  if (slash != std::string_view::npos) parts.path = key.substr(slash + 1);
  while (parts.path.ends_with('/'))
    parts.path.remove_suffix(1);
  if (parts.path == "v1" || parts.path == "v2") parts.path = {};
  return parts;
}

// Docker Hub has had several names, and credentials are kept under each.
std::string_view one_name(std::string_view host) {
  return host == "index.docker.io" || host == "registry-1.docker.io" ? "docker.io" : host;
}

// 0: of another registry or repository; the greatest is the narrowest.
std::size_t fitness(std::string_view name, const ImagePlace& place) {
  const Key key = key_of(name);
  if (one_name(key.host) != one_name(place.registry)) return 0;
  if (key.path.empty()) return 1;
  if (place.repository != key.path && !is_inside(place.repository, key.path)) return 0;
  return 1 + key.path.size();
}

Result<Credential> credential_of(const json& entry) {
  const auto unusable =
      malformed("the entry of this registry in the credential file is not usable");
  if (!entry.is_object()) return unusable;
  Credential credential{.user = text_at(entry, "username"),
                        .password = text_at(entry, "password"),
                        .identity_token = text_at(entry, "identitytoken")};
  if (const std::string auth = text_at(entry, "auth"); !auth.empty()) {
    std::optional<std::string> both = base64_decoded(auth);
    if (!both) return unusable;
    while (both->ends_with('\0'))
      both->pop_back();
    const std::size_t colon = both->find(':');
    if (colon == std::string::npos) return unusable;
    credential.user = both->substr(0, colon);
    credential.password = both->substr(colon + 1);
  }
  // go-containerregistry, pkg/authn: a registry token of its own kind is not what a user has.
  if (!is_bounded(credential)) return unusable;
  return credential;
}

bool is_empty(const Credential& credential) {
  return credential.user.empty() && credential.password.empty() &&
         credential.identity_token.empty();
}

Result<std::optional<Credential>> from_auths(const json& auths, const ImagePlace& place) {
  std::pair<std::size_t, const json*> best{0, nullptr};
  if (auths.is_object())
    for (const auto& [name, entry] : auths.items())
      if (const std::size_t fits = fitness(name, place); fits > best.first) best = {fits, &entry};
  if (best.second == nullptr) return std::optional<Credential>();
  const Result<Credential> credential = credential_of(*best.second);
  if (!credential) return credential.error();
  if (is_empty(*credential)) return std::optional<Credential>();
  return std::optional<Credential>(*credential);
}

// credHelpers' own host, under each name that it has.
std::string helper_of(const json& document, const ImagePlace& place) {
  const json helpers = part_at(document, "credHelpers");
  if (helpers.is_object())
    for (const auto& [name, helper] : helpers.items())
      if (helper.is_string() && fitness(name, place) == 1) return helper.get<std::string>();
  return text_at(document, "credsStore");
}

}  // namespace

Result<CredentialChoice> choose_credential(std::string_view file, const ImagePlace& place) {
  const Result<json> document =
      parse_json(file, {.limit_bytes = limits::credential_file_bytes, .unique_keys = false});
  // A syntax error quotes what it met, which may be a part of a secret.
  if (!document && document.error().code == ErrorCode::malformed)
    return malformed("the credential file is not valid JSON");
  if (!document) return document.error();
  if (!document->is_object()) return malformed("the credential file is no JSON object");
  if (std::string helper = helper_of(*document, place); !helper.empty()) {
    if (!is_helper_name(helper))
      return malformed("the credential file names a helper that is no program's name");
    return CredentialChoice{.helper = std::move(helper)};
  }
  const auto credential = from_auths(part_at(*document, "auths"), place);
  if (!credential) return credential.error();
  return CredentialChoice{.helper = {}, .credential = *credential};
}

Result<Credential> parse_helper_answer(std::string_view bytes) {
  const Result<json> answer =
      parse_json(bytes, {.limit_bytes = limits::helper_bytes, .unique_keys = false});
  if (!answer && answer.error().code == ErrorCode::too_large)
    return Error{.code = ErrorCode::too_large,
                 .message = "the credential helper's answer is too large",
                 .path = {}};
  if (!answer || !answer->is_object())
    return malformed("the credential helper's answer is not what helpers answer");
  Credential credential{.user = text_at(*answer, "Username"),
                        .password = text_at(*answer, "Secret"),
                        .identity_token = {}};
  if (credential.password.empty() || !is_bounded(credential))
    return malformed("the credential helper's answer has no usable secret");
  if (credential.user == "<token>")
    credential = {.user = {}, .password = {}, .identity_token = std::move(credential.password)};
  return credential;
}

std::string basic_authorization(const Credential& credential) {
  return "Basic " + base64_encoded(credential.user + ':' + credential.password);
}

}  // namespace prodparity::registry
