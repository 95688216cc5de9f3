#pragma once

#include "core/result.h"
#include "fetch/found_documents.h"
#include "fetch/http/client.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace prodparity::fetch {

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

// The document at `url` and, where it is not itself signed, what lies beside it. That nothing lies
// there (404, 410) is no error; anything else that keeps it from being seen is. Errors: not_found,
// denied (401, 403, and as the transport has it), io (5xx), and those of the transport.
Result<FoundDocuments> fetch_url(Transport& transport, const std::string& url,
                                 const UrlLimits& limits);

}  // namespace prodparity::fetch
