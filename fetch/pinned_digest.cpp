#include "fetch/pinned_digest.h"

#include "core/reference_address.h"
#include "core/registry/image_name.h"
#include "fetch/github_source.h"
#include "fetch/url_source.h"

#include <string>
#include <string_view>

namespace prodparity::fetch {

std::string pinned_digest(std::string_view asked) {
  const ReferenceAddress address = reference_address(asked);
  switch (address.kind) {
    case AddressKind::image: {
      const auto place = registry::image_place(address.text);
      return place ? place->digest : std::string();
    }
    case AddressKind::url: {
      const auto document = document_address(address.text);
      return document ? document->image_digest : std::string();
    }
    case AddressKind::github: {
      const auto artifact = github_address(address.text);
      return artifact ? artifact->digest : std::string();
    }
    case AddressKind::signed_file:
    case AddressKind::bundle:
      return file_place(address.text).image_digest;
    case AddressKind::file:
    case AddressKind::layout:
      break;
  }
  return {};
}

bool names_image(std::string_view asked) {
  const AddressKind kind = reference_address(asked).kind;
  return kind == AddressKind::image || kind == AddressKind::layout || kind == AddressKind::github;
}

}  // namespace prodparity::fetch
