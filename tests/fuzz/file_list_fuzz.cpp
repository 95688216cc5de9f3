// A package's file list against an inventory that has what it may own.
#include "core/passes.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  Inventory inventory;
  inventory.components = {
      {.ecosystem = "deb", .name = "python3-yaml", .arch = "amd64"},
      {.ecosystem = "pypi",
       .name = "pyyaml",
       .evidence = {.path = "/usr/lib/python3/dist-packages/PyYAML-6.0.dist-info/METADATA"}}};
  const ListFacts facts = facts_of({.package = "python3-yaml", .bytes = bytes});
  const std::vector<const ListFacts*> lists = {&facts};
  const bool owned = attribute_owners(inventory, lists).empty();
  if (owned != (inventory.components[1].owner == "deb:python3-yaml")) std::abort();
  if (inventory.components[0].ships == Ships::unknown) std::abort();
  return 0;
}
