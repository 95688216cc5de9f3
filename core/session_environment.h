#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// How a person's session reaches the network, and with which credentials: what a daemon that was
// started by something else (an entrypoint) cannot know, and what is fetched for this person will
// need. Values may hold passwords: they are kept in memory alone, and nothing prints them. Pure.
namespace prodparity {

using SessionEnvironment = std::map<std::string, std::string, std::less<>>;

inline constexpr std::array<std::string_view, 22> session_variables = {"ALL_PROXY",
                                                                       "CURL_CA_BUNDLE",
                                                                       "HTTPS_PROXY",
                                                                       "HTTP_PROXY",
                                                                       "NODE_EXTRA_CA_CERTS",
                                                                       "NO_PROXY",
                                                                       "REQUESTS_CA_BUNDLE",
                                                                       "SSL_CERT_DIR",
                                                                       "SSL_CERT_FILE",
                                                                       "PIP_CERT",
                                                                       "all_proxy",
                                                                       "http_proxy",
                                                                       "https_proxy",
                                                                       "no_proxy",
                                                                       "HOME",
                                                                       "PATH",
                                                                       "DOCKER_CONFIG",
                                                                       "DOCKER_AUTH_CONFIG",
                                                                       "REGISTRY_AUTH_FILE",
                                                                       "XDG_CONFIG_HOME",
                                                                       "XDG_RUNTIME_DIR",
                                                                       "GITHUB_TOKEN"};
// Every session has them, so that they say nothing of it.
inline constexpr std::array<std::string_view, 2> usual_variables = {"HOME", "PATH"};

// Empty, or why the daemon does not take this variable; never with the value.
std::string wrong_session_variable(std::string_view name, std::string_view value);

// What each user's session has; a user's is for what runs as that user, and for nobody else.
class SessionEnvironments {
 public:
  // In place of what this user had. False: there are too many users.
  bool keep(unsigned uid, SessionEnvironment environment);
  // Null where the user handed nothing over.
  const SessionEnvironment* of(unsigned uid) const;
  // Whose came last; nothing: nobody's.
  std::optional<unsigned> latest() const { return latest_; }
  std::vector<std::string> names() const;  // of all users' variables but the usual ones, sorted

 private:
  std::map<unsigned, SessionEnvironment> of_user_;
  std::optional<unsigned> latest_;
};
inline constexpr std::size_t session_users = 16;

}  // namespace prodparity
