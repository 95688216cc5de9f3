#include "client/reference_input.h"

#include "io/compressed_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity {
namespace {

// "registry.example/api:1", "api@sha256:..." and "docker://..." are no files.
bool looks_like_an_address(std::string_view text) {
  return text.find("://") != std::string_view::npos ||
         text.find("@sha256:") != std::string_view::npos;
}

Error address_error(const std::string& path) {
  return {
      .code = ErrorCode::wrong_usage,
      .message = fmt::format("'{}' is an address or an image: references are read from files so "
                             "far; save its SBOM (CycloneDX or SPDX JSON) and give the path",
                             path)};
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
  if (looks_like_an_address(path)) return address_error(path);
  Result<std::unique_ptr<ByteSource>> source = open_source(path);
  if (!source) return source.error();
  const std::string name = path == "-" ? "standard input" : path;
  Result<Reference> reference = read_sbom(**source, name, take_digest);
  if (reference) reference->source = name;
  return reference;
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
