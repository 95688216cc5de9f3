#include "fetch/gather_image.h"

#include "core/attest/bundle.h"
#include "core/attest/choice.h"
#include "core/attest/legacy.h"
#include "core/material.h"
#include "core/registry/content_digest.h"
#include "core/registry/limits.h"
#include "core/registry/platform.h"
#include "fetch/discover.h"
#include "fetch/layers.h"
#include "fetch/signer.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity::fetch {
namespace {

// Of what is no SBOM's, while it is not known whether one is there. More is written at once.
constexpr std::size_t held_bytes = 8 * registry::limits::mib;

MaterialKind kind_of(registry::LayerKind kind) {
  switch (kind) {
    case registry::LayerKind::bundle:
      return MaterialKind::bundle;
    case registry::LayerKind::envelope:
      return MaterialKind::legacy;
    default:
      return MaterialKind::statement;
  }
}

class ImageGatherer {
 public:
  ImageGatherer(Store& store, const FetchOrder& order, const GatherOutside& outside,
                Wanting wanting)
      : store_(store), order_(order), outside_(outside), wanting_(wanting) {}

  Result<bool> run(const std::string& wanted) {
    const Result<registry::Platform> platform = registry::parse_platform(order_.platform);
    if (!platform) return platform.error();
    // Also what nobody signed: whether it counts is for whoever verifies, and what the image was
    // built from is there.
    const DiscoverSettings settings{.platform = *platform,
                                    .statements = true,
                                    .image_alone = wanting_ == Wanting::layers_alone,
                                    .on_image = [&](const Discovered& found) -> Result<void> {
                                      found_ = &found;
                                      if (wanting_ == Wanting::only_with_sbom) return {};
                                      return begin();
                                    }};
    const Result<Discovered> found =
        discover(store_, wanted, settings,
                 [&](Attestation attestation) { return take(std::move(attestation)); });
    if (!found) return found.error();
    // What is named there and cannot be read could be what counts: that it is missing is not
    // "none".
    if (!found->unread.empty()) return found->unread.front();
    if (!has_begun_) return false;
    if (const Result<void> written = finish(*found); !written) return written.error();
    return true;
  }

 private:
  // BuildKit attaches provenance to every image, GitHub's builds signed provenance, cosign its
  // signature: that is none. Of what is signed only if it is believed: what is refused might be
  // what counts, and nothing stands in for that.
  bool may_be_sbom(const Attestation& attestation) {
    if (attestation.kind == registry::LayerKind::statement)
      return attest::is_sbom_predicate(attest::predicate_type_of(attestation.bytes));
    const auto said = attest::read_statement_unsafe(attestation.bytes);
    return !said || attest::is_sbom_predicate(said->predicate_type) || !is_believed(attestation);
  }

  // By whomever signed it: whoever verifies says whose word it is.
  bool is_believed(const Attestation& attestation) {
    if (order_.trust.verify == VerifyMode::off) return true;
    if (!roots_) {
      Result<attest::TrustRoots> roots = load_trust_roots(order_.trust.trusted_root);
      roots_ = roots ? *std::move(roots) : attest::TrustRoots();
    }
    const Result<attest::Policy> anybody = policy_of({});
    if (!anybody) return false;
    const attest::Artifact artifact{
        .sha256 = registry::sha256_digits(found_->digest),
        .bytes = std::nullopt,
        .platform_sha256 = registry::sha256_digits(found_->platform_digest)};
    if (attestation.kind == registry::LayerKind::bundle)
      return attest::verify_bundle(attestation.bytes, *roots_, *anybody, artifact).has_value();
    return attest::verify_legacy(attestation.bytes,
                                 {attestation.annotations.begin(), attestation.annotations.end()},
                                 *roots_, *anybody, artifact)
        .has_value();
  }

