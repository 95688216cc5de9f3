#include "core/passes.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

// A merged /usr has two names for one file: "/lib/x" for both "/usr/lib/x" and "/lib/x".
std::string_view without_usr(std::string_view path) {
  return path.starts_with("/usr/lib") ? path.substr(4) : path;
}

// The metadata folder (or egg-info file) that a path is or lies in; empty where there is none.
// Ends with "-info" at the end of an element.
std::string_view metadata_folder(std::string_view path) {
  constexpr std::string_view suffix = "-info";
  for (std::size_t at = path.find(suffix); at != std::string_view::npos;
       at = path.find(suffix, at + 1)) {
    const std::size_t end = at + suffix.size();
    if (end == path.size() || path[end] == '/') return path.substr(0, end);
  }
  return {};
}

std::string_view metadata_folder(const Component& component) {
  return metadata_folder(std::string_view(component.evidence.path));
}

bool is_below_system_python(std::string_view path) {
  path = without_usr(path);
  return path.starts_with("/lib/python3/") || path.starts_with("/lib/python3.");
}

bool may_own_python(const Component& deb) {
  return deb.name.starts_with("python3") || deb.relations.find("python3") != std::string::npos;
}

// The words of the policy's name rule.
bool has_sensitive_name(std::string_view name) {
  constexpr std::array<std::string_view, 5> words = {"ssl", "crypto", "tls", "cert", "pki"};
  return std::ranges::any_of(
      words, [name](std::string_view word) { return name.find(word) != std::string_view::npos; });
}

bool has_element(std::string_view path, std::string_view element) {
  for (std::size_t at = path.find(element); at != std::string_view::npos;
       at = path.find(element, at + 1)) {
    const std::size_t end = at + element.size();
    if (at > 0 && path[at - 1] == '/' && end < path.size() && path[end] == '/') return true;
  }
  return false;
}

bool is_in_any(std::string_view path, std::span<const std::string_view> folders) {
  return std::ranges::any_of(folders,
                             [path](std::string_view folder) { return path.starts_with(folder); });
}

bool has_any_suffix(std::string_view path, std::span<const std::string_view> suffixes) {
  return std::ranges::any_of(suffixes,
                             [path](std::string_view suffix) { return path.ends_with(suffix); });
}

bool is_shared_library(std::string_view path, bool of_dev_package) {
  constexpr std::array<std::string_view, 6> folders = {"/lib/",    "/lib32/",         "/lib64/",
                                                       "/libx32/", "/usr/local/lib/", "/opt/"};
  constexpr std::array<std::string_view, 3> python = {"dist-packages", "site-packages",
                                                      "lib-dynload"};
  const std::string_view name = path.substr(path.rfind('/') + 1);
  const std::size_t so = name.rfind(".so");
  if (so == std::string_view::npos) return false;
  const std::string_view version = name.substr(so + 3);
  if (version.empty() && of_dev_package) return false;
  const bool numbered = version.size() > 1 && version.front() == '.' &&
                        version.find_first_not_of("0123456789.") == std::string_view::npos;
  if (!version.empty() && !numbered) return false;
  path = without_usr(path);
  return is_in_any(path, folders) && !path.starts_with("/lib/debug/") &&
         std::ranges::none_of(python, [path](std::string_view e) { return has_element(path, e); });
}

bool is_certificate_or_key(std::string_view path) {
  constexpr std::array<std::string_view, 3> stores = {"/usr/share/ca-certificates/",
                                                      "/etc/ssl/certs/", "/etc/ssl/private/"};
  constexpr std::array<std::string_view, 6> suffixes = {".crt", ".cer", ".pem",
                                                        ".key", ".p12", ".jks"};
  constexpr std::array<std::string_view, 3> keyrings = {
      "/usr/share/keyrings/", "/etc/apt/keyrings/", "/etc/apt/trusted.gpg.d/"};
  constexpr std::array<std::string_view, 3> keyring_suffixes = {".gpg", ".pgp", ".asc"};
  constexpr std::array<std::string_view, 4> samples = {"test", "tests", "example", "examples"};
  if (is_in_any(path, stores)) return true;
  if (path.starts_with("/usr/lib/ssl/")) return false;  // openssl's links into /etc/ssl
  if (is_in_any(path, keyrings)) return has_any_suffix(path, keyring_suffixes);
  return has_any_suffix(path, suffixes) && !path.starts_with("/usr/share/doc/") &&
         std::ranges::none_of(samples, [path](std::string_view e) { return has_element(path, e); });
}

