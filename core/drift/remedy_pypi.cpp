#include "core/drift/package_words.h"
#include "core/drift/remedy.h"
#include "core/text.h"

#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

// How to reach the interpreter that a distribution's folder belongs to.
struct Environment {
  std::string pip;          // "/srv/venv/bin/python -m pip"
  std::string install;      // options of `install` alone
  std::string both;         // options of `install` and `uninstall`
  bool needs_root = false;  // the system's or root's
};

// The parts of PREFIX/lib/python3.11/site-packages.
struct PlaceParts {
  std::string prefix;
  std::string version;  // "3.11", or "3"
  bool debian = false;  // dist-packages
};

std::optional<PlaceParts> parts_of(std::string_view place) {
  const auto last = place.rfind('/');
  if (last == std::string_view::npos) return std::nullopt;
  const std::string_view folder = place.substr(last + 1);
  if (folder != "site-packages" && folder != "dist-packages") return std::nullopt;
  place = place.substr(0, last);
  const auto python = place.rfind("/python");
  if (python == std::string_view::npos) return std::nullopt;
  const std::string_view version = place.substr(python + 7);
  if (version.empty() || version.find_first_not_of("0123456789.") != std::string_view::npos)
    return std::nullopt;
  std::string_view prefix = place.substr(0, python);
  for (const std::string_view lib : {"/lib", "/lib64"}) {
    if (prefix.ends_with(lib))
      return PlaceParts{.prefix = std::string(prefix.substr(0, prefix.size() - lib.size())),
                        .version = std::string(version),
                        .debian = folder == "dist-packages"};
  }
  return std::nullopt;
}

// The release's whole number; 0: not known, as of a testing distribution.
int release_number(const Platform& platform) {
  int number = 0;
  const std::string_view text = platform.version_id;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// Debian 12's Python, 3.11, was the first that PEP 668 keeps pip out of; older pips do not know
// the option that lets it in.
bool is_externally_managed(const PlaceParts& parts, const Platform& platform) {
  int number = 0;
  if (parts.version == "3") return release_number(platform) >= (platform.id == "ubuntu" ? 23 : 12);
  if (!parts.version.starts_with("3.")) return false;
  const std::string_view minor = std::string_view(parts.version).substr(2);
  std::from_chars(minor.data(), minor.data() + minor.size(), number);
  return number >= 11;
}

// The system's pip works on other environments since 22.3: `pip --python`.
bool pip_reaches_out(const Platform& platform) {
  const int number = release_number(platform);
  return number == 0 || number >= (platform.id == "ubuntu" ? 23 : 12);
}

std::optional<Environment> environment_of(const std::string& place, const RemedyFacts& facts) {
  if (!is_plain_path(place)) return std::nullopt;
  const std::optional<PlaceParts> parts = parts_of(place);
  if (!parts) return std::nullopt;
  const std::string managed =
      is_externally_managed(*parts, facts.platform) ? " --break-system-packages" : "";
  if (parts->debian)
    return Environment{
        .pip = "/usr/bin/python" + parts->version + " -m pip", .both = managed, .needs_root = true};
  if (parts->prefix.ends_with("/.local"))
    return Environment{.pip = "python" + parts->version + " -m pip",
                       .install = " --user",
                       .both = managed,
                       .needs_root = parts->prefix.starts_with("/root/")};
  const std::string python = shell_word(parts->prefix + "/bin/python");
  const bool has_pip = facts.pip_places.contains(place) || facts.pip_places.empty();
  if (!has_pip && !pip_reaches_out(facts.platform)) return std::nullopt;
  return Environment{.pip = has_pip ? python + " -m pip" : "python3 -m pip --python " + python,
                     .needs_root = parts->prefix.starts_with("/usr") ||
                                   parts->prefix.starts_with("/opt") ||
                                   parts->prefix.starts_with("/root/")};
}

Remedy note_only(std::string note) {
  return {.kind = Remedy::Kind::undo, .note = std::move(note)};
}

std::string install_command(const Environment& environment, const std::string& requirement,
                            const RemedyFacts& facts) {
  const std::string sudo = environment.needs_root && facts.context.needs_sudo ? "sudo " : "";
  const std::string index =
      facts.index_url.empty() ? "" : " --index-url " + shell_word(facts.index_url);
  return sudo + environment.pip + " install" + environment.install + environment.both + index +
         ' ' + requirement;
}

std::string uninstall_command(const Environment& environment, const std::string& name,
                              const RemedyFacts& facts) {
  const std::string sudo = environment.needs_root && facts.context.needs_sudo ? "sudo " : "";
  return sudo + environment.pip + " uninstall -y" + environment.both + ' ' + shell_word(name);
}

// Where a distribution that is missing here belongs: production's place if it exists here, else
// the only one there is.
std::string place_for(const Drift& drift, const RemedyFacts& facts) {
  if (!drift.place.empty()) return drift.place;
  if (facts.python_places.contains(drift.prod->place)) return drift.prod->place;
  return facts.python_places.size() == 1 ? *facts.python_places.begin() : std::string();
}

Remedy undo_of(const Drift& drift, const RemedyFacts& facts) {
  const std::string place = drift.dev ? drift.dev->place : place_for(drift, facts);
  const std::optional<Environment> environment = environment_of(place, facts);
  // Over a deb's module: the deb's own is there again once pip's copy is gone.
  const bool remove = !drift.prod || !drift.prod->owner.empty();
  if (!environment && remove)
    return note_only("remove it from where it is, with its own installer");
  const std::string requirement = remove ? "" : shell_word(drift.name + "==" + drift.prod->version);
  if (!environment)
    return note_only("install " + requirement + " in the environment that runs the code");
  return {.kind = Remedy::Kind::undo,
          .command = remove ? uninstall_command(*environment, drift.name, facts)
                            : install_command(*environment, requirement, facts),
          .target = "shell"};
}

// Over a deb's module, newer pips refuse a mere requirement: they cannot uninstall what dpkg owns,
// and no line of a requirements file tells them that they need not. Empty: it is no such case.
std::string over_deb_line(const Drift& drift, RemedyFacts facts) {
  if (!drift.prod || drift.prod->owner.empty()) return {};
  std::optional<Environment> environment = environment_of(drift.dev->place, facts);
  if (!environment || drift.dev->virtual_environment) return {};
  facts.context.needs_sudo = false;  // a Dockerfile's RUN is root's
  environment->install += " --ignore-installed";
  return install_command(*environment, shell_word(drift.name + "==" + drift.dev->version), facts);
}

}  // namespace

std::vector<Remedy> pypi_remedies(const Drift& drift, const RemedyFacts& facts) {
  const bool well_formed = is_pypi_name(drift.name) &&
                           (!drift.dev || is_pypi_version(drift.dev->version)) &&
                           (!drift.prod || is_pypi_version(drift.prod->version));
  if (!well_formed)
    return {note_only("its name or version is not one PyPI could have: no command is given")};
  std::vector<Remedy> remedies = {undo_of(drift, facts)};
  if (!drift.dev) return remedies;
  if (drift.dev->editable)
    remedies.push_back({.kind = Remedy::Kind::ship,
                        .note = "it is a development install: build and ship the project itself"});
  else if (const std::string line = over_deb_line(drift, facts); !line.empty())
    remedies.push_back(
        {.kind = Remedy::Kind::ship, .command = "RUN " + line, .target = "Dockerfile"});
  else
    remedies.push_back({.kind = Remedy::Kind::ship,
                        .command = drift.name + "==" + drift.dev->version,
                        .target = "requirements.txt"});
  return remedies;
}

}  // namespace prodparity
