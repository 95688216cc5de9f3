#pragma once

#include "core/ecosystem.h"
#include "io/files.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {

// What the files of a unit were like as it was parsed; no stamp: there was no such file.
using Stamps = std::vector<std::optional<Stamp>>;

// Parsed units by ecosystem and id, each good as long as its files have the stamps they had.
class UnitCache {
 public:
  // Null: not known, or something changed since.
  const Parsed* find(std::string_view ecosystem, const Unit& unit, const Files& files);
  const Parsed* store(std::string_view ecosystem, const Unit& unit, Stamps stamps, Parsed parsed);
  // Forgets what was neither found nor stored since the last call.
  void sweep();
  // Whether anything was stored or forgotten since the last call.
  bool take_changed() { return std::exchange(changed_, false); }

 private:
  struct Entry {
    Unit unit;
    Stamps stamps;
    Parsed parsed;
    bool used = true;
  };
  std::map<std::string, Entry, std::less<>> entries_;
  bool changed_ = false;
};

}  // namespace prodparity
