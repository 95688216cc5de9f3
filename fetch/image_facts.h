#pragma once

#include "core/inventory.h"
#include "core/reference.h"
#include "core/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity::fetch {

// What a registry says of production's image beside its packages: kept in the Reference as Facts
// of kind "image", for later comparison. Evidence is the image's digest.
class ImageFacts {
 public:
  // An image's configuration (OCI image-spec, config.md), of the image with this digest. Errors:
  // malformed, too_large.
  std::optional<Error> take_config(std::string_view bytes, std::string_view digest);
  // An in-toto Statement of provenance: the images that it was built from. What cannot be read says
  // nothing.
  void take_provenance(std::string_view statement, std::string_view place);
  // What it says goes to the Facts that an SBOM has no word of.
  void add_to(Reference& reference) const;

 private:
  std::vector<Fact> facts_;
};

// "linux/amd64" of a platform that an SBOM or a package database names; empty where it names none.
std::string platform_words(const Platform& platform);

}  // namespace prodparity::fetch
