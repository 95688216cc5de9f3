#pragma once

#include "core/ecosystem.h"
#include "core/inventory.h"
#include "io/files.h"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace prodparity {

struct ScanRequest {
  Places places;
  std::vector<const Ecosystem*> ecosystems;  // empty: all of them
  bool side_by_side = false;                 // each on a thread of its own, where there are any
};

struct ScanResult {
  Inventory inventory;             // canonical order, passes applied
  std::vector<std::string> watch;  // folders whose change can change it, sorted
  bool changed = true;             // some unit was parsed anew or is gone since the last scan
};

// Reads one root file system into an Inventory. Keeps what it parsed, keyed by the stamps of each
// unit's files: a second scan opens only what changed. Whatever cannot be read is in the result;
// a root with neither dpkg nor Python is a valid, empty Inventory.
class Scanner {
 public:
  explicit Scanner(const Files& files);
  ~Scanner();
  Scanner(Scanner&&) noexcept;
  Scanner& operator=(Scanner&&) noexcept;

  ScanResult scan(const ScanRequest& request);

 private:
  struct Cache;
  const Files* files_;
  std::unique_ptr<Cache> cache_;
};

}  // namespace prodparity
