#pragma once

#include "core/component.h"
#include "core/result.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

// What /etc/os-release (os-release(5)) and dpkg say of the place; fields are empty when unknown.
struct Platform {
  std::string id;          // "debian"
  std::string version_id;  // "12" from os-release, "12.11" from some SBOMs
  std::string codename;    // "bookworm"
  std::string pretty_name;
  std::string arch;  // Debian architecture of dpkg itself: "amd64"

  bool operator==(const Platform&) const = default;
};

// os-release(5): KEY=value lines, shell quoting. Unknown keys are skipped, nothing is an error.
Platform parse_os_release(std::string_view bytes);

// A fact of the environment that is no package (locale, CA certificate, ...).
struct Fact {
  std::string kind;
  std::string name;
  std::string value;
  Evidence evidence;

  bool operator==(const Fact&) const = default;
};

// Something that is there and could not be read. Never dropped: it ends in `could not check`.
struct Unread {
  std::string ecosystem;
  Error error;  // its path says what

  bool operator==(const Unread&) const = default;
};

// A package between two states: neither installed nor gone. No verdict is given on it.
struct InTransition {
  std::string ecosystem;
  std::string name;
  std::string arch;
  std::string
      state;  // dpkg's word: "half-installed", "unpacked", "triggers-pending"; pypi: "copying"
  Evidence evidence;

  bool operator==(const InTransition&) const = default;
};

// All Components and Facts of one place at one time, including what could not be read.
struct Inventory {
  Platform platform;
  std::vector<std::string> ecosystems;  // those looked for, sorted; one may well have 0 components
  std::vector<Component> components;    // in canonical order
  std::vector<Fact> facts;
  std::vector<Unread> unread;
  std::vector<InTransition> in_transition;

  bool operator==(const Inventory&) const = default;
};

// The components' indices in canonical order; of two with one key, by evidence and then as given.
std::vector<std::size_t> canonical_order(std::span<const Component> components);

// Puts everything into canonical order. Every producer ends with it.
void sort_canonical(Inventory& inventory);

}  // namespace prodparity
