#include "client/commands/commands.h"
#include "client/judge.h"
#include "client/place.h"
#include "client/verdict_output.h"

#include <memory>
#include <string>
#include <vector>

namespace prodparity {
namespace {

struct Options {
  PlaceOptions place;
  VerdictOptions verdict;
  std::vector<std::string> references;
  std::string policy;
  std::string baseline;
};

// The policy is a file of this machine, beside the workspace inside the root.
std::string policy_folder(const PlaceOptions& place) {
  const std::string workspace = workspace_of(place);
  return workspace.empty() || place.root == "/" ? workspace : place.root + '/' + workspace;
}

Result<ExitCode> check(const Options& options) {
  const Result<Verdict> verdict = judge(
      {.dev = {},
       .read_dev = [&] { return scan_place(options.place); },
       .references = options.references,
       .policy = options.policy,
       .workspace = policy_folder(options.place),
       .baseline = options.baseline,
       .asked = asked_in_place(options.place),
       .read_ships = [&](const Policy& policy) { return ships_of_place(options.place, policy); }},
      options.verdict);
  if (!verdict) return verdict.error();
  return write_verdict(*verdict, options.verdict);
}

RunCommand declare(Arguments& arguments) {
  const auto options = std::make_shared<Options>();
  arguments.list("--reference", "[NAME=]FILE", options->references,
                 "Production's SBOM (CycloneDX, SPDX or syft JSON); may be given again");
  declare_place_options(arguments, options->place);
  arguments.text("--policy", "FILE", options->policy,
                 "Rules (default: WORKSPACE/.devcontainer/prodparity.json)");
  arguments.text("--baseline", "FILE", options->baseline,
                 "Inventory of the dev container's image as it was built");
  declare_verdict_options(arguments, options->verdict);
  return [options] { return check(*options); };
}

}  // namespace

const Command check_command = {
    .name = "check",
    .summary = "Compare this container with production's SBOM, once, without the daemon",
    .examples =
        "  prodparity check --reference prod.cdx.json\n"
        "  prodparity check --reference prod.cdx.json --format markdown --fail-on block\n"
        "  prodparity check --reference api=api.json --reference worker=worker.json\n",
    .declare = declare};

}  // namespace prodparity
