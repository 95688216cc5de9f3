#include "client/commands/commands.h"
#include "client/reference_input.h"
#include "core/inventory_json.h"
#include "io/state_files.h"
#include "program/output.h"

#include <memory>
#include <optional>
#include <string>

namespace prodparity {
namespace {

struct Options {
  std::string file;
  std::string output;
  std::string name = "production";
};

Result<ExitCode> read_reference_file(const Options& options) {
  Result<Reference> reference = read_reference_input(options.file, TakeDigest::yes);
  if (!reference) return reference.error();
  reference->name = options.name;
  // The daemon groups what is here; what production's packages need would only cost it memory.
  for (Component& component : reference->inventory.components)
    component.relations.clear();
  const std::string bytes = write_reference(*reference);
  if (options.output.empty()) {
    const Result<void> written = write_output(bytes);
    if (!written) return written.error();
  } else if (std::optional<Error> error = replace_file(options.output, bytes, 0644, Durable::yes)) {
    return *error;
  }
  return ExitCode::clean;
}

RunCommand declare(Arguments& arguments) {
  const auto options = std::make_shared<Options>();
  arguments.positional("FILE", options->file, "The SBOM; '-': standard input");
  arguments.text("--output", "FILE", options->output,
                 "Where to put the compact reference, replaced at once (default: standard output)");
  arguments.text("--name", "NAME", options->name, "Its name in the configuration");
  return [options] { return read_reference_file(*options); };
}

}  // namespace

// The daemon starts it as a short-lived child: the daemon itself parses no SBOM.
const Command read_reference_command = {
    .name = "read-reference",
    .summary = "Internal: read an SBOM and write the compact reference that the daemon loads",
    .examples = "  prodparity read-reference prod.cdx.json --output production.reference\n",
    .declare = declare,
    .internal = true};

}  // namespace prodparity
