#include "fetch/file_source.h"

#include "core/attest/limits.h"
#include "core/limits.h"
#include "io/compressed_source.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity::fetch {
namespace {

Result<FoundDocument> read_one(const std::string& path, std::size_t limit_bytes) {
  // What is signed is the file as it is, also where it is packed.
  const Result<std::unique_ptr<ByteSource>> source = open_as_it_is(path);
  if (!source) return source.error();
  DocumentCollector collector;
  std::size_t bytes = 0;
  for (;;) {
    const Result<std::string_view> part = (*source)->next();
    if (!part) return part.error();
    if (part->empty()) return collector.done(path);
    bytes += part->size();
    if (bytes > limit_bytes)
      return Error{
          .code = ErrorCode::too_large,
          .message = "is larger than the " + std::to_string(limit_bytes) + " bytes that are read",
          .path = path};
    if (const Result<void> taken = collector.take(*part); !taken) return taken.error();
  }
}

}  // namespace

FileLimits usual_file_limits() {
  return {.document_bytes = prodparity::limits::reference_file_bytes,
          .signature_bytes = attest::limits::bundle_bytes};
}

Result<FoundDocuments> read_file_with_signatures(const std::string& path,
                                                 const FileLimits& limits) {
  Result<FoundDocument> document = read_one(path, limits.document_bytes);
  if (!document) return document.error();
  FoundDocuments found{.document = *std::move(document), .beside = {}, .warnings = {}};
  if (is_signed(found.document.kind)) return found;
  const Result<void> beside = find_beside(found, [&](std::string_view ending) {
    return read_one(path + std::string(ending), limits.signature_bytes);
  });
  if (!beside) return beside.error();
  return found;
}

}  // namespace prodparity::fetch