  Result<void> take(Attestation attestation) {
    has_sbom_ = has_sbom_ || may_be_sbom(attestation);
    held_bytes_ += attestation.bytes.size();
    held_.push_back(std::move(attestation));
    if (!has_begun_ && !has_sbom_ && held_bytes_ <= held_bytes) return {};
    if (!has_begun_) {
      if (const Result<void> begun = begin(); !begun) return begun.error();
    }
    for (Attestation& one : std::exchange(held_, {})) {
      MaterialPart part{.kind = kind_of(one.kind), .place = std::move(one.place)};
      part.annotations.insert(one.annotations.begin(), one.annotations.end());
      if (const Result<void> written = write(std::move(part), one.bytes); !written)
        return written.error();
    }
    return {};
  }

  Result<void> begin() {
    has_begun_ = true;
    const Result<void> written =
        outside_.write(material_header({.asked = order_.asked,
                                        .image = store_.name(),
                                        .digest = found_->digest,
                                        .platform_digest = found_->platform_digest,
                                        .platform = order_.platform,
                                        .fetched_at = outside_.now()}));
    if (!written) return written.error();
    if (found_->no_image) return {};
    for (const StoredManifest& manifest : found_->chain) {
      const Result<void> added =
          write({.kind = MaterialKind::manifest, .place = manifest.digest}, manifest.bytes);
      if (!added) return added.error();
    }
    const Result<std::string> config =
        read_blob(store_, found_->image.config, registry::limits::config_bytes);
    if (!config) return config.error();
    const std::string& digest =
        found_->platform_digest.empty() ? found_->digest : found_->platform_digest;
    return write({.kind = MaterialKind::image_config, .place = digest}, *config);
  }

  Result<void> write(MaterialPart part, std::string_view bytes) {
    part.bytes = bytes.size();
    ++parts_;
    if (const Result<void> written = outside_.write(material_part(part)); !written)
      return written.error();
    return outside_.write(bytes);
  }

  Result<void> finish(const Discovered& found) {
    if (const Result<void> written = write_left_out(found); !written) return written.error();
    const bool may_be_unsigned =
        order_.trust.verify != VerifyMode::require && !is_pinned(order_.trust.signer);
    const bool is_wanted =
        wanting_ == Wanting::layers_alone || (may_be_unsigned && !has_sbom_ && found.left_out == 0);
    if (wanting_ == Wanting::layers_alone && found.no_image) return *found.no_image;
    if (is_wanted && !found.no_image) {
      for (const registry::Descriptor& layer : found.image.layers)
        if (outside_.progress != nullptr) outside_.progress->expect(layer.size);
      const Result<void> layers = write_layers(
          store_, found.image,
          [&](MaterialPart part, std::string_view bytes) { return write(std::move(part), bytes); });
      if (!layers) return layers.error();
    }
    return outside_.write(material_end(parts_));
  }

  Result<void> write_left_out(const Discovered& found) {
    if (found.left_out == 0 && found.others == 0) return {};
    std::string types;
    for (const std::string& type : found.other_types)
      types += (types.empty() ? "" : ", ") + type;
    return write({.kind = MaterialKind::left_out,
                  .annotations = {{left_out_count, std::to_string(found.left_out)},
                                  {left_out_others, std::to_string(found.others)},
                                  {left_out_types, types}}},
                 {});
  }

  Store& store_;
  const FetchOrder& order_;
  const GatherOutside& outside_;
  Wanting wanting_;
  const Discovered* found_ = nullptr;        // while discover() runs
  std::optional<attest::TrustRoots> roots_;  // once they are needed
  std::vector<Attestation> held_;
  std::size_t held_bytes_ = 0;
  bool has_begun_ = false;
  bool has_sbom_ = false;
  std::size_t parts_ = 0;
};

}  // namespace

Result<bool> gather_image(Store& store, const std::string& wanted, const FetchOrder& order,
                          const GatherOutside& outside, Wanting wanting) {
  if (outside.progress == nullptr) return ImageGatherer(store, order, outside, wanting).run(wanted);
  ProgressStore told(store, *outside.progress);
  return ImageGatherer(told, order, outside, wanting).run(wanted);
}

}  // namespace prodparity::fetch
