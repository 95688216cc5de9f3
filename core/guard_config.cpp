#include "core/guard_config.h"

#include "core/drift/config_reader.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>

namespace prodparity {
namespace {

using At = ConfigValue;
using Reader = ConfigReader;
using Field = ConfigField<GuardConfig>;

std::string one_of(Reader& reader, const At& at, std::initializer_list<std::string_view> words) {
  std::string word = reader.text(at);
  if (reader.error()) return word;
  if (std::find(words.begin(), words.end(), word) == words.end())
    reader.fail(at, "'" + word + "' is not allowed here");
  return word;
}

constexpr Field fields[] = {
    {"reference", [](Reader& r, const At& at, GuardConfig& c) { c.reference = r.text(at); }},
    {"policy", [](Reader& r, const At& at, GuardConfig& c) { c.policy = r.text(at); }},
    {"enforce",
     [](Reader& r, const At& at, GuardConfig& c) {
       c.enforce = one_of(r, at, {"warn", "block"});
     }},
    {"shell_warnings",
     [](Reader& r, const At& at, GuardConfig& c) { c.shell_warnings = r.boolean(at); }},
    {"agents", [](Reader& r, const At& at, GuardConfig& c) { c.agents = r.text(at); }},
    {"wake_idle_agents",
     [](Reader& r, const At& at, GuardConfig& c) { c.wake_idle_agents = r.boolean(at); }},
    {"attribution",
     [](Reader& r, const At& at, GuardConfig& c) {
       c.attribution = one_of(r, at, {"off", "agents", "all"});
     }},
    {"log_level",
     [](Reader& r, const At& at, GuardConfig& c) {
       c.log_level = one_of(r, at, {"debug", "info", "warn", "error"});
     }},
};

}  // namespace

Result<GuardConfig> read_guard_config(std::string_view bytes, std::string_view path) {
  const Result<nlohmann::json> document = parse_config(bytes, path);
  if (!document) return document.error();
  Reader reader(bytes, path);
  GuardConfig config;
  reader.object<GuardConfig>({*document, ""}, fields, "the configuration", config);
  if (reader.error()) return *reader.error();
  return config;
}

std::string in_workspace(std::string_view path, std::string_view workspace) {
  if (path.empty() || path.front() == '/') return std::string(path);
  if (workspace.empty()) return {};
  return std::string(workspace) + '/' + std::string(path);
}

}  // namespace prodparity
