#include "io/python_needs.h"

#include "core/limits.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

// More installations than this of one distribution are hardly there; a hostile root may say so.
constexpr std::size_t instances_limit = 64;

using ByName = std::unordered_map<std::string_view, std::vector<const Component*>>;

ByName distributions_of(const Inventory& inventory) {
  ByName names;
  for (const Component& component : inventory.components) {
    if (component.ecosystem != "pypi") continue;
    std::vector<const Component*>& list = names[component.name];
    if (list.size() < instances_limit) list.push_back(&component);
  }
  return names;
}

}  // namespace

PythonNeeds read_python_needs(const Files& files, const Inventory& inventory,
                              const Question& question, const Owners& owners) {
  PythonNeeds needs;
  std::vector<std::string> open = asked_distributions(question, owners);
  if (open.empty()) return needs;
  const ByName distributions = distributions_of(inventory);
  std::size_t read_bytes = 0;
  while (!open.empty()) {
    const std::string name = std::move(open.back());
    open.pop_back();
    const auto found = distributions.find(name);
    if (found == distributions.end()) continue;
    for (const Component* const component : found->second) {
      const std::string& path = component->evidence.path;
      if (needs.contains(path)) continue;
      if (needs.size() == limits::answer_packages || read_bytes > limits::asked_bytes) return needs;
      const Result<std::string> bytes = files.read(path, limits::metadata_bytes);
      DistributionNeeds& read = needs[path];
      if (!bytes) continue;
      read_bytes += bytes->size();
      read = needs_in_metadata(*bytes, path);
      for (std::string& next : needed_names(read))
        open.push_back(std::move(next));
    }
  }
  return needs;
}

}  // namespace prodparity
