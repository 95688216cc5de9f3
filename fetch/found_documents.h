#pragma once

#include "core/digest.h"
#include "core/material.h"
#include "core/material_kind.h"
#include "core/result.h"

#include <cstddef>
#include <functional>
#include <map>
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
  std::map<std::string, std::string> annotations;  // of the material's part

  std::string whole() const;
};

// A document with what lies beside it.
struct FoundDocuments {
  FoundDocument document;
  // Bundles, envelopes and raw signatures at the document's name with each of signature_endings.
  std::vector<FoundDocument> beside;
  std::vector<std::string> warnings;  // what lies there and is neither
};

// Whether it holds a signature, of whatever.
bool is_signed(MaterialKind kind);
// Whether it is a signature of the document itself: it comes before it.
bool signs_document(MaterialKind kind);

// What is called as the document with these characters behind it.
using ReadBeside = std::function<Result<FoundDocument>(std::string_view ending)>;
// Reads what lies beside the document and puts it where it belongs: each of signature_endings, and
// where a raw signature is there its certificate. That nothing lies there (not_found) is no error.
Result<void> find_beside(FoundDocuments& found, const ReadBeside& read);

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
