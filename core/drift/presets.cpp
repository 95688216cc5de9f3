#include "core/drift/presets.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {
namespace {

using Texts = std::vector<std::string>;

constexpr std::array<std::string_view, 10> allowed = {
    "build-essential", "curl",           "gdb", "git", "less", "man-db",
    "strace",          "openssh-client", "vim", "wget"};

constexpr std::array<std::string_view, 19> sensitive = {
    "ca-certificates", "glibc",       "libc-bin", "libc6",  "libcurl4", "libssl1.1", "libssl3",
    "libssl3t64",      "libstdc++6",  "locales",  "node",   "nodejs",   "openssl",   "python",
    "python3",         "python3-pip", "ruby",     "tzdata", "zlib1g"};

// In these fields the two presets agree.
const Texts os_packages = {"apk", "deb", "rpm"};
const Texts glibc_names = {"glibc", "libc6", "libc-bin"};
const Texts openssl_names = {"openssl", "libssl3", "libssl3t64", "libssl1.1"};
const Texts interpreter_names = {"python3", "python", "nodejs", "node", "ruby"};
const Texts watched_names = {"ca-certificates", "libstdc++6", "zlib1g", "libcurl4", "python3",
                             "python3-pip",     "nodejs",     "tzdata", "locales"};
const std::string crypto_name = ".*(ssl|crypto|tls|cert|pki).*";

constexpr const char* crypto_reason =
    "what encrypts or decides whom to trust is here and not in production";
constexpr const char* judged_reason =
    "what encrypts or decides whom to trust is here and not in production (judged by section and "
    "name, no file list was read)";
constexpr const char* glibc_reason =
    "every program here runs on another C library than production's";
constexpr const char* openssl_reason =
    "TLS and cryptography here come from another OpenSSL than production's";
constexpr const char* interpreter_reason =
    "code runs here on another interpreter than in production";
constexpr const char* watched_reason = "code meets another version of it here than in production";
constexpr const char* library_reason =
    "code may link or load a shared library here that production does not have";

Rule version_rule(std::string name, const Texts& names, std::vector<ChangeClass> classes, Tier tier,
                  std::string reason) {
  return {.name = std::move(name),
          .match = {.ecosystems = os_packages,
                    .names = names,
                    .kinds = {DriftKind::version},
                    .classes = std::move(classes)},
          .tier = tier,
          .reason = std::move(reason)};
}

Rule interpreter_rule(std::string name, ChangeClass change_class, Tier tier) {
  return version_rule(std::move(name), interpreter_names, {change_class}, tier, interpreter_reason);
}

Rule library_rule() {
  return {.name = "dev-only-library",
          .match = {.ecosystems = {"deb"}, .kinds = {DriftKind::dev_only}, .runtime_library = true},
          .tier = Tier::warn,
          .reason = library_reason};
}

Rule prod_only_rule() {
  return {.name = "prod-only",
          .match = {.kinds = {DriftKind::prod_only}},
          .tier = Tier::ignore,
          .reason = "production has it and code here does without"};
}

std::vector<Rule> make_strict() {
  return {
      {.name = "dev-only-crypto",
       .match = {.name_regexp = crypto_name, .kinds = {DriftKind::dev_only}},
       .tier = Tier::block,
       .reason = crypto_reason},
      version_rule("glibc-version", glibc_names, {}, Tier::block, glibc_reason),
      version_rule("openssl-version", openssl_names, {}, Tier::block, openssl_reason),
      interpreter_rule("interpreter-major", ChangeClass::major, Tier::block),
      interpreter_rule("interpreter-minor", ChangeClass::minor, Tier::warn),
      version_rule("sensitive-version", watched_names, {}, Tier::warn, watched_reason),
      library_rule(),
      prod_only_rule(),
  };
}

// Three rows of one name: a deb with a file list that shows what matters, and two for where there
// is none.
std::vector<Rule> crypto_blocks() {
  const Match base = {.ecosystems = {"deb"},
                      .not_names = {"*-dev", "*-doc", "*-dbgsym"},
                      .name_regexp = crypto_name,
                      .kinds = {DriftKind::dev_only}};
  Rule shown{
      .name = "dev-only-crypto", .match = base, .tier = Tier::block, .reason = crypto_reason};
  shown.match.ships = Ships::runtime_files;
  Rule library{
      .name = "dev-only-crypto", .match = base, .tier = Tier::block, .reason = judged_reason};
  library.match.ships = Ships::unknown;
  library.match.runtime_library = true;
  Rule certificates = library;
  certificates.match.runtime_library.reset();
  certificates.match.names = {"ca-*cert*"};
  return {shown, library, certificates};
}

std::vector<Rule> make_default() {
  // `other` is no number to compare and counts as upstream; a rebuild is less than a revision.
  const std::vector<ChangeClass> upstream = {ChangeClass::epoch, ChangeClass::major,
                                             ChangeClass::minor, ChangeClass::patch,
                                             ChangeClass::other};
  std::vector<Rule> rules = crypto_blocks();
  const std::vector<Rule> rest = {
      version_rule("glibc-version", glibc_names, upstream, Tier::block, glibc_reason),
      version_rule("openssl-version", openssl_names, upstream, Tier::block, openssl_reason),
      interpreter_rule("interpreter-major", ChangeClass::major, Tier::block),
      {.name = "dev-only-crypto-name",
       .match = {.name_regexp = crypto_name, .kinds = {DriftKind::dev_only}},
       .tier = Tier::warn,
       .reason = "its name speaks of encryption or trust, and production does not have it"},
      version_rule("glibc-revision", glibc_names, {}, Tier::warn, glibc_reason),
      version_rule("openssl-revision", openssl_names, {}, Tier::warn, openssl_reason),
      interpreter_rule("interpreter-minor", ChangeClass::minor, Tier::warn),
      version_rule("sensitive-version", watched_names, {}, Tier::warn, watched_reason),
      library_rule(),
      {.name = "dev-only-pypi",
       .match = {.ecosystems = {"pypi"}, .kinds = {DriftKind::dev_only}},
       .tier = Tier::warn,
       .reason = "code can import it here and not in production"},
      prod_only_rule(),
  };
  rules.insert(rules.end(), rest.begin(), rest.end());
  return rules;
}

bool is_os_package(const Component& component) {
  return std::ranges::count(os_packages, component.ecosystem) != 0;
}

}  // namespace

const std::vector<Rule>* preset_rules(std::string_view preset) {
  static const std::vector<Rule> default_rules = make_default();
  static const std::vector<Rule> strict_rules = make_strict();
  if (preset == "default") return &default_rules;
  return preset == "strict" ? &strict_rules : nullptr;
}

std::span<const std::string_view> preset_allowed() {
  return allowed;
}

std::span<const std::string_view> runtime_sensitive_names() {
  return sensitive;
}

bool is_runtime_sensitive(const Component& component) {
  return is_os_package(component) && std::ranges::count(sensitive, component.name) != 0;
}

std::string_view plain_section(std::string_view section) {
  const auto slash = section.rfind('/');
  return slash == std::string_view::npos ? section : section.substr(slash + 1);
}

bool looks_like_runtime_library(const Component& component) {
  if (component.ecosystem != "deb" || !component.name.starts_with("lib")) return false;
  if (!component.section.empty() && plain_section(component.section) != "libs") return false;
  if (component.name.find_first_of("0123456789") == std::string::npos) return false;
  return std::ranges::none_of(
      std::array<std::string_view, 3>{"-dev", "-dbg", "-doc"},
      [&](std::string_view part) { return component.name.find(part) != std::string::npos; });
}

}  // namespace prodparity
