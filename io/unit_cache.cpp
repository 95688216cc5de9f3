#include "io/unit_cache.h"

#include <cstddef>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity {
namespace {

std::string key_of(std::string_view ecosystem, const Unit& unit) {
  return std::string(ecosystem) + ':' + unit.id;
}

bool unchanged(const Unit& unit, const Stamps& stamps, const Files& files) {
  for (std::size_t i = 0; i < unit.paths.size(); ++i) {
    const Result<Stamp> now = files.stamp(unit.paths[i]);
    if (!now && now.error().code != ErrorCode::not_found) return false;
    if (now.has_value() != stamps[i].has_value()) return false;
    if (now && *now != *stamps[i]) return false;
  }
  return true;
}

}  // namespace

const Parsed* UnitCache::find(std::string_view ecosystem, const Unit& unit, const Files& files) {
  const auto found = entries_.find(key_of(ecosystem, unit));
  if (found == entries_.end()) return nullptr;
  Entry& entry = found->second;
  if (entry.unit != unit || !unchanged(unit, entry.stamps, files)) {
    entries_.erase(found);
    return nullptr;
  }
  entry.used = true;
  return &entry.parsed;
}

const Parsed* UnitCache::store(std::string_view ecosystem, const Unit& unit, Stamps stamps,
                               Parsed parsed) {
  changed_ = true;
  const auto [place, inserted] = entries_.insert_or_assign(
      key_of(ecosystem, unit),
      Entry{.unit = unit, .stamps = std::move(stamps), .parsed = std::move(parsed)});
  static_cast<void>(inserted);
  return &place->second.parsed;
}

void UnitCache::sweep() {
  for (auto entry = entries_.begin(); entry != entries_.end();) {
    const bool used = std::exchange(entry->second.used, false);
    changed_ = changed_ || !used;
    entry = used ? std::next(entry) : entries_.erase(entry);
  }
}

}  // namespace prodparity
