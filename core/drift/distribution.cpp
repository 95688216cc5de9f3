#include "core/drift/distribution.h"

#include "core/drift/comparable.h"
#include "core/text.h"

#include <array>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity {
namespace {

using Pair = std::pair<std::string_view, std::string_view>;

// Spellings of one distribution in os-release, purl namespaces and distro qualifiers.
constexpr std::array<Pair, 8> spellings = {{
    {"distroless", "debian"},
    {"debian gnu/linux", "debian"},
    {"redhat", "rhel"},
    {"red hat", "rhel"},
    {"red hat enterprise linux", "rhel"},
    {"red hat enterprise linux server", "rhel"},
    {"oracle", "ol"},
    {"amazon", "amzn"},
}};

// Debian's testing and many SBOMs say the codename only.
constexpr std::array<Pair, 11> codenames = {{
    {"buster", "10"},
    {"bullseye", "11"},
    {"bookworm", "12"},
    {"trixie", "13"},
    {"forky", "14"},
    {"duke", "15"},
    {"bionic", "18.04"},
    {"focal", "20.04"},
    {"jammy", "22.04"},
    {"noble", "24.04"},
    {"resolute", "26.04"},
}};

template <std::size_t N>
std::string_view look_up(const std::array<Pair, N>& table, std::string_view key) {
  for (const auto& [from, to] : table) {
    if (from == key) return to;
  }
  return {};
}

// The part of a version that names a release: Debian's and Red Hat's point releases are
// updates of one release, Ubuntu's and Alpine's second number is a release of its own.
std::string release_part(std::string_view id, std::string_view version) {
  const bool one_number = id == "debian" || id == "rhel" || id == "centos" || id == "ol" ||
                          id == "rocky" || id == "almalinux" || id == "raspbian";
  std::size_t end = version.find('.');
  if (!one_number && end != std::string_view::npos) end = version.find('.', end + 1);
  return std::string(version.substr(0, end));
}

std::string canonical_id(std::string_view text) {
  const std::string lower = ascii_lower(trim(text));
  const std::string_view canonical = look_up(spellings, lower);
  return canonical.empty() ? lower : std::string(canonical);
}

// The namespace is compared once per document: tools leave it out or spell it differently.
std::string namespace_of(const Inventory& inventory) {
  std::map<std::string_view, std::size_t> counts;
  for (const Component& component : inventory.components) {
    if (is_os_ecosystem(component.ecosystem) && !component.origin.empty())
      ++counts[component.origin];
  }
  std::string_view best;
  for (const auto& [origin, count] : counts) {
    if (best.empty() || count > counts[best]) best = origin;
  }
  return canonical_id(best);
}

}  // namespace

Release release_of(const Inventory& inventory) {
  const Platform& platform = inventory.platform;
  Release release{.id = canonical_id(platform.id)};
  if (release.id.empty()) release.id = namespace_of(inventory);
  std::string version = platform.version_id;
  if (const auto named = look_up(codenames, ascii_lower(version)); !named.empty()) version = named;
  if (version.empty()) version = look_up(codenames, ascii_lower(platform.codename));
  release.version = release_part(release.id, version);
  return release;
}

bool same_release(const Release& left, const Release& right) {
  if (left.id != right.id) return false;
  return left.version.empty() || right.version.empty() || left.version == right.version;
}

std::string to_string(const Release& release) {
  if (release.id.empty()) return "an unknown distribution";
  return release.version.empty() ? release.id : release.id + ' ' + release.version;
}

}  // namespace prodparity
