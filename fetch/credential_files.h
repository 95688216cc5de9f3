#pragma once

#include "core/registry/credentials.h"
#include "core/registry/image_name.h"
#include "core/result.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace prodparity::fetch {

// What the outside gives: an environment, files and programs. Functions that are not set are the
// real ones.
struct CredentialOutside {
  std::function<std::string(const char* name)> environment;  // empty: not set
  // Whole content; not_found where it is not there.
  std::function<Result<std::string>(const std::string& path)> read;
  // Runs a helper with a line on its standard input and gives its standard output.
  std::function<Result<std::string>(const std::string& helper, const std::string& input)> ask;
};

// Empty: not set.
std::string variable_of(const CredentialOutside& outside, const char* name);

struct FoundCredential {
  std::optional<registry::Credential> credential;  // nothing: anonymous
  std::vector<std::string> warnings;               // what was there and could not be used
};

// The first that says something, in this order: DOCKER_AUTH_CONFIG, docker's config.json
// (DOCKER_CONFIG or ~/.docker), REGISTRY_AUTH_FILE, podman's auth.json below XDG_RUNTIME_DIR, then
// below XDG_CONFIG_HOME or ~/.config. A file that cannot be used and a helper that is missing,
// fails or hangs are warnings: a public image needs none.
FoundCredential find_credential(const registry::ImagePlace& place,
                                const CredentialOutside& outside = {});

}  // namespace prodparity::fetch
