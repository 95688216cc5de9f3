#pragma once

#include "core/digest.h"
#include "core/material.h"
#include "core/material_kind.h"
#include "core/result.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity::fetch {

// What lies at a URL or a path, as it is. In parts, so that a large one is in memory once.
struct FoundDocument {
  MaterialKind kind = MaterialKind::document;
  std::string place;   // the URL without its query; the path
  std::string digest;  // "sha256:...", of the bytes
  std::size_t bytes = 0;
  std::vector<std::string> parts;

  std::string whole() const;
};

// A document with what lies beside it.
struct FoundDocuments {
  FoundDocument document;
  // Bundles and envelopes at the document's name with each of signature_endings.
  std::vector<FoundDocument> beside;
  std::vector<std::string> warnings;  // what lies there and is neither
};

// Whether it holds a signature, of whatever.
bool is_signed(MaterialKind kind);
// Puts what lies beside the document where it belongs.
void add_beside(FoundDocuments& found, FoundDocument beside);

// Takes a document's bytes: digest and kind follow from its parts as they come.
class DocumentCollector {
 public:
  Result<void> take(std::string_view part);
  FoundDocument done(std::string place);

 private:
  FoundDocument found_;
  Sha256 hash_;
  MaterialKindOf kind_;
};

}  // namespace prodparity::fetch
