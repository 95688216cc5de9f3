#include "fetch/credential_files.h"

#include "core/registry/limits.h"
#include "core/text.h"
#include "io/child.h"
#include "io/files.h"

#include <unistd.h>

#include <cstdlib>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity::fetch {
namespace {

using registry::Credential;
using registry::CredentialChoice;
using registry::ImagePlace;

// The helper that editors put into a container asks the editor outside, and waits when that is
// gone.
constexpr int helper_seconds = 10;
// docker-credential-helpers, credentials/error.go: there is none, which is no failure.
constexpr std::string_view nothing_kept = "credentials not found";

std::string environment_variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

Result<std::string> read_file(const std::string& path) {
  const Result<std::unique_ptr<Files>> root = open_root("/");
  if (!root) return root.error();
  return (*root)->read(path, registry::limits::credential_file_bytes);
}

// A program by its name, in the folders of PATH; a relative folder is left out.
std::optional<std::string> found_program(const std::string& name, const std::string& path) {
  for (const std::string_view folder : split(path, ':')) {
    std::string program = std::string(folder) + '/' + name;
    if (folder.starts_with('/') && ::access(program.c_str(), X_OK) == 0) return program;
  }
  return std::nullopt;
}

Result<std::string> ask_helper(const std::string& helper, const std::string& input,
                               const std::string& path) {
  const auto program = found_program("docker-credential-" + helper, path);
  if (!program)
    return Error{.code = ErrorCode::not_found, .message = "there is no such program", .path = {}};
  return run_child({*program, "get"}, registry::limits::helper_bytes, helper_seconds, input);
}

class Finder {
 public:
  Finder(const ImagePlace& place, CredentialOutside outside)
      : place_(place), outside_(std::move(outside)) {
    if (!outside_.environment) outside_.environment = environment_variable;
    if (!outside_.read) outside_.read = read_file;
    if (!outside_.ask)
      outside_.ask = [this](const std::string& helper, const std::string& input) {
        return ask_helper(helper, input, variable("PATH"));
      };
  }
  Finder(const Finder&) = delete;
  Finder& operator=(const Finder&) = delete;

  FoundCredential run() {
    if (const std::string text = variable("DOCKER_AUTH_CONFIG"); !text.empty())
      take_choice(text, "DOCKER_AUTH_CONFIG", false);
    for (const std::string& path : paths()) {
      if (found_.credential) break;
      const Result<std::string> file = outside_.read(path);
      if (file) {
        take_choice(*file, path, true);
      } else if (file.error().code != ErrorCode::not_found) {
        warn(path, "cannot be read: " + file.error().message);
      }
    }
    return std::move(found_);
  }

 private:
  std::string variable(const char* name) const { return outside_.environment(name); }

  // Of docker, then of podman. What is relative is nobody's.
  std::vector<std::string> paths() const {
    const std::string home = variable("HOME");
    const auto below = [](const std::string& folder, std::string_view rest) {
      return folder.starts_with('/') ? folder + std::string(rest) : std::string();
    };
    const std::string docker = variable("DOCKER_CONFIG");
    const std::string config = variable("XDG_CONFIG_HOME");
    std::vector<std::string> paths = {
        docker.empty() ? below(home, "/.docker/config.json") : below(docker, "/config.json"),
        below(variable("REGISTRY_AUTH_FILE"), ""),
        below(variable("XDG_RUNTIME_DIR"), "/containers/auth.json"),
        config.empty() ? below(home, "/.config/containers/auth.json")
                       : below(config, "/containers/auth.json")};
    std::erase(paths, std::string());
    return paths;
  }

  void take_choice(const std::string& file, const std::string& path, bool with_helpers) {
    const Result<CredentialChoice> choice = registry::choose_credential(file, place_);
    if (!choice) {
      warn(path, "cannot be used: " + choice.error().message);
    } else if (choice->helper.empty()) {
      found_.credential = choice->credential;
    } else if (with_helpers) {
      take_answer(choice->helper, path);
    }
  }

  // What a failing helper prints may hold a secret: none of it is told.
  void take_answer(const std::string& helper, const std::string& path) {
    const Result<std::string> answer = outside_.ask(helper, place_.credential_key);
    const std::string program = "names the helper docker-credential-" + helper + ", which ";
    if (!answer) {
      const Error& error = answer.error();
      if (error.message.find(nothing_kept) != std::string::npos) return;
      if (error.code == ErrorCode::not_found) {
        warn(path, program + "is not here");
      } else if (error.code == ErrorCode::timed_out) {
        warn(path, program +
                       "does not answer and was ended: log in anew (docker login), or take "
                       "the helper out of that file");
      } else {
        warn(path, program + "fails");
      }
      return;
    }
    const Result<Credential> credential = registry::parse_helper_answer(*answer);
    if (credential) {
      found_.credential = *credential;
    } else {
      warn(path, program + "answers nothing that can be used");
    }
  }

  void warn(const std::string& path, const std::string& what) {
    found_.warnings.push_back(printable(path) + ' ' + what);
  }

  const ImagePlace& place_;
  CredentialOutside outside_;
  FoundCredential found_;
};

}  // namespace

std::string variable_of(const CredentialOutside& outside, const char* name) {
  return outside.environment ? outside.environment(name) : environment_variable(name);
}

FoundCredential find_credential(const ImagePlace& place, const CredentialOutside& outside) {
  return Finder(place, outside).run();
}

}  // namespace prodparity::fetch
