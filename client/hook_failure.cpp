#include "client/hook_failure.h"

#include "core/agent_cursors.h"
#include "core/json.h"
#include "core/limits.h"
#include "core/text.h"
#include "io/state_files.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdlib>
#include <string>
#include <string_view>

namespace prodparity {
namespace {

constexpr unsigned folder_mode = 0755;  // as the daemon makes it
constexpr unsigned file_mode = 0644;

std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// Of the user, also of root: it is no part of what the daemon keeps. Empty where none is known.
std::string folder_of_failures() {
  const std::string state = environment("XDG_STATE_HOME");
  if (state.starts_with('/')) return state + "/prodparity";
  const std::string home = environment("HOME");
  return home.starts_with('/') ? home + "/.local/state/prodparity" : "";
}

std::string path_of(std::string_view folder, std::string_view agent) {
  return fmt::format("{}/hook-failure-{}.json", folder, agent);
}

}  // namespace

void note_hook_failure(std::string_view agent, const Error& error) {
  if (!is_agent_name(agent)) return;
  const std::string folder = folder_of_failures();
  if (folder.empty() || make_own_folder(folder, folder_mode)) return;
  const auto now =
      std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::now());
  const std::string text =
      dump_json({{"time", fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
                                      fmt::gmtime(std::chrono::system_clock::to_time_t(now)))},
                 {"message", printable(to_string(error))}});
  static_cast<void>(replace_file(path_of(folder, agent), text + '\n', file_mode, Durable::no));
}

std::optional<HookFailure> last_hook_failure(std::string_view agent) {
  if (!is_agent_name(agent)) return std::nullopt;
  const Result<std::string> bytes =
      read_own_file(path_of(folder_of_failures(), agent), limits::config_bytes);
  if (!bytes) return std::nullopt;
  const Result<nlohmann::json> failure = parse_json(*bytes);
  if (!failure || !failure->is_object()) return std::nullopt;
  return HookFailure{.time = text_at(*failure, "time"), .message = text_at(*failure, "message")};
}

}  // namespace prodparity
