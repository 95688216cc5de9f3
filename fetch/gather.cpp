#include "fetch/gather.h"

#include "core/attest/bundle.h"
#include "core/attest/choice.h"
#include "core/material.h"
#include "core/reference_address.h"
#include "core/registry/limits.h"
#include "core/registry/platform.h"
#include "fetch/discover.h"
#include "fetch/gather_bundle.h"
#include "fetch/gather_documents.h"
#include "fetch/layers.h"
#include "fetch/layout.h"
#include "fetch/registry.h"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace prodparity::fetch {
namespace {

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

// BuildKit attaches provenance to every image: that is none.
bool may_be_sbom(const Attestation& attestation) {
  return attestation.kind != registry::LayerKind::statement ||
         attest::is_sbom_predicate(attest::predicate_type_of(attestation.bytes));
}

class Gatherer {
 public:
  Gatherer(const FetchOrder& order, const GatherOutside& outside)
      : order_(order), outside_(outside) {}

  Result<Gathered> run() {
    const ReferenceAddress address = reference_address(order_.asked);
    if (!order_.bundle.empty()) return gather_bundle(order_.bundle, order_, outside_);
    switch (address.kind) {
      case AddressKind::image:
        return from_registry(address.text);
      case AddressKind::layout:
        return from_layout(address.text);
      case AddressKind::url:
        return gather_url(address.text, order_, outside_, usual_url_limits());
      case AddressKind::signed_file:
        return gather_file(address.text, order_, outside_);
      case AddressKind::github:
        return gather_github(address.text, order_, outside_, {});
      case AddressKind::bundle:
        return gather_bundle(address.text, order_, outside_);
      case AddressKind::file:
        return Error{
            .code = ErrorCode::wrong_usage,
            .message = fmt::format("'{}' is nothing that is fetched: name an image, an OCI "
                                   "layout, a bundle or a URL",
                                   order_.asked)};
    }
    return Gathered();
  }

 private:
  Result<Gathered> from_registry(const std::string& text) {
    Result<registry::ImagePlace> place = registry::image_place(text);
    if (!place) return place.error();
    Gathered gathered;
    RegistryStore store(outside_.transport, *place,
                        {.credentials = [&](const registry::ImagePlace& of) {
                          FoundCredential found = find_credential(of, outside_.credentials);
                          gathered.warnings = std::move(found.warnings);
                          return found.credential;
                        }});
    const Result<bool> unchanged = is_unchanged(store, *place);
    if (!unchanged) return unchanged.error();
    gathered.is_unchanged = *unchanged;
    if (!gathered.is_unchanged) {
      if (const Result<void> written = write_all(store, place->wanted()); !written)
        return written.error();
    }
    const std::vector<std::string>& of_store = store.warnings();
    gathered.warnings.insert(gathered.warnings.end(), of_store.begin(), of_store.end());
    return gathered;
  }

  // By one HEAD; and where what is kept is unsigned, by a look at what hangs on the image now.
  Result<bool> is_unchanged(RegistryStore& store, const registry::ImagePlace& place) const {
    if (order_.known_digest.empty()) return false;
    Result<std::string> current = place.digest;
    if (place.digest.empty()) current = store.current_digest(place.tag);
    if (!current) return current.error();
    if (*current != order_.known_digest) return false;
    if (!order_.look_for_sbom) return true;
    const Result<registry::Platform> platform = registry::parse_platform(order_.platform);
    if (!platform) return platform.error();
    bool has_sbom = false;
    const Result<Discovered> found =
        discover(store, *current, {.platform = *platform, .statements = true},
                 [&](const Attestation& attestation) -> Result<void> {
                   has_sbom = has_sbom || may_be_sbom(attestation);
                   return {};
                 });
    if (!found) return found.error();
    return !has_sbom && found->unread.empty();
  }

