#include "client/reference_input.h"

#include "client/fetch_child.h"
#include "core/reference_address.h"
#include "io/compressed_source.h"
#include "io/machine_config.h"
#include "io/signed_file.h"
#include "program/output.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity {
namespace {

Result<Reference> ordered(FetchOrder order) {
  order.progress = progress_terminal();
  Result<Fetched> fetched = fetch_by_child(order);
  if (!fetched) return fetched.error();
  const FetchOutcome& outcome = fetched->outcome;
  if (!fetched->reference) return Error{.code = outcome.code, .message = outcome.problem};
  if (outcome.state == FetchOutcome::State::kept)
    write_error_line(fmt::format("{} is compared with as of {}: {}", order.asked,
                                 outcome.fetched_at, outcome.problem));
  return *std::move(fetched->reference);
}

Result<Reference> fetched_reference(const std::string& address) {
  Result<GuardConfig> config = config_of_machine();
  if (!config) return config.error();
  return ordered({.asked = address,
                  .trust = std::move(config->trust),
                  .folder = references_folder(),
                  .network = std::move(config->network)});
}

std::string why_not(ReferenceState state) {
  switch (state) {
    case ReferenceState::no_packages:
      return "the document lists no packages at all";
    case ReferenceState::no_os_packages:
      return "the document lists no packages of an operating system";
    case ReferenceState::no_distribution:
      return "the document does not say which distribution it describes";
    case ReferenceState::several_distributions:
      return "the document holds several distributions";
  }
  return "the document is not complete";
}

}  // namespace

Result<Reference> read_reference_input(const std::string& path, TakeDigest take_digest) {
  if (path != "-") {
    const ReferenceAddress address = reference_address(path);
    const bool is_file = address.kind == AddressKind::file;
    if (address.kind == AddressKind::signed_file || (is_file && has_signature(path)))
      return fetched_reference(signed_file_address(path));
    if (!is_file) return fetched_reference(path);
  }
  Result<std::unique_ptr<ByteSource>> source = open_source(path);
  if (!source) return source.error();
  const std::string name = path == "-" ? "standard input" : path;
  Result<Reference> reference = read_sbom(**source, name, take_digest);
  if (reference) reference->source = name;
  return reference;
}

Result<Inventory> read_registry_image(const std::string& image) {
  Result<GuardConfig> config = config_of_machine();
  if (!config) return config.error();
  // Layers are signed by nobody, and who must sign is not asked here.
  Result<Reference> reference =
      ordered({.asked = image, .layers = true, .network = std::move(config->network)});
  if (!reference) return reference.error();
  return std::move(reference->inventory);
}

Result<void> check_inputs(std::span<const std::string> paths) {
  if (std::ranges::count(paths, "-") <= 1) return {};
  return Error{.code = ErrorCode::wrong_usage,
               .message = "only one document can come from standard input ('-'): save the others"};
}

Inventory as_dev_side(Reference reference) {
  Inventory inventory = std::move(reference.inventory);
  const auto unread = [&](const std::string& ecosystem, std::string message) {
    inventory.unread.push_back({.ecosystem = ecosystem,
                                .error = {.code = ErrorCode::unsupported,
                                          .message = std::move(message),
                                          .path = reference.source}});
  };
  for (const EcosystemCoverage& coverage : reference.coverage) {
    if (coverage.coverage != Coverage::not_covered) continue;
    if (coverage.components == 0)  // nobody looked for it
      std::erase(inventory.ecosystems, coverage.ecosystem);
    else
      unread(coverage.ecosystem, coverage.why.empty() ? "it lists none" : coverage.why);
  }
  for (const ReferenceState state : reference.states) {
    const bool all = state == ReferenceState::no_packages;
    unread(all ? "" : "deb", why_not(state));
  }
  sort_canonical(inventory);
  return inventory;
}

}  // namespace prodparity
