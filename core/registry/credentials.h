#pragma once

#include "core/registry/image_name.h"
#include "core/result.h"

#include <optional>
#include <string>
#include <string_view>

// Credential files as docker and podman write them (docker/cli, config/configfile/file.go;
// containers-auth.json(5)), and what docker's credential helpers answer. No secret is in an error.
namespace prodparity::registry {

struct Credential {
  std::string user;
  std::string password;
  std::string identity_token;  // in place of both

  bool operator==(const Credential&) const = default;
};

// What one file says about an image's registry: ask that helper, this credential, or nothing.
struct CredentialChoice {
  std::string helper;  // "osxkeychain": the program docker-credential-osxkeychain
  std::optional<Credential> credential{};

  bool operator==(const CredentialChoice&) const = default;
};

// credHelpers of the registry, else credsStore, else auths: the narrowest of podman's entries that
// the repository is below, then the registry's own. A host counts only where it is the same.
// Errors: as parse_json; malformed where its part about this registry is.
Result<CredentialChoice> choose_credential(std::string_view file, const ImagePlace& place);

// A helper's standard output. Errors: malformed, too_large.
Result<Credential> parse_helper_answer(std::string_view bytes);

// "Basic dXNlcjpwdw==".
std::string basic_authorization(const Credential& credential);

}  // namespace prodparity::registry
