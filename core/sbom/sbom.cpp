#include "core/sbom/sbom.h"

#include "core/digest.h"
#include "core/inventory_json.h"
#include "core/limits.h"
#include "core/sbom/coverage.h"
#include "core/sbom/detect.h"
#include "core/sbom/draft.h"
#include "core/sbom/faults.h"
#include "core/sbom/relations.h"
#include "core/sbom/stream.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity {
namespace sbom {

extern const Format cyclonedx_format;
extern const Format spdx_format;
extern const Format syft_format;
extern const Format statement_format;

// One line a format.
std::span<const Format* const> formats() {
  static constexpr const Format* all[] = {&cyclonedx_format, &spdx_format, &syft_format,
                                          &statement_format};
  return all;
}

}  // namespace sbom

namespace {

using sbom::Draft;

Error placed(Error error, std::string_view path) {
  if (error.path.empty()) error.path = path;
  return error;
}

Error too_large(std::string_view path, std::size_t limit) {
  return {.code = ErrorCode::too_large,
          .message = "larger than " + std::to_string(limit) + " bytes",
          .path = std::string(path)};
}

// Our own formats are small enough to be read whole.
Result<Reference> read_own(ByteSource& source, std::string_view first, std::string_view path) {
  std::string bytes(first);
  for (;;) {
    const auto part = source.next();
    if (!part) return placed(part.error(), path);
    if (part->empty()) break;
    bytes += *part;
    if (bytes.size() > limits::reference_file_bytes)
      return too_large(path, limits::reference_file_bytes);
  }
  if (sbom::is_own_reference(bytes)) {
    Result<Reference> reference = read_reference(bytes, path);
    if (reference) forget_proof(*reference);
    return reference;
  }
  auto inventory = read_inventory(bytes, path);
  if (!inventory) return inventory.error();
  Reference reference = reference_of(*std::move(inventory), "inventory");
  reference.source = path;
  reference.digest = sha256_hex(bytes);
  return reference;
}

void add_image_facts(const Draft& draft, Inventory& inventory) {
  if (!draft.image) return;
  const Evidence at{.path = draft.path, .line = draft.image_line};
  for (const auto& [name, value] :
       {std::pair("user", &draft.image->user), std::pair("base_name", &draft.image->base_name),
        std::pair("base_digest", &draft.image->base_digest)}) {
    if (!value->empty())
      inventory.facts.push_back({.kind = "image", .name = name, .value = *value, .evidence = at});
  }
}

Result<Reference> judged(Draft& draft, std::string_view path) {
  const auto format = sbom::format_of(draft);
  if (!format) return placed(format.error(), path);
  const sbom::Generator generator = sbom::generator_of(draft);
  sbom::neutralise_faults(draft, generator);
  sbom::relate_packages(draft);
  Reference reference;
  reference.source = path;
  reference.format = *format;
  reference.generator = generator.text();
  reference.subject = draft.subject;
  reference.created = draft.created;
  if (!draft.marks.statement_type.empty()) {
    reference.verification = Verification::unsigned_statement;
    reference.subject = draft.statement_subject;
    if (!draft.statement_digest.empty()) reference.subject += "@sha256:" + draft.statement_digest;
  }
  reference.coverage = sbom::judge_coverage(draft, generator);
  reference.states = sbom::judge_states(draft);
  reference.faults = std::move(draft.faults);
  Inventory& inventory = reference.inventory;
  inventory.platform = sbom::judge_platform(draft);
  for (const EcosystemCoverage& item : reference.coverage) {
    if (item.coverage == Coverage::covered) inventory.ecosystems.push_back(item.ecosystem);
  }
  inventory.components = std::move(draft.components);
  add_image_facts(draft, inventory);
  sort_canonical(inventory);
  return reference;
}

}  // namespace

Reference reference_of(Inventory inventory, std::string format) {
  Reference reference;
  reference.format = std::move(format);
  for (const std::string& ecosystem : inventory.ecosystems) {
    const auto count = std::ranges::count(inventory.components, ecosystem, &Component::ecosystem);
    reference.coverage.push_back(
        {.ecosystem = ecosystem, .components = static_cast<std::size_t>(count)});
  }
  if (inventory.components.empty()) reference.states = {ReferenceState::no_packages};
  reference.inventory = std::move(inventory);
  return reference;
}

Result<Reference> read_sbom(ByteSource& source, std::string_view path, TakeDigest take_digest,
                            const SbomLimits& bounds) {
  Draft draft;
  draft.path = path;
  draft.components_limit = bounds.components;
  draft.dependencies_limit = bounds.dependencies;
  sbom::Stream stream(draft);
  Sha256 digest;
  std::size_t total = 0;
  for (;;) {
    const auto part = source.next();
    if (!part) return placed(part.error(), path);
    if (part->empty()) break;
    if (total == 0 && (sbom::is_own_reference(*part) || sbom::is_own_inventory(*part)))
      return read_own(source, *part, path);
    total += part->size();
    if (total > bounds.bytes) return too_large(path, bounds.bytes);
    if (take_digest == TakeDigest::yes) digest.update(*part);
    if (const auto error = stream.write(*part)) {
      const bool json = draft.begun || error->code == ErrorCode::unsupported;
      return placed(json ? *error : sbom::what_it_is_instead(*part), path);
    }
  }
  if (const auto error = stream.finish()) return placed(*error, path);
  auto reference = judged(draft, path);
  if (reference && take_digest == TakeDigest::yes) reference->digest = digest.hex();
  return reference;
}

Result<Reference> read_sbom(std::string_view bytes, std::string_view path) {
  WholeText source(bytes);
  return read_sbom(source, path);
}

}  // namespace prodparity
