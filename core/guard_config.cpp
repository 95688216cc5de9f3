#include "core/guard_config.h"

#include "core/drift/config_reader.h"
#include "core/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

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

// Paths, separated by commas.
std::vector<std::string> files_of(const std::string& text) {
  std::vector<std::string> files;
  for (const std::string_view part : split(text, ',')) {
    if (!trim(part).empty()) files.emplace_back(trim(part));
  }
  return files;
}

// A feature's option is text: "30"; empty: of any age.
int days_of(Reader& reader, const At& at) {
  const std::string text = reader.text(at);
  int days = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), days);
  const bool is_number = error == std::errc() && end == text.data() + text.size();
  if (!reader.error() && !text.empty() && (!is_number || days < 0 || days > 36'500))
    reader.fail(at, "'" + text + "' is no number of days");
  return days;
}

constexpr Field fields[] = {
    {"reference", [](Reader& r, const At& at, GuardConfig& c) { c.reference = r.text(at); }},
    {"verify",
     [](Reader& r, const At& at, GuardConfig& c) {
       const std::string word = one_of(r, at, {"auto", "require", "off"});
       c.trust.verify = parse_verify_mode(word).value_or(VerifyMode::automatic);
     }},
    {"keys",
     [](Reader& r, const At& at, GuardConfig& c) { c.trust.signer.keys = files_of(r.text(at)); }},
    {"certificate_identity",
     [](Reader& r, const At& at, GuardConfig& c) { c.trust.signer.identity = r.text(at); }},
    {"certificate_identity_regexp",
     [](Reader& r, const At& at, GuardConfig& c) { c.trust.signer.identity_regexp = r.text(at); }},
    {"certificate_oidc_issuer",
     [](Reader& r, const At& at, GuardConfig& c) { c.trust.signer.issuer = r.text(at); }},
    {"certificate_oidc_issuer_regexp",
     [](Reader& r, const At& at, GuardConfig& c) { c.trust.signer.issuer_regexp = r.text(at); }},
    {"trusted_root",
     [](Reader& r, const At& at, GuardConfig& c) { c.trust.trusted_root = r.text(at); }},
    {"allow_unsigned",
     [](Reader& r, const At& at, GuardConfig& c) { c.trust.allow_unsigned = r.boolean(at); }},
    {"ca_file", [](Reader& r, const At& at, GuardConfig& c) { c.network.ca_file = r.text(at); }},
    {"https_proxy",
     [](Reader& r, const At& at, GuardConfig& c) { c.network.https_proxy = r.text(at); }},
    {"no_proxy", [](Reader& r, const At& at, GuardConfig& c) { c.network.no_proxy = r.text(at); }},
    {"max_age_days",
     [](Reader& r, const At& at, GuardConfig& c) { c.trust.max_age_days = days_of(r, at); }},
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
  const std::string wrong = wrong_trust(config.trust);
  if (!wrong.empty())
    return Error{.code = ErrorCode::wrong_config, .message = wrong, .path = std::string(path)};
  return config;
}

std::string in_workspace(std::string_view path, std::string_view workspace) {
  if (path.empty() || path.front() == '/') return std::string(path);
  if (workspace.empty()) return {};
  return std::string(workspace) + '/' + std::string(path);
}

}  // namespace prodparity
