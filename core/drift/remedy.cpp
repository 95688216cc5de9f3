#include "core/drift/remedy.h"

#include "core/drift/match.h"
#include "core/drift/package_words.h"
#include "core/text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {
namespace {

Remedy undo(std::string command, std::string note = {}) {
  return {.kind = Remedy::Kind::undo,
          .command = std::move(command),
          .target = "shell",
          .note = std::move(note)};
}

Remedy ship(std::string command, std::string note = {}) {
  return {.kind = Remedy::Kind::ship,
          .command = std::move(command),
          .target = "Dockerfile",
          .note = std::move(note)};
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words)
    text += (text.empty() ? "" : " ") + word;
  return text;
}

std::string_view epoch_of(std::string_view version) {
  return version.substr(0, version.size() - without_epoch(version).size());
}

// Production's version as apt knows it: some SBOM makers lose the epoch, which never goes away.
std::string wanted_version(const Drift& drift) {
  const std::string& version = drift.prod->version;
  if (!drift.dev || !epoch_of(version).empty()) return version;
  return std::string(epoch_of(drift.dev->version)) + version;
}

bool is_well_formed(const Drift& drift) {
  if (!is_deb_name(drift.name) || (!drift.arch.empty() && !is_deb_arch(drift.arch))) return false;
  return (!drift.dev || is_deb_version(drift.dev->version)) &&
         (!drift.prod || is_deb_version(drift.prod->version));
}

// "libc6", "libc6:i386" where the architecture is foreign.
std::string package_word(const Drift& drift, const RemedyFacts& facts) {
  const bool foreign = !drift.arch.empty() && drift.arch != "all" && !facts.platform.arch.empty() &&
                       drift.arch != facts.platform.arch;
  return shell_word(foreign ? drift.name + ':' + drift.arch : drift.name);
}

std::string with_version(const Drift& drift, const std::string& version, const RemedyFacts& facts) {
  return package_word(drift, facts) + '=' + shell_word(version);
}

// "2026-11-20T10:00:00Z" -> "20261120T100000Z", as snapshot archives name a moment.
std::string snapshot_moment(std::string_view created) {
  constexpr std::string_view shape = "dddd-dd-ddTdd:dd:dd";
  if (created.size() < shape.size()) return {};
  std::string moment;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const bool digit = created[i] >= '0' && created[i] <= '9';
    if (shape[i] == 'd' ? !digit : created[i] != shape[i]) return {};
    if (digit || created[i] == 'T') moment += created[i];
  }
  return moment + 'Z';
}

// apt source lines of an archive that keeps what the distribution's own drops; empty: none known.
std::vector<std::string> snapshot_lines(const RemedyFacts& facts) {
  const std::string& url = facts.snapshot_url;
  const std::string& codename = facts.platform.codename;
  if (std::ranges::any_of(url, [](char c) { return static_cast<unsigned char>(c) < 0x20; }))
    return {};
  if (url.starts_with("deb ")) return {url};
  if (!is_deb_arch(codename)) return {};
  if (!url.empty()) return {"deb [check-valid-until=no] " + url + ' ' + codename + " main"};
  const std::string moment = snapshot_moment(facts.created);
  if (moment.empty() || facts.platform.id != "debian") return {};
  const std::string base = "deb [check-valid-until=no] https://snapshot.debian.org/archive/";
  return {base + "debian/" + moment + "/ " + codename + " main",
          base + "debian-security/" + moment + "/ " + codename + "-security main"};
}

// The same installation with the snapshot as a source for as long as it takes.
void add_snapshot(std::vector<Remedy>& remedies, const std::string& install,
                  const RemedyFacts& facts) {
  const std::vector<std::string> lines = snapshot_lines(facts);
  if (lines.empty()) return;
  const std::string sudo = facts.context.needs_sudo ? "sudo " : "";
  const std::string file = "/etc/apt/sources.list.d/prodparity-snapshot.list";
  std::string command = "printf '%s\\n'";
  for (const std::string& line : lines)
    command += ' ' + shell_word(line);
  command += " | " + sudo + "tee " + file + " >/dev/null && " + sudo + "apt-get update && " +
             install + " && " + sudo + "rm " + file;
  remedies.push_back(undo(std::move(command), "if the archive no longer has this version"));
}

std::vector<Remedy> version_remedies(std::span<const Drift* const> group,
                                     const RemedyFacts& facts) {
  std::vector<std::string> wanted;
  std::vector<std::string> present;
  std::vector<std::string> names;
  for (const Drift* drift : group) {
    wanted.push_back(with_version(*drift, wanted_version(*drift), facts));
    present.push_back(with_version(*drift, drift->dev->version, facts));
    names.push_back(package_word(*drift, facts));
  }
  const std::string sudo = facts.context.needs_sudo ? "sudo " : "";
  const std::string install = sudo + "apt-get install -y --allow-downgrades " + joined(wanted);
  std::vector<Remedy> remedies = {undo(install)};
  add_snapshot(remedies, install, facts);
  const std::string run = "RUN apt-get update && apt-get install -y ";
  const bool downgrade =
      std::ranges::any_of(group, [](const Drift* drift) { return drift->change.downgrade; });
  if (std::ranges::any_of(group, [](const Drift* drift) { return is_security_update(*drift); }) &&
      !downgrade)
    remedies.insert(remedies.begin(),
                    ship(run + "--only-upgrade " + joined(names),
                         "rebuild production on a base with this security update"));
  else if (downgrade)
    remedies.push_back(ship(run + "--allow-downgrades " + joined(present),
                            "this takes production back to an older version"));
  else
    remedies.push_back(ship(run + joined(present)));
  return remedies;
}

