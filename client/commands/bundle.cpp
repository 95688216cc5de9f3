#include "client/bundle.h"

#include "client/commands/commands.h"
#include "client/fetch_child.h"
#include "client/input.h"
#include "core/reference_address.h"
#include "core/reference_proof.h"
#include "core/text.h"
#include "io/machine_config.h"
#include "io/state_files.h"
#include "io/trusted_root.h"
#include "program/output.h"
#include "program/signer_options.h"

#include <unistd.h>

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string action;
  std::string what;
  std::string output;
  std::string policy;
  Signer signer;
  std::string trusted_root;
  std::string verify;
  std::string platform;
  std::string as;
  std::string extract;
  std::string state_folder;
  bool offline = false;
};

Error wrong(std::string message) {
  return {.code = ErrorCode::wrong_usage, .message = std::move(message)};
}

// A file of ours that is gone when its use is over.
class Passing {
 public:
  explicit Passing(std::string path) : path_(std::move(path)) {}
  Passing(const Passing&) = delete;
  Passing& operator=(const Passing&) = delete;
  ~Passing() { ::unlink(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// As the machine's configuration says, where the command line says nothing else.
Result<FetchOrder> order_of(const Options& options, const GuardConfig& config) {
  FetchOrder order{.trust = config.trust,
                   .platform = options.platform,
                   .folder = options.state_folder.empty()
                                 ? references_folder()
                                 : fs::absolute(options.state_folder).string() + "/references",
                   .offline = options.offline,
                   .network = config.network};
  if (options.signer != Signer()) order.trust.signer = options.signer;
  if (!options.trusted_root.empty()) order.trust.trusted_root = options.trusted_root;
  if (!options.verify.empty())
    order.trust.verify = parse_verify_mode(options.verify).value_or(order.trust.verify);
  const std::string off = wrong_trust(order.trust);
  if (!off.empty()) return wrong(off);
  return order;
}

Result<ExitCode> say(const std::string& text) {
  const Result<void> written = write_output(printable_lines(text));
  if (!written) return written.error();
  return ExitCode::clean;
}

ExitCode say_failure(const FetchOutcome& outcome) {
  write_error_line(outcome.problem);
  return exit_code_of(outcome.code);
}

std::string policy_here(const Options& options, const GuardConfig& config) {
  if (!options.policy.empty()) return options.policy;
  std::string path = config.policy.empty() ? std::string(policy_file) : config.policy;
  std::error_code ignored;
  return fs::exists(path, ignored) ? path : std::string();
}

Result<ExitCode> export_bundle(const Options& options) {
  if (options.output.empty()) return wrong("name the file to write: -o FILE");
  Result<GuardConfig> config = config_of_machine();
  if (!config) return config.error();
  Result<FetchOrder> order = order_of(options, *config);
  if (!order) return order.error();
  order->asked = options.what.empty() ? config->reference : options.what;
  if (order->asked.empty())
    return wrong("no reference is configured here: name one, such as registry.example/api:main");
  if (!is_fetched(reference_address(order->asked)))
    return wrong(fmt::format("'{}' is a file, which needs no bundle: copy it", order->asked));
  const auto along = read_along({.policy = policy_here(options, *config), .trust = order->trust});
  if (!along) return along.error();
  const Passing material(options.output + ".material");
  order->material = fs::absolute(material.path()).string();
  const Result<Fetched> fetched = fetch_by_child(*order);
  if (!fetched) return fetched.error();
  if (!fetched->reference) return say_failure(fetched->outcome);
  const auto written = write_bundle(material.path(), *along, options.output);
  if (!written) return written.error();
  std::string text = reference_words(*fetched->reference) + as_of_line(fetched->outcome);
  for (const AlongFile& file : *along)
    text += fmt::format("  along: {}\n", along_words(file));
  text += fmt::format("{}: {} bytes, sha256:{}\n", options.output, written->bytes, written->sha256);
  return say(text);
}

// The file here that one which came along is like; empty: there is none.
std::string ours_like(const AlongFile& file, const Options& options, const GuardConfig& config) {
  if (file.kind == MaterialKind::policy) return policy_here(options, config);
  if (file.kind != MaterialKind::trusted_root) return {};
  return trusted_root_path(options.trusted_root.empty() ? config.trust.trusted_root
                                                        : options.trusted_root);
}

std::string along_text(const BundleContent& content, const Options& options,
                       const GuardConfig& config, const std::vector<std::string>& paths) {
  std::string text;
  std::string adopting;
  for (std::size_t i = 0; i < content.along.size(); ++i) {
    const AlongFile& file = content.along[i];
    const std::string ours = ours_like(file, options, config);
    const Result<std::string> bytes = read_own_file(ours, limits::along_bytes);
    const bool is_same = bytes && *bytes == file.bytes;
    const std::string beside = is_same ? ", the same as " + ours
                               : bytes ? ", another than " + ours
                                       : std::string();
    text += fmt::format("  along: {}{}{}\n", along_words(file), beside,
                        paths.empty() ? "" : ": " + paths[i]);
    if (file.kind == MaterialKind::trusted_root && !is_same && !paths.empty())
      adopting = fmt::format("  `prodparity trust update {}` tells what it changes, and takes it\n",
                             shell_word(paths[i]));
  }
  if (text.empty()) return text;
  return text +
         (paths.empty() ? "  nothing of that is in force: --extract DIR lays it out\n"
                        : "  nothing of that is in force until a configuration names it\n") +
         adopting;
}

Result<ExitCode> import_bundle(const Options& options) {
  if (options.what.empty()) return wrong("name the bundle to import");
  const FilePlace address = file_place(options.what);
  const Result<BundleContent> content = read_bundle_at(address.path);
  if (!content) return content.error();
  Result<GuardConfig> config = config_of_machine();
  if (!config) return config.error();
  Result<FetchOrder> order = order_of(options, *config);
  if (!order) return order.error();
  order->asked = options.as.empty() ? content->header.asked : options.as;
  if (!is_fetched(reference_address(order->asked)))
    return wrong(fmt::format("the bundle is of '{}', which is no address: name one with --as",
                             printable(order->asked)));
  order->bundle = fs::absolute(options.what).string();
  std::vector<std::string> paths;
  if (!options.extract.empty()) {
    auto laid_out = lay_out(content->along, options.extract);
    if (!laid_out) return laid_out.error();
    paths = *std::move(laid_out);
  }
  const Result<Fetched> fetched = fetch_by_child(*order);
  if (!fetched) return fetched.error();
  if (!fetched->reference) {
    for (const std::string& path : paths)
      write_error_line("laid out all the same: " + path);
    return say_failure(fetched->outcome);
  }
  return say(reference_words(*fetched->reference) + along_text(*content, options, *config, paths) +
             fmt::format("kept in {} as {}, fetched {}: it needs no network now\n", order->folder,
                         order->asked, fetched->outcome.fetched_at));
}

Result<ExitCode> run(const Options& options) {
  return options.action == "export" ? export_bundle(options) : import_bundle(options);
}

RunCommand declare(Arguments& arguments) {
  const auto options = std::make_shared<Options>();
  arguments.positional("ACTION", options->action, {"export", "import"}, "What to do");
  arguments.optional("REFERENCE|FILE", options->what,
                     "export: what is fetched (default: the configured reference); import: the "
                     "bundle, and behind it #sha256:DIGEST of the image that it must be of");
  arguments.text("--output,-o", "FILE", options->output, "export: the bundle to write");
  arguments.text("--policy", "FILE", options->policy,
                 "export: the policy that goes along (default: .devcontainer/prodparity.json)");
  declare_signer(arguments, options->signer);
  arguments.text("--trusted-root", "FILE", options->trusted_root,
                 "Whom to believe, and what goes along (default: the one in use here)");
  arguments.choice("--verify", options->verify, {"auto", "require", "off"},
                   "As of `prodparity fetch` (default: as configured here, else auto)");
  arguments.text("--platform", "OS/ARCH", options->platform,
                 "Of an index: which image (this machine's)");
  arguments.text("--state-folder", "DIR", options->state_folder,
                 "Of the daemon that it is kept for (default: of this user's)");
  arguments.flag("--offline", options->offline, "export: what is kept of it, and nothing else");
  arguments.text("--as", "REFERENCE", options->as,
                 "import: the address that it stands for (default: what it was exported from)");
  arguments.text("--extract", "DIR", options->extract,
                 "import: where to lay out the policy, trust root and keys that came along");
  return [options] { return run(*options); };
}

}  // namespace

const Command bundle_command = {
    .name = "bundle",
    .summary = "Carry a reference, its policy and trust root to where there is no network",
    .examples =
        "  prodparity bundle export registry.example/api:main -o api.bundle\n"
        "  sudo prodparity bundle import api.bundle\n"
        "  prodparity check --reference bundle:api.bundle\n"
        "  prodparity bundle import api.bundle --extract from-there --trusted-root root.json\n",
    .declare = declare};

}  // namespace prodparity
