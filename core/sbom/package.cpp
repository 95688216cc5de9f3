#include "core/sbom/package.h"

#include "core/limits.h"
#include "core/purl.h"
#include "core/text.h"
#include "core/version/pep440.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity::sbom {
namespace {

bool is_os_type(std::string_view type) {
  return type == "deb" || type == "rpm" || type == "apk" || type == "alpm";
}

// purl types of what is no installed package: images, repositories, files, documents.
bool is_skipped_type(std::string_view type) {
  constexpr std::array<std::string_view, 13> skipped = {
      "generic", "oci", "docker", "container", "github", "githubactions", "bitbucket",
      "git",     "k8s", "swid",   "none",      "file",   "invalid"};
  return std::ranges::find(skipped, type) != skipped.end();
}

// Where there is no usable purl, syft's type still says the ecosystem.
std::string ecosystem_of_kind(std::string_view kind) {
  if (kind == "deb" || kind == "dpkg") return "deb";
  if (kind == "python" || kind == "wheel" || kind == "egg") return "pypi";
  if (kind == "apk" || kind == "rpm" || kind == "npm" || kind == "gem") return std::string(kind);
  return {};
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// "1:2.3" has an epoch; "2:" alone or "v1:2" has none.
bool has_epoch(std::string_view version) {
  const std::size_t colon = version.find(':');
  return colon != 0 && colon != std::string_view::npos &&
         std::ranges::all_of(version.substr(0, colon), is_digit);
}

// Rule 1 of docs/MATCHING.md: the component's version, with the epoch that only the purl has.
std::string deb_version(Draft& draft, const Package& package, const Purl& purl) {
  std::string version = package.version.empty() ? purl.version : package.version;
  if (version.empty() || has_epoch(version)) return version;
  std::string epoch(purl.qualifier("epoch"));
  if (epoch.empty() && has_epoch(purl.version))
    epoch = purl.version.substr(0, purl.version.find(':'));
  if (epoch.empty() || epoch == "0" || !std::ranges::all_of(epoch, is_digit)) return version;
  if (!package.version.empty()) draft.count_fault(FaultKind::epoch_only_in_purl, package.name);
  return epoch + ':' + version;
}

// syft: "upstream=zlib" or "zlib@1:1.2"; rpm: "upstream=zlib-1.2.src.rpm".
void read_source(Component& component, const Package& package, const Purl& purl) {
  component.source = package.source;
  if (!package.source_version.empty()) {
    if (!package.source_epoch.empty() && package.source_epoch != "0")
      component.source_version = package.source_epoch + ':';
    component.source_version += package.source_version;
    if (!package.source_release.empty()) component.source_version += '-' + package.source_release;
  }
  const std::string_view upstream = purl.qualifier("upstream");
  if (component.source.empty() && !upstream.empty() && !upstream.ends_with(".rpm")) {
    const std::size_t at = upstream.find('@');
    component.source = upstream.substr(0, at);
    if (at != std::string_view::npos) component.source_version = upstream.substr(at + 1);
  }
  if (component.source_version == component.version) component.source_version.clear();
}

// Four spellings of a release: distro=debian-12.11, distro=bookworm, distro_name=bookworm, and
// docker scout's os_name, os_version, os_distro.
Platform system_of(const Purl& purl) {
  Platform system{.id = std::string(purl.qualifier("os_name")),
                  .version_id = std::string(purl.qualifier("os_version")),
                  .codename = std::string(purl.qualifier("os_distro"))};
  const std::string_view distro = purl.qualifier("distro");
  const std::size_t dash = distro.rfind('-');
  if (dash != std::string_view::npos && dash + 1 < distro.size() && is_digit(distro[dash + 1])) {
    system.id = distro.substr(0, dash);
    system.version_id = distro.substr(dash + 1);
  } else if (!distro.empty() && !is_digit(distro.front())) {
    system.codename = distro;
  } else if (!distro.empty()) {
    system.version_id = distro;  // trivy's Alpine purls: "distro=3.18.4"
  }
  // cdxgen has the number again where a release has no name.
  if (const auto name = purl.qualifier("distro_name"); !name.empty() && !is_digit(name.front()))
    system.codename = name;
  if (system.id.empty() && !(system.version_id.empty() && system.codename.empty()))
    system.id = purl.name_space;
  return system;
}

void note_system(Draft& draft, const Purl& purl) {
  const Platform system = system_of(purl);
  constexpr std::size_t enough = 16;  // to know that a document is merged
  if (system.id.empty() || draft.purl_systems.size() >= enough) return;
  if (std::ranges::find(draft.purl_systems, system) == draft.purl_systems.end())
    draft.purl_systems.push_back(system);
}

void close_system(Draft& draft, const Package& package) {
  Platform system{.id = ascii_lower(package.os_id.empty() ? package.name : package.os_id),
                  .version_id = package.os_version.empty() ? package.version : package.os_version,
                  .codename = package.os_codename,
                  .pretty_name = package.os_pretty_name};
  if (system.id.empty() || system.id == "none") return;
  if (std::ranges::find(draft.systems, system) == draft.systems.end() && draft.systems.size() < 16)
    draft.systems.push_back(std::move(system));
}

Purl purl_of(const Package& package) {
  if (!package.purl.empty()) {
    if (auto purl = parse_purl(package.purl)) return std::move(*purl);
  }
  Purl made;
  made.type = ecosystem_of_kind(package.kind);
  made.name_space = package.group;
  made.name = package.name;
  return made;
}

void fill_os(Draft& draft, Component& component, const Package& package, const Purl& purl) {
  component.origin = ascii_lower(purl.name_space);
  component.name = purl.name;
  component.arch = package.arch.empty() ? std::string(purl.qualifier("arch")) : package.arch;
  if (component.ecosystem == "deb") {
    component.version = deb_version(draft, package, purl);
    // "libc6:amd64", as dpkg-query prints it.
    if (const std::size_t colon = component.name.find(':');
        colon != 0 && colon != std::string::npos) {
      if (component.arch.empty()) component.arch = component.name.substr(colon + 1);
      component.name.resize(colon);
    }
    component.name = ascii_lower(component.name);
  }
  read_source(component, package, purl);
  note_system(draft, purl);
}

void fill_language(Component& component, const Package& package, const Purl& purl) {
  if (component.ecosystem == "pypi") {
    component.name = normalise_pypi_name(purl.name);
    component.pre_release = is_pep440_pre_release(component.version);
    component.place = package.place.empty() ? python_place(package.path) : package.place;
    component.owner = package.owner;
  } else {
    component.name = purl.name_space.empty() ? purl.name : purl.name_space + '/' + purl.name;
  }
}

bool is_source_package(const Component& component) {
  return component.arch == "source" || component.arch == "src";
}

// Wheels that lie about, and what a requirements file asks for, are not what `import` finds.
bool is_installed(const Component& component, const Package& package) {
  const bool declared = component.version.empty() || component.version == "latest";
  const bool in_wheel = package.path.find(".whl/") != std::string::npos ||
                        std::string_view(package.path).ends_with(".whl");
  return !declared && !in_wheel;
}

std::optional<Error> over_limit(const Component& component) {
  const auto too_long = [](const std::string& what, std::size_t limit) {
    return Error{.code = ErrorCode::too_large,
                 .message = what + " is longer than " + std::to_string(limit) + " bytes",
                 .path = {}};
  };
  if (component.name.size() > limits::name_bytes)
    return too_long("the name of a component", limits::name_bytes);
  if (component.version.size() > limits::version_bytes)
    return too_long("the version of '" + component.name.substr(0, 64) + "'", limits::version_bytes);
  return std::nullopt;
}

void keep(Draft& draft, const Package& package, Component component) {
  if (auto error = over_limit(component)) {
    draft.error = std::move(error);
  } else if (draft.components.size() == draft.components_limit) {
    draft.error =
        Error{.code = ErrorCode::too_large,
              .message = "more than " + std::to_string(draft.components_limit) + " components",
              .path = {}};
  } else {
    draft.components.push_back(std::move(component));
    draft.refs.push_back(ref_hash(package.ref));
    draft.tagged_sources.push_back(package.tagged_source);
  }
}

}  // namespace

void open_package(Draft& draft) {
  if (draft.depth == draft.open.size()) draft.open.emplace_back();
  ++draft.depth;
  current(draft).clear();
}

void close_package(Draft& draft) {
  const Package& package = current(draft);
  --draft.depth;
  if (package.kind == "operating-system") return close_system(draft, package);
  if (package.kind == "file") return;
  const Purl purl = purl_of(package);
  if (purl.type == "generic" && purl.name == "python") draft.interpreter = true;
  if (purl.type.empty() || purl.name.empty() || is_skipped_type(purl.type)) return;
  Component component;
  component.ecosystem = purl.type == "alpine" ? "apk" : purl.type;  // syft before 0.60
  component.version = package.version.empty() ? purl.version : package.version;
  component.evidence = {.path = draft.path, .line = package.line};
  if (is_os_type(component.ecosystem)) {
    fill_os(draft, component, package, purl);
  } else {
    fill_language(component, package, purl);
  }
  if (is_source_package(component))
    return draft.count_fault(FaultKind::sources_as_components, component.name);
  if (component.ecosystem == "pypi" && !is_installed(component, package))
    return draft.count_fault(FaultKind::declared_as_installed, component.name);
  keep(draft, package, std::move(component));
}

void offer_path(Package& package, std::string_view path) {
  if (package.path.empty() || (python_place(package.path).empty() && !python_place(path).empty()))
    package.path = path;
}

std::string python_place(std::string_view path) {
  std::size_t end = std::string_view::npos;
  for (const std::string_view mark : {".dist-info", ".egg-info", ".egg"}) {
    const std::size_t found = path.find(mark);
    const std::size_t after = found + mark.size();
    if (found == std::string_view::npos || (after < path.size() && path[after] != '/')) continue;
    end = path.rfind('/', found);
    break;
  }
  if (end == std::string_view::npos) {
    for (const std::string_view folder : {"/site-packages", "/dist-packages"}) {
      const std::size_t found = path.find(folder);
      if (found != std::string_view::npos) end = found + folder.size();
    }
  }
  if (end > limits::name_bytes) return {};  // or there is none
  const std::string_view place = path.substr(0, end);
  return place.starts_with('/') ? std::string(place) : '/' + std::string(place);
}

}  // namespace prodparity::sbom
