#include "io/scan.h"

#include "core/ecosystems/deb.h"
#include "core/limits.h"
#include "core/passes.h"
#include "io/ecosystem_scan.h"
#include "io/file_lists.h"
#include "io/unit_cache.h"

#include <algorithm>
#include <future>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

template <class T>
void move_into(std::vector<T>& to, std::vector<T>& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

// os-release(5): /etc first, then /usr/lib. Neither is no error; what cannot be read is, since
// without it nothing tells which distribution the debs are of.
void read_platform(const Files& files, Inventory& inventory) {
  for (const std::string_view path : {"/etc/os-release", "/usr/lib/os-release"}) {
    const Result<std::string> bytes = files.read(path, limits::config_bytes);
    if (bytes) {
      inventory.platform = parse_os_release(*bytes);
      return;
    }
    if (bytes.error().code == ErrorCode::not_found) continue;
    inventory.unread.push_back({.ecosystem = "deb", .error = bytes.error()});
    return;
  }
}

template <class T>
void drop_repeated(std::vector<T>& sorted) {
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
}

}  // namespace

struct Scanner::Cache {
  std::map<const Ecosystem*, UnitCache> units;
  FileLists lists;
};

Scanner::Scanner(const Files& files) : files_(&files), cache_(std::make_unique<Cache>()) {}
Scanner::~Scanner() = default;
Scanner::Scanner(Scanner&&) noexcept = default;
Scanner& Scanner::operator=(Scanner&&) noexcept = default;

ScanResult Scanner::scan(const ScanRequest& request) {
  ScanResult result;
  Inventory& inventory = result.inventory;
  std::vector<const Ecosystem*> wanted = request.ecosystems;
  if (wanted.empty()) wanted.assign(ecosystems().begin(), ecosystems().end());
  // Where no thread can be had, and one after the other, a reading runs when it is asked for.
  const std::launch how =
      request.side_by_side ? std::launch::async | std::launch::deferred : std::launch::deferred;
  std::vector<std::future<EcosystemScan>> readings;
  for (const Ecosystem* const ecosystem : wanted) {
    UnitCache& units = cache_->units[ecosystem];
    readings.push_back(std::async(how, [this, ecosystem, &units, &request] {
      return scan_ecosystem(*files_, *ecosystem, request.places, units);
    }));
  }
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    inventory.ecosystems.emplace_back(wanted[i]->name);
    EcosystemScan scan = readings[i].get();
    move_into(inventory.components, scan.parsed.components);
    move_into(inventory.unread, scan.parsed.unread);
    move_into(inventory.in_transition, scan.parsed.in_transition);
    move_into(result.watch, scan.watch);
  }
  result.changed = false;
  for (auto& [ecosystem, units] : cache_->units) {
    units.sweep();
    result.changed = units.take_changed() || result.changed;
  }
  read_platform(*files_, inventory);
  inventory.platform.arch = native_architecture(inventory.components);
  for (Component& component : inventory.components) {
    if (component.ecosystem == "deb") component.origin = inventory.platform.id;
  }
  cache_->lists.attribute(*files_, inventory);
  pair_python_with_debs(inventory.components);  // where there are no file lists
  mark_shadowing(inventory);
  sort_canonical(inventory);
  drop_repeated(inventory.unread);
  std::ranges::sort(result.watch);
  drop_repeated(result.watch);
  return result;
}

}  // namespace prodparity
