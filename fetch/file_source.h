#pragma once

#include "core/result.h"
#include "fetch/found_documents.h"

#include <cstddef>
#include <string>

namespace prodparity::fetch {

struct FileLimits {
  std::size_t document_bytes;   // of an SBOM, as it is kept
  std::size_t signature_bytes;  // of what lies beside it
};
FileLimits usual_file_limits();

// The document at `path` and, where it is not itself signed, what lies beside it. That nothing lies
// there is no error; anything else that keeps it from being seen is. Errors: not_found (the
// document), denied, io, too_large.
Result<FoundDocuments> read_file_with_signatures(const std::string& path, const FileLimits& limits);

}  // namespace prodparity::fetch