std::vector<Remedy> dev_only_remedies(std::span<const Drift* const> group, std::string_view head,
                                      const RemedyFacts& facts) {
  // What is marked automatic goes with its head; the rest has to be named. Where no relation is
  // known, nothing says that the head brings or takes the others: all of them are named.
  const bool unrelated =
      std::ranges::all_of(group, [](const Drift* drift) { return drift->dev->relations.empty(); });
  std::vector<std::string> names;
  std::vector<std::string> heads;
  for (const Drift* drift : group) {
    const bool is_head = unrelated || drift->name == head;
    if (is_head || !drift->dev->automatic) names.push_back(package_word(*drift, facts));
    if (is_head) heads.push_back(package_word(*drift, facts));
  }
  const std::string sudo = facts.context.needs_sudo ? "sudo " : "";
  // What came with the head may be a mere recommendation, which production then needs as well.
  const std::string alone = heads.size() == group.size() ? "--no-install-recommends " : "";
  return {undo(sudo + "apt-get autoremove --purge -y " + joined(names)),
          ship("RUN apt-get update && apt-get install -y " + alone + joined(heads))};
}

std::vector<Remedy> prod_only_remedies(std::span<const Drift* const> group,
                                       const RemedyFacts& facts) {
  std::vector<std::string> wanted;
  for (const Drift* drift : group)
    wanted.push_back(with_version(*drift, wanted_version(*drift), facts));
  const std::string sudo = facts.context.needs_sudo ? "sudo " : "";
  const std::string install = sudo + "apt-get install -y " + joined(wanted);
  std::vector<Remedy> remedies = {undo(install)};
  add_snapshot(remedies, install, facts);
  return remedies;
}

}  // namespace

std::string without_sudo(std::string_view command) {
  std::string text;
  bool quoted = false;
  bool at_start = true;  // of a simple command
  while (!command.empty()) {
    if (at_start && !quoted && command.starts_with("sudo ")) command.remove_prefix(5);
    at_start = !quoted && (command.starts_with("&& ") || command.starts_with("| "));
    if (command.empty()) break;
    const std::size_t size = at_start ? command.find(' ') + 1 : 1;
    if (command.front() == '\'') quoted = !quoted;
    text += command.substr(0, size);
    command.remove_prefix(size);
  }
  return text;
}

void take_sudo_away(std::vector<Finding>& findings) {
  const auto take_away = [](std::vector<Remedy>& remedies) {
    for (Remedy& remedy : remedies) {
      if (remedy.target == "shell") remedy.command = without_sudo(remedy.command);
    }
  };
  Shared<std::vector<Remedy>> before;  // a group stands together: it goes on sharing
  Shared<std::vector<Remedy>> after;
  for (Finding& finding : findings) {
    if (&*finding.remedies != &*before) {
      before = finding.remedies;
      after = before;
      after.edit(take_away);
    }
    finding.remedies = after;
  }
}

RemedyFacts remedy_facts(const Inventory& dev, const Reference& reference, const Policy& policy,
                         const RemedyContext& context) {
  RemedyFacts facts{.context = context,
                    .platform = dev.platform,
                    .created = reference.created,
                    .snapshot_url = policy.snapshot_url,
                    .index_url = policy.index_url};
  for (const Component& component : dev.components) {
    if (component.ecosystem != "pypi") continue;
    facts.python_places.insert(component.place);
    if (component.name == "pip") facts.pip_places.insert(component.place);
  }
  return facts;
}

bool is_security_update(const Drift& drift) {
  if (drift.kind != DriftKind::version || drift.ecosystem != "deb" || drift.change.downgrade)
    return false;
  if (drift.change.change_class == ChangeClass::security) return true;
  if (drift.change.change_class != ChangeClass::patch &&
      drift.change.change_class != ChangeClass::revision)
    return false;
  const std::string_view version = drift.dev->version;
  constexpr std::array<std::string_view, 4> marks = {"+deb", "~deb", "ubuntu0.", "+esm"};
  return std::ranges::any_of(
      marks, [&](std::string_view mark) { return version.find(mark) != std::string_view::npos; });
}

std::vector<Remedy> deb_remedies(std::span<const Drift* const> group, std::string_view head,
                                 const RemedyFacts& facts) {
  if (!std::ranges::all_of(group, [](const Drift* drift) { return is_well_formed(*drift); }))
    return {{.kind = Remedy::Kind::undo,
             .note = "a name or version of it is not one Debian could have: no command is given"}};
  switch (group[0]->kind) {
    case DriftKind::version:
      return version_remedies(group, facts);
    case DriftKind::dev_only:
      return dev_only_remedies(group, head, facts);
    case DriftKind::prod_only:
      return prod_only_remedies(group, facts);
    case DriftKind::fact:
      break;
  }
  return {};
}

}  // namespace prodparity
