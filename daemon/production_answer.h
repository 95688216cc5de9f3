#pragma once

#include "core/drift/policy.h"
#include "core/protocol.h"
#include "core/reference.h"
#include "core/snapshot.h"
#include "daemon/answers.h"
#include "io/files.h"

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace prodparity {

// What a question to production is answered from.
struct ProductionPlace {
  const Files& files;               // of the dev container's root
  std::function<Inventory()> look;  // what is installed there; called where something is asked for
  std::span<const Reference> references;
  const Policy& policy;
};

// `text` and `answer` as members of a result; `asked` is empty where production itself is asked
// for. File lists are read for it and not kept.
std::variant<std::string, RpcError> production_members(std::string_view asked,
                                                       const ProductionPlace& place, Reader reader);

// What production is, for who may not ask: the snapshot file's.
SnapshotProduction snapshot_production(std::span<const Reference> references);

}  // namespace prodparity
