#include "core/report/inventory.h"

#include "client/commands/commands.h"
#include "client/place.h"
#include "core/inventory_json.h"
#include "core/sbom/sbom.h"
#include "core/text.h"
#include "program/output.h"

#include <fmt/format.h>

#include <memory>
#include <string>

namespace prodparity {
namespace {

struct Options {
  PlaceOptions place;
  std::string format;
  bool no_color = false;
};

std::string rendered(const Inventory& inventory, const std::string& format) {
  if (format == "terminal") return render_inventory(inventory, terminal_style(true, true));
  // Package names are untrusted, and JSON may end on a terminal.
  return ascii_json(format == "cyclonedx" ? write_cyclonedx(inventory)
                                          : write_inventory(inventory));
}

Result<ExitCode> list_inventory(const Options& options) {
  const Result<Inventory> inventory = scan_place(options.place);
  if (!inventory) return inventory.error();
  std::string format = options.format;
  if (format.empty()) format = output_is_terminal() ? "terminal" : "json";
  const Result<void> written = write_output(rendered(*inventory, format));
  if (!written) return written.error();
  if (inventory->unread.empty()) return ExitCode::clean;
  write_error_line(fmt::format("not everything could be read ({} places): {}",
                               inventory->unread.size(), to_string(inventory->unread[0].error)));
  return ExitCode::could_not_check;
}

RunCommand declare(Arguments& arguments) {
  const auto options = std::make_shared<Options>();
  declare_place_options(arguments, options->place);
  declare_image_option(arguments, options->place);
  arguments.comma_list("--ecosystem", "LIST", options->place.ecosystems,
                       "Only these, by purl type: deb,pypi");
  arguments.choice("--format", options->format, {"json", "cyclonedx", "terminal"},
                   "Default: terminal on a terminal, else json");
  return [options] { return list_inventory(*options); };
}

}  // namespace

const Command inventory_command = {
    .name = "inventory",
    .summary = "List what is installed here, without the daemon",
    .examples =
        "  prodparity inventory\n"
        "  prodparity inventory --format cyclonedx > sbom.json\n"
        "  prodparity inventory --root /mnt/image --ecosystem deb\n"
        "  docker save api:main -o api.tar && prodparity inventory --image api.tar\n"
        "  prodparity inventory --image registry.example/api:main\n",
    .declare = declare};

}  // namespace prodparity
