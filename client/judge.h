#pragma once

#include "client/verdict_output.h"
#include "core/drift/evaluate.h"
#include "core/inventory.h"
#include "core/reference.h"
#include "core/result.h"
#include "io/ship_files.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace prodparity {

// What `check` and `diff` hand to the drift pipeline.
struct JudgeRequest {
  Inventory dev;
  // Instead of `dev`: reads it, on a thread of its own while the references are read here. Reading
  // is nearly all of the time that a verdict takes.
  std::function<Result<Inventory>()> read_dev;
  std::vector<std::string> references;  // "[NAME=]FILE"
  std::string policy;                   // path, or empty
  std::string workspace;                // to look for a policy in, or empty
  std::string baseline;                 // path of an inventory, or empty
  std::vector<std::string> asked;       // names that installs asked for, of a place
  // What the workspace's build files ship, where there is a workspace.
  std::function<ShipFiles(const Policy&)> read_ships = {};
};

// The name and the path in "[NAME=]FILE"; without a name it is production.
std::pair<std::string, std::string> named_reference(const std::string& argument);

// The same of several, whose paths can be read together (client/reference_input.h, check_inputs).
Result<std::vector<std::pair<std::string, std::string>>> named_references(
    const std::vector<std::string>& arguments);

// A reference that cannot be read is a gap of the Verdict, not an end of it.
Result<Verdict> judge(const JudgeRequest& request, const VerdictOptions& options);

}  // namespace prodparity
