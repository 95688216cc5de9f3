#include "client/commands/commands.h"
#include "client/judge.h"
#include "client/reference_input.h"
#include "client/verdict_output.h"

#include <array>
#include <memory>
#include <string>
#include <utility>

namespace prodparity {
namespace {

struct Options {
  std::string dev;
  std::string production;
  std::string policy;
  std::string baseline;
  VerdictOptions verdict;
};

Result<ExitCode> diff_files(const Options& options) {
  const std::array paths = {options.dev, named_reference(options.production).second};
  if (const Result<void> checked = check_inputs(paths); !checked) return checked.error();
  const auto read_dev = [&]() -> Result<Inventory> {
    Result<Reference> dev = read_reference_input(options.dev, TakeDigest::no);
    if (!dev) return dev.error();
    return as_dev_side(std::move(*dev));
  };
  const Result<Verdict> verdict = judge({.dev = {},
                                         .read_dev = read_dev,
                                         .references = {options.production},
                                         .policy = options.policy,
                                         .workspace = {},
                                         .baseline = options.baseline,
                                         .asked = {},
                                         .read_ships = {}},
                                        options.verdict);
  if (!verdict) return verdict.error();
  return write_verdict(*verdict, options.verdict);
}

RunCommand declare(Arguments& arguments) {
  const auto options = std::make_shared<Options>();
  arguments.positional("DEV", options->dev,
                       "SBOM or inventory of the dev container; '-': standard input");
  arguments.positional("PROD", options->production,
                       "SBOM or inventory of production, [NAME=]FILE; '-': standard input");
  arguments.text("--policy", "FILE", options->policy, "Rules (default: the built-in ones)");
  arguments.text("--baseline", "FILE", options->baseline,
                 "Inventory of the dev container's image as it was built");
  declare_verdict_options(arguments, options->verdict);
  return [options] { return diff_files(*options); };
}

}  // namespace

const Command diff_command = {
    .name = "diff",
    .summary = "Compare two SBOM or inventory files, without the daemon",
    .examples =
        "  prodparity diff dev.cdx.json prod.spdx.json\n"
        "  prodparity inventory --format json > dev.json && prodparity diff dev.json prod.json\n"
        "  syft IMAGE -o syft-json | prodparity diff dev.json -\n"
        "  prodparity diff dev.json prod.json --format json --now 2026-11-22T12:00:00Z\n",
    .declare = declare};

}  // namespace prodparity
