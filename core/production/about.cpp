// What production is, as far as its SBOM tells.
#include "core/production/lookup.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {
namespace {

// A package that tells the version of an interpreter or of OpenSSL. `number`: digits and dots may
// follow the prefix ("python3.11", "ruby3.1"), then `suffix`.
struct Teller {
  std::string_view language;
  std::string_view prefix;
  std::string_view suffix = {};
  bool number = false;
};

constexpr std::array<Teller, 15> tellers = {{
    {.language = "Python", .prefix = "python3.", .suffix = "-minimal", .number = true},
    {.language = "Python", .prefix = "python3.", .number = true},
    {.language = "Python", .prefix = "libpython3.", .suffix = "-minimal", .number = true},
    {.language = "Python", .prefix = "python3"},
    {.language = "Node.js", .prefix = "nodejs"},
    {.language = "Perl", .prefix = "perl-base"},
    {.language = "Perl", .prefix = "perl"},
    {.language = "Ruby", .prefix = "ruby", .number = true},
    {.language = "PHP", .prefix = "php", .suffix = "-cli", .number = true},
    {.language = "Java", .prefix = "openjdk-", .suffix = "-jre-headless", .number = true},
    {.language = "Lua", .prefix = "lua", .number = true},
    {.language = "Tcl", .prefix = "tcl", .number = true},
    {.language = "OpenSSL", .prefix = "libssl3"},
    {.language = "OpenSSL", .prefix = "libssl3t64"},
    {.language = "OpenSSL", .prefix = "libssl1.1"},
}};

bool tells(const Teller& teller, std::string_view name) {
  if (!name.starts_with(teller.prefix)) return false;
  name.remove_prefix(teller.prefix.size());
  if (!teller.number) return name == teller.suffix;
  const std::size_t end = std::min(name.find_first_not_of("0123456789."), name.size());
  return end != 0 && name.substr(end) == teller.suffix;
}

// "3.11" of "/usr/local/lib/python3.11/site-packages"; empty: the folder names no minor release.
std::string_view python_of(std::string_view place) {
  const std::size_t at = place.find("/python3.");
  if (at == std::string_view::npos) return {};
  place.remove_prefix(at + 7);
  return place.substr(0, place.find('/'));
}

void add(std::vector<Runtime>& runtimes, Runtime runtime) {
  const bool known = std::ranges::any_of(runtimes, [&](const Runtime& other) {
    return other.language == runtime.language && other.version == runtime.version;
  });
  if (!known) runtimes.push_back(std::move(runtime));
}

// Of each language the packages of the first teller that finds any: others repeat it.
std::vector<Runtime> runtimes_of(const Inventory& inventory) {
  std::vector<Runtime> runtimes;
  std::string_view done;
  for (const Teller& teller : tellers) {
    const bool openssl = teller.language == "OpenSSL";  // two may be there side by side
    if (teller.language == done && !openssl) continue;
    for (const Component& component : inventory.components) {
      if (component.ecosystem != "deb" || !tells(teller, component.name)) continue;
      add(runtimes, {.language = std::string(teller.language),
                     .version = component.version,
                     .package = qualified_name(component)});
      done = teller.language;
    }
  }
  // An interpreter that is no package: its distributions' folders have its number.
  for (const Component& component : inventory.components) {
    if (component.ecosystem != "pypi" || component.virtual_environment) continue;
    const std::string_view version = python_of(component.place);
    const bool by_deb = std::ranges::any_of(runtimes, [&](const Runtime& runtime) {
      return runtime.language == "Python" && runtime.version.starts_with(version);
    });
    if (version.empty() || by_deb) continue;
    add(runtimes,
        {.language = "Python", .version = std::string(version), .package = component.place});
  }
  return runtimes;
}

std::vector<EcosystemCoverage> ecosystems_of(const Reference& reference) {
  std::map<std::string, EcosystemCoverage> all;
  for (const EcosystemCoverage& entry : reference.coverage) {
    all[entry.ecosystem] = entry;
    all[entry.ecosystem].components = 0;
  }
  for (const Component& component : reference.inventory.components) {
    EcosystemCoverage& entry = all[component.ecosystem];
    entry.ecosystem = component.ecosystem;
    ++entry.components;
  }
  std::vector<EcosystemCoverage> sorted;
  for (const auto& [name, entry] : all)
    sorted.push_back(entry);
  return sorted;
}

}  // namespace

ProductionAnswer about_production(const Reference& reference) {
  ProductionAnswer answer{.reference = summary_of(reference)};
  AboutProduction about{.platform = reference.inventory.platform,
                        .runtimes = runtimes_of(reference.inventory),
                        .ecosystems = ecosystems_of(reference)};
  for (const Fact& fact : reference.inventory.facts) {
    if (fact.kind == "image" && fact.name == "user") about.user = fact.value;
  }
  answer.about = std::move(about);
  answer.says = reference.inventory.components.empty() ? Says::not_said : Says::yes;
  return answer;
}

}  // namespace prodparity
