#include "fetch/gather.h"

#include "core/reference_address.h"
#include "fetch/gather_bundle.h"
#include "fetch/gather_documents.h"
#include "fetch/gather_image.h"
#include "fetch/layout.h"
#include "fetch/registry.h"

#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

namespace prodparity::fetch {
namespace {

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
    const Result<bool> written = from_store(store, *place);
    if (!written) return written.error();
    gathered.is_unchanged = !*written;
    const std::vector<std::string>& of_store = store.warnings();
    gathered.warnings.insert(gathered.warnings.end(), of_store.begin(), of_store.end());
    return gathered;
  }

  Wanting wanting() const { return order_.layers ? Wanting::layers_alone : Wanting::all; }

  // False: nothing is new there. Known by one HEAD; and where what is kept is unsigned, by a look
  // at what hangs on the image now.
  Result<bool> from_store(RegistryStore& store, const registry::ImagePlace& place) const {
    if (order_.known_digest.empty())
      return gather_image(store, place.wanted(), order_, outside_, wanting());
    Result<std::string> current = place.digest;
    if (place.digest.empty()) current = store.current_digest(place.tag);
    if (!current) return current.error();
    if (*current != order_.known_digest)
      return gather_image(store, place.wanted(), order_, outside_, wanting());
    if (!order_.look_for_sbom) return false;
    return gather_image(store, *current, order_, outside_, Wanting::only_with_sbom);
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
    const Result<bool> written = gather_image(*store, tag, order_, outside_, wanting());
    if (!written) return written.error();
    return Gathered();
  }

  const FetchOrder& order_;
  const GatherOutside& outside_;
};

}  // namespace

Result<Gathered> gather(const FetchOrder& order, const GatherOutside& outside) {
  return Gatherer(order, outside).run();
}

}  // namespace prodparity::fetch
