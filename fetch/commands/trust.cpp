#include "core/attest/limits.h"
#include "core/attest/trust_change.h"
#include "fetch/commands/commands.h"
#include "io/machine_config.h"
#include "io/state_files.h"
#include "io/trusted_root.h"
#include "program/output.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <utility>

namespace prodparity::fetch {
namespace {

struct Options {
  std::string action;
  std::string file;
  std::string trusted_root;
  bool add = false;
  bool force = false;
  bool dry_run = false;
};

Error wrong(std::string message, const std::string& path = {}) {
  return {.code = ErrorCode::wrong_usage, .message = std::move(message), .path = path};
}

Result<std::string> read_file(const std::string& path) {
  return read_own_file(path, attest::limits::trust_root_bytes);
}

Result<attest::TrustRoots> roots_of(const std::string& bytes, const std::string& path) {
  attest::Checked<attest::TrustRoots> roots = attest::read_trust_roots(bytes);
  if (!roots) return wrong(sentence(roots.error()), path);
  return *std::move(roots);
}

// The file that is named here or in the machine's configuration; empty: neither.
Result<std::string> named(const Options& options) {
  if (!options.trusted_root.empty()) return options.trusted_root;
  Result<GuardConfig> config = config_of_machine();
  if (!config) return config.error();
  return std::move(config->trust.trusted_root);
}

Result<ExitCode> say(const std::string& text) {
  const Result<void> written = write_output(printable_lines(text));
  if (!written) return written.error();
  return ExitCode::clean;
}

// Where a later release came with more than this machine's own file has.
std::string installed_note(const std::string& bytes, const std::string& path) {
  const std::string installed = installed_trusted_root_path();
  if (path == installed) return {};
  const Result<std::string> shipped = read_file(installed);
  if (!shipped) return {};
  const auto update = attest::update_trust(bytes, *shipped);
  const bool has_more =
      update && std::ranges::any_of(update->changes, [](const attest::TrustChange& change) {
        return change.kind == attest::TrustChange::Kind::added;
      });
  return has_more ? fmt::format("{}, installed with prodparity, has more than it\n", installed)
                  : std::string();
}

Result<ExitCode> show(const Options& options) {
  const Result<std::string> name = named(options);
  if (!name) return name.error();
  const std::string path = trusted_root_path(*name);
  const Result<std::string> bytes = read_file(path);
  if (!bytes) return bytes.error();
  const Result<attest::TrustRoots> roots = roots_of(*bytes, path);
  if (!roots) return roots.error();
  std::string text = path + '\n';
  for (std::size_t i = 0; i < roots->instances.size(); ++i) {
    if (roots->instances.size() > 1) text += fmt::format("instance {}\n", i + 1);
    for (const attest::TrustEntry& entry : attest::entries_of(roots->instances[i]))
      text += fmt::format("  {}\n", entry_words(entry));
  }
  return say(text + installed_note(*bytes, path));
}

// Why it is not taken; empty: it is.
std::string against(const attest::TrustUpdate& update, const Options& options, bool is_first) {
  if (update.joining > 0 && !is_first && !options.add)
    return "it shares no key and no authority with what is trusted here: --add puts it beside";
  if (update.takes_back() && !options.force)
    return "it is older than what is trusted here, or takes away from it: --force takes it all the "
           "same";
  return {};
}

std::optional<Error> install(const std::string& bytes, const std::string& path) {
  std::error_code ignored;
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  if (!folder.empty()) std::filesystem::create_directories(folder, ignored);
  std::optional<Error> error = replace_file(path, bytes, 0644, Durable::yes);
  if (error && error->code == ErrorCode::denied) error->message += "; as root it is possible";
  return error;
}

Result<ExitCode> update(const Options& options) {
  if (options.file.empty()) return wrong("name the newer trusted_root.json");
  const Result<std::string> name = named(options);
  if (!name) return name.error();
  const std::string path = trusted_root_path(*name);
  const std::string target = name->empty() ? std::string(machine_trusted_root_path) : *name;
  const Result<std::string> newer = read_file(options.file);
  if (!newer) return newer.error();
  if (const auto roots = roots_of(*newer, options.file); !roots) return roots.error();
  Result<std::string> present = read_file(path);
  const bool is_first = !present && present.error().code == ErrorCode::not_found;
  if (is_first) present = std::string();
  if (!present) return present.error();
  const auto change = attest::update_trust(*present, *newer);
  if (!change) return wrong(sentence(change.error()), path);
  std::string text = is_first ? fmt::format("{}: not there yet\n", path) : path + '\n';
  for (const attest::TrustChange& each : change->changes)
    text += fmt::format("  {}\n", change_words(each));
  if (change->staying > 0)
    text += fmt::format("  instances of which {} says nothing stay: {}\n", options.file,
                        change->staying);
  if (change->changes.empty()) return say(text + "  nothing changes\n");
  if (const Result<ExitCode> said = say(text); !said) return said.error();
  const std::string refusal = against(*change, options, is_first);
  if (!refusal.empty()) {
    write_error_line(fmt::format("{}: {}", options.file, refusal));
    return ExitCode::refused;
  }
  if (options.dry_run) return say("nothing was written\n");
  if (std::optional<Error> error = install(change->bytes, target)) return *error;
  return say(fmt::format("{} is trusted from the next fetch on; `prodparity rescan` fetches now\n",
                         target));
}

Result<ExitCode> run(const Options& options) {
  if (options.action == "update") return update(options);
  if (options.action.empty()) return show(options);
  return wrong(
      fmt::format("'{}' is nothing that `trust` does: update, or no word", options.action));
}

RunCommand declare(Arguments& arguments) {
  const auto options = std::make_shared<Options>();
  arguments.optional("update", options->action,
                     "Take a newer file; without it: tell who is trusted");
  arguments.optional("FILE", options->file, "The newer trusted_root.json, of one instance or more");
  arguments.text("--trusted-root", "FILE", options->trusted_root,
                 "The file to tell of, or to put it into (default: the configured one, else "
                 "/etc/prodparity/trusted_root.json)");
  arguments.flag("--add", options->add,
                 "Put another Sigstore instance beside those that are there");
  arguments.flag("--force", options->force, "Also take one that is older or takes away");
  arguments.flag("--dry-run", options->dry_run, "Show what would change, and change nothing");
  return [options] { return run(*options); };
}

}  // namespace

const Command trust_command = {
    .name = "trust",
    .summary = "Whose logs and authorities vouch for signatures, and a newer trust root",
    .examples =
        "  prodparity trust\n"
        "  prodparity trust update trusted_root.json --dry-run\n"
        "  sudo prodparity trust update trusted_root.json\n"
        "  sudo prodparity trust update github.jsonl --add\n",
    .declare = declare};

}  // namespace prodparity::fetch