  // "FOLDER", "FOLDER:TAG".
  Result<Gathered> from_layout(const std::string& text) {
    std::error_code error;
    std::string path = text;
    std::string tag;
    const std::size_t colon = text.rfind(':');
    if (!std::filesystem::exists(path, error) && colon != std::string::npos) {
      path = text.substr(0, colon);
      tag = text.substr(colon + 1);
    }
    Result<LayoutStore> store = LayoutStore::open(path);
    if (!store) return store.error();
    if (const Result<void> written = write_all(*store, tag); !written) return written.error();
    return Gathered();
  }

  Result<void> write_all(Store& store, const std::string& wanted) {
    const Result<registry::Platform> platform = registry::parse_platform(order_.platform);
    if (!platform) return platform.error();
    std::size_t parts = 0;
    const WritePart write_part = [&](MaterialPart part, std::string_view bytes) -> Result<void> {
      part.bytes = bytes.size();
      ++parts;
      if (const Result<void> written = outside_.write(material_part(part)); !written)
        return written.error();
      return outside_.write(bytes);
    };
    // Also what nobody signed: whether it counts is for whoever verifies, and what the image was
    // built from is there.
    DiscoverSettings settings{.platform = *platform,
                              .statements = true,
                              .on_image = [&](const Discovered& found) -> Result<void> {
                                return begin(store, found, write_part);
                              }};
    if (order_.layers) return write_image(store, wanted, settings, write_part, parts);
    bool has_sbom = false;
    const Result<Discovered> found =
        discover(store, wanted, settings, [&](const Attestation& attestation) {
          has_sbom = has_sbom || may_be_sbom(attestation);
          MaterialPart part{.kind = kind_of(attestation.kind), .place = attestation.place};
          part.annotations.insert(attestation.annotations.begin(), attestation.annotations.end());
          return write_part(std::move(part), attestation.bytes);
        });
    if (!found) return found.error();
    // What is named there and cannot be read could be what counts: that it is missing is not
    // "none".
    if (!found->unread.empty()) return found->unread.front();
    const bool may_be_unsigned =
        order_.trust.verify != VerifyMode::require && !is_pinned(order_.trust.signer);
    if (may_be_unsigned && !has_sbom && found->left_out == 0 && !found->no_image) {
      const Result<void> layers = write_layers(store, found->image, write_part);
      if (!layers) return layers.error();
    }
    return outside_.write(material_end(parts));
  }

  // Its layers, without a look at what hangs on it.
  Result<void> write_image(Store& store, const std::string& wanted, DiscoverSettings settings,
                           const WritePart& write_part, const std::size_t& parts) {
    settings.image_alone = true;
    const Result<Discovered> found = discover(store, wanted, settings, {});
    if (!found) return found.error();
    if (found->no_image) return *found->no_image;
    const Result<void> layers = write_layers(store, found->image, write_part);
    if (!layers) return layers.error();
    return outside_.write(material_end(parts));
  }

  Result<void> begin(Store& store, const Discovered& found, const WritePart& write_part) {
    const Result<void> written =
        outside_.write(material_header({.asked = order_.asked,
                                        .image = store.name(),
                                        .digest = found.digest,
                                        .platform_digest = found.platform_digest,
                                        .platform = order_.platform,
                                        .fetched_at = outside_.now()}));
    if (!written) return written.error();
    if (found.no_image) return {};
    const Result<std::string> config =
        read_blob(store, found.image.config, registry::limits::config_bytes);
    if (!config) return config.error();
    const std::string& digest =
        found.platform_digest.empty() ? found.digest : found.platform_digest;
    return write_part({.kind = MaterialKind::image_config, .place = digest}, *config);
  }

  const FetchOrder& order_;
  const GatherOutside& outside_;
};

}  // namespace

Result<Gathered> gather(const FetchOrder& order, const GatherOutside& outside) {
  return Gatherer(order, outside).run();
}

}  // namespace prodparity::fetch
