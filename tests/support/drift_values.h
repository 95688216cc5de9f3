#pragma once

#include "core/drift/drift.h"
#include "core/inventory.h"
#include "core/reference.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Short ways to say the values that comparisons are tested with.
namespace prodparity::test {

inline Component deb(std::string name, std::string version, std::string arch = "amd64") {
  return {.ecosystem = "deb",
          .name = std::move(name),
          .version = std::move(version),
          .arch = std::move(arch)};
}

inline Component pypi(std::string name, std::string version,
                      std::string place = "/usr/local/lib/python3.11/dist-packages") {
  return {.ecosystem = "pypi",
          .name = std::move(name),
          .version = std::move(version),
          .place = std::move(place)};
}

// A Debian 12 place on amd64 where both ecosystems were looked for.
inline Inventory inventory_of(std::vector<Component> components) {
  Inventory inventory{
      .platform = {.id = "debian", .version_id = "12", .codename = "bookworm", .arch = "amd64"},
      .ecosystems = {"deb", "pypi"},
      .components = std::move(components)};
  sort_canonical(inventory);
  return inventory;
}

inline Reference reference_of(std::vector<Component> components) {
  return {.inventory = inventory_of(std::move(components))};
}

// "version deb:libssl3:amd64 3.0.15 -> 3.0.16", "dev_only deb:vim:amd64", ...
inline std::string spelled(const Drift& drift) {
  std::string text = std::string(to_string(drift.kind)) + ' ' + drift.ecosystem + ':' + drift.name;
  if (!drift.arch.empty()) text += ':' + drift.arch;
  if (drift.kind == DriftKind::version)
    text += ' ' + drift.prod->version + " -> " + drift.dev->version;
  return text;
}

inline std::vector<std::string> spelled(const Comparison& comparison) {
  std::vector<std::string> texts;
  texts.reserve(comparison.drifts.size());
  for (const Drift& drift : comparison.drifts)
    texts.push_back(spelled(drift));
  return texts;
}

inline std::vector<std::string> gap_kinds(const std::vector<Gap>& gaps) {
  std::vector<std::string> texts;
  texts.reserve(gaps.size());
  for (const Gap& gap : gaps)
    texts.push_back(std::string(to_string(gap.kind)) + ' ' + gap.ecosystem);
  return texts;
}

inline std::string note_sentence(const std::vector<Note>& notes, std::string_view code) {
  for (const Note& note : notes) {
    if (note.code == code) return note.sentence;
  }
  return {};
}

}  // namespace prodparity::test
