#pragma once

#include "core/inventory.h"
#include "core/material.h"
#include "core/reference.h"
#include "core/registry/image_chain.h"
#include "core/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity::fetch {

// What a registry says of production's image beside its packages: kept in the Reference as Facts
// of kind "image", for later comparison. Evidence is the image's digest
// or, of what a bundle says alone, its file.
//
// Whoever handed it over is not believed: a configuration counts where index and manifest tie it to
// the image's digest. Where none came with it, as with a bundle of an earlier program, it is left
// out.
class ImageFacts {
 public:
  // `platform`: ours, "linux/amd64".
  ImageFacts(const MaterialHeader& header, std::string_view platform);

  // The index or manifest that comes next. Errors: unverified (not what the digest before it names,
  // another platform's), those of reading it.
  std::optional<Error> take_manifest(std::string_view bytes);
  // An image's configuration (OCI image-spec, config.md). Errors: unverified, malformed, too_large.
  std::optional<Error> take_config(std::string_view bytes);
  // An in-toto Statement of provenance: the images that it was built from. What cannot be read says
  // nothing.
  void take_provenance(std::string_view statement, std::string_view place);

  // Of our platform's manifest, which the image's index lists; empty: there is none, or nothing
  // proves it.
  const std::string& platform_digest() const { return chain_.platform_digest(); }
  // What it says goes to the Facts that an SBOM has no word of, and to the proof's remarks what is
  // left out or is the bundle's own word.
  void add_to(Reference& reference) const;

 private:
  MaterialHeader header_;
  registry::ImageChain chain_;
  std::vector<Fact> facts_;
  bool is_config_left_out_ = false;
};

// "linux/amd64" of a platform that an SBOM or a package database names; empty where it names none.
std::string platform_words(const Platform& platform);

}  // namespace prodparity::fetch
