#include "core/inventory_json.h"
#include "core/reference_address.h"
#include "core/reference_proof.h"
#include "core/text.h"
#include "fetch/commands/commands.h"
#include "fetch/run_order.h"
#include "io/signed_file.h"
#include "io/state_files.h"
#include "io/user_folders.h"
#include "program/output.h"
#include "program/signer_options.h"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace prodparity::fetch {
namespace {

struct Options {
  FetchOrder order;
  std::string verify = "auto";
  std::size_t max_age = 0;
  std::string output;
  bool no_cache = false;
};

std::string described(const Obeyed& obeyed) {
  std::string text = reference_words(*obeyed.reference) + as_of_line(obeyed.outcome);
  if (!obeyed.pins.empty()) text += "  to pin the signer:\n";
  for (const auto& [option, value] : obeyed.pins)
    text += fmt::format("    --{} {}\n", option, shell_word(value));
  return printable_lines(text);
}

Result<ExitCode> run(Options& options) {
  FetchOrder& order = options.order;
  order.trust.verify = parse_verify_mode(options.verify).value_or(VerifyMode::automatic);
  order.trust.max_age_days = static_cast<int>(std::min<std::size_t>(options.max_age, 100'000));
  const std::string wrong = wrong_trust(order.trust);
  if (!wrong.empty()) return Error{.code = ErrorCode::wrong_usage, .message = wrong};
  const AddressKind kind = reference_address(order.asked).kind;
  if (kind == AddressKind::file || kind == AddressKind::signed_file)
    order.asked = signed_file_address(order.asked);
  if (!options.no_cache) order.folder = default_state_folder_of_user() + "/references";
  order.progress = progress_terminal();
  Result<Obeyed> obeyed = run_order(order);
  if (!obeyed) return obeyed.error();
  for (const std::string& warning : obeyed->outcome.warnings)
    write_error_line(warning);
  if (!obeyed->reference) {
    write_error_line(obeyed->outcome.problem);
    return exit_code_of(obeyed->outcome.code);
  }
  if (!options.output.empty()) {
    const std::string bytes = write_reference(*obeyed->reference);
    if (std::optional<Error> error = replace_file(options.output, bytes, 0644, Durable::yes))
      return *error;
  }
  if (const Result<void> written = write_output(described(*obeyed)); !written)
    return written.error();
  return ExitCode::clean;
}

RunCommand declare(Arguments& arguments) {
  const auto options = std::make_shared<Options>();
  arguments.positional(
      "REFERENCE", options->order.asked,
      "An image by tag or digest, oci:FOLDER, oci-archive:FILE, https://..., a path");
  declare_signer(arguments, options->order.trust.signer);
  arguments.text("--trusted-root", "FILE", options->order.trust.trusted_root,
                 "Whom to believe (default: the public-good instance's, as installed)");
  arguments.choice(
      "--verify", options->verify, {"auto", "require", "off"},
      "auto: what is signed must verify; require: by the named signer; off: not looked at");
  arguments.flag("--allow-unsigned", options->order.trust.allow_unsigned,
                 "Take an SBOM that lies unsigned in the image's index (BuildKit's)");
  arguments.number("--max-age-days", options->max_age, "Say so where the SBOM is older");
  arguments.text("--platform", "OS/ARCH", options->order.platform,
                 "Of an index: which image (this machine's)");
  arguments.text("--output,-o", "FILE", options->output,
                 "Where to put the verified reference, for --reference of other commands");
  arguments.text("--ca-file", "FILE", options->order.network.ca_file,
                 "PEM, trusted beside what the system trusts (a company's proxy)");
  arguments.flag("--offline", options->order.offline, "What is kept of it, and nothing else");
  arguments.flag("--no-cache", options->no_cache, "Keep nothing, and take nothing that is kept");
  return [options] { return run(*options); };
}

}  // namespace

const Command fetch_command = {
    .name = "fetch",
    .summary = "Fetch production's SBOM from a registry and verify whose word it is",
    .examples =
        "  prodparity fetch registry.example/api:main -o production.reference\n"
        "  prodparity fetch registry.example/api:main --key cosign.pub\n",
    .declare = declare};

}  // namespace prodparity::fetch
