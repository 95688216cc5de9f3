#pragma once

#include "core/attribution/attribution.h"
#include "core/shared.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

// Components by their key (version_key()) with the version they changed to; empty: they went.
using ChangedVersions = std::map<std::string, std::string, std::less<>>;

// One change of some components, and who made it.
struct Attributed {
  Attribution attribution;
  ChangedVersions components;

  bool operator==(const Attributed&) const = default;
};

// Who made each component of the session what it is: at most limits::attributed_components of them,
// of the rest nothing is known. Goes with the journal, whose kind `attributed` it reads and writes.
class AttributionLedger {
 public:
  void add(const Attributed& change);
  // Null: not known. `key` as it stands, with this version.
  Shared<Attribution> of(std::string_view key, std::string_view version) const;
  // Of something that is gone, whose key begins so.
  Shared<Attribution> of_gone(std::string_view key_prefix) const;
  // What is neither there any more nor went as it says is forgotten.
  void keep_only(const ChangedVersions& present);
  void clear() { entries_.clear(); }
  bool empty() const { return entries_.empty(); }
  std::size_t size() const { return entries_.size(); }
  // All of it, as few changes as possible.
  std::vector<Attributed> changes() const;

  bool operator==(const AttributionLedger&) const = default;

 private:
  struct Entry {
    std::string version;
    Shared<Attribution> attribution;
    bool operator==(const Entry&) const = default;
  };
  std::map<std::string, Entry, std::less<>> entries_;
};

// Data of the journal's kind `attributed`, as many lines as their bounds ask for.
std::vector<std::string> attributed_data(const Attributed& change);
std::optional<Attributed> read_attributed(std::string_view data);

}  // namespace prodparity