// dpkg lists folders too, each right before what it holds.
bool is_folder(std::string_view path, std::string_view next_lines) {
  return next_lines.size() > path.size() && next_lines.starts_with(path) &&
         next_lines[path.size()] == '/';
}

// Takes the first line from `rest`.
std::string_view take_line(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('\n'), rest.size());
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

// Metadata folders, without /usr, of the PyPI components that have one, sorted.
using Distributions = std::vector<std::pair<std::string_view, std::size_t>>;

Distributions find_distributions(const Inventory& inventory) {
  Distributions found;
  for (std::size_t i = 0; i < inventory.components.size(); ++i) {
    const Component& component = inventory.components[i];
    if (component.ecosystem != "pypi") continue;
    const std::string_view folder = without_usr(metadata_folder(component));
    if (!folder.empty()) found.emplace_back(folder, i);
  }
  std::ranges::sort(found);
  return found;
}

// Of two debs that list one folder the first by name owns it, whatever the order of the lists.
void own_listed(const ListFacts& list, const Distributions& distributions, Inventory& inventory) {
  std::string owner;
  for (const std::string_view folder : list.metadata) {
    auto listed =
        std::ranges::lower_bound(distributions, folder, {}, &Distributions::value_type::first);
    for (; listed != distributions.end() && listed->first == folder; ++listed) {
      if (owner.empty()) owner = "deb:" + list.package.substr(0, list.package.find(':'));
      std::string& known = inventory.components[listed->second].owner;
      if (known.empty() || owner < known) known = owner;
    }
  }
}

}  // namespace

ListFacts facts_of(const FileList& list) {
  ListFacts facts{.package = list.package, .ships = Ships::nothing, .metadata = {}};
  const std::string_view name = std::string_view(list.package).substr(0, list.package.find(':'));
  const bool of_dev_package = name.ends_with("-dev");
  for (std::string_view rest = list.bytes; !rest.empty();) {
    const std::string_view path = take_line(rest);
    if (facts.ships == Ships::nothing &&
        (is_shared_library(path, of_dev_package) || is_certificate_or_key(path)) &&
        !is_folder(path, rest))
      facts.ships = Ships::runtime_files;
    const std::string_view folder = without_usr(metadata_folder(path));
    // dpkg's lists are sorted by folder: what one folder holds is one run of lines.
    if (!folder.empty() && (facts.metadata.empty() || facts.metadata.back() != folder))
      facts.metadata.emplace_back(folder);
  }
  std::ranges::sort(facts.metadata);
  facts.metadata.erase(std::unique(facts.metadata.begin(), facts.metadata.end()),
                       facts.metadata.end());
  return facts;
}

std::vector<std::string> wanted_file_lists(const Inventory& inventory) {
  const bool python = std::ranges::any_of(inventory.components, [](const Component& component) {
    return component.ecosystem == "pypi" && is_below_system_python(component.evidence.path);
  });
  std::vector<std::string> wanted;
  for (const Component& component : inventory.components) {
    if (component.ecosystem != "deb") continue;
    if (!has_sensitive_name(component.name) && !(python && may_own_python(component))) continue;
    const bool one_architecture = !component.arch.empty() && component.arch != "all";
    wanted.push_back(one_architecture ? component.name + ':' + component.arch : component.name);
  }
  std::ranges::sort(wanted);
  return wanted;
}

std::vector<std::string> attribute_owners(Inventory& inventory,
                                          std::span<const ListFacts* const> lists) {
  const Distributions distributions = find_distributions(inventory);
  std::vector<std::pair<std::string_view, Ships>> ships;  // by "NAME" or "NAME:ARCH"
  for (const ListFacts* const list : lists) {
    if (!distributions.empty()) own_listed(*list, distributions, inventory);
    ships.emplace_back(list->package, list->ships);
  }
  std::ranges::sort(ships);
  std::string qualified;
  for (Component& component : inventory.components) {
    if (component.ecosystem != "deb" || ships.empty()) continue;
    qualified.assign(component.name).append(":").append(component.arch);
    for (const std::string_view key : {std::string_view(qualified), {component.name}}) {
      const auto known =
          std::ranges::lower_bound(ships, key, {}, &decltype(ships)::value_type::first);
      if (known == ships.end() || known->first != key) continue;
      component.ships = known->second;
      break;
    }
  }
  std::vector<std::string> unowned;
  for (const auto& [path, index] : distributions) {
    const Component& component = inventory.components[index];
    if (component.owner.empty() && is_below_system_python(path))
      unowned.emplace_back(metadata_folder(component));
  }
  return unowned;
}

}  // namespace prodparity
