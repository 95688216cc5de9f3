#pragma once

#include "core/material.h"
#include "core/result.h"
#include "fetch/http/client.h"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity::fetch {

// What lies at a URL, as it is. In parts, so that a large one is in memory once.
struct FoundDocument {
  MaterialKind kind = MaterialKind::document;
  std::string place;   // the URL without its query
  std::string digest;  // "sha256:...", of the bytes
  std::size_t bytes = 0;
  std::vector<std::string> parts;

  std::string whole() const;
};

// A URL of the configuration: a fragment "#sha256:HEX" is the image that attestations must be
// about.
struct DocumentAddress {
  std::string url;
  std::string image_digest;  // "sha256:..."; empty: not given

  bool operator==(const DocumentAddress&) const = default;
};
// Errors: wrong_usage (another fragment), those of parse_url.
Result<DocumentAddress> document_address(std::string_view text);

struct UrlLimits {
  std::size_t document_bytes;   // of an SBOM
  std::size_t signature_bytes;  // of what lies beside it
  HttpLimits http;
};
UrlLimits usual_url_limits();

struct FoundAtUrl {
  FoundDocument document;
  std::vector<FoundDocument>
      beside;  // bundles and envelopes at NAME.sigstore.json, NAME.bundle, NAME.att
  std::vector<std::string> warnings;  // what lies there and is neither
};

// The document at `url` and, where it is not itself signed, what lies beside it. That nothing lies
// there (404, 410) is no error; anything else that keeps it from being seen is. Errors: not_found,
// denied (401, 403, and as the transport has it), io (5xx), and those of the transport.
Result<FoundAtUrl> fetch_url(Transport& transport, const std::string& url, const UrlLimits& limits);

}  // namespace prodparity::fetch
