#include "core/bundle_file.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity {
namespace {

// The part that is in turn goes on as it comes.
Result<void> copy_part(MaterialReader& reader, const MaterialPart& part, const BundleSink& sink) {
  if (Result<void> written = sink(material_part(part)); !written) return written;
  for (;;) {
    const Result<std::string_view> some = reader.some_of_body();
    if (!some) return some.error();
    if (some->empty()) return {};
    if (Result<void> written = sink(*some); !written) return written;
  }
}

Result<void> add(const AlongFile& file, const BundleSink& sink) {
  const MaterialPart part{
      .kind = file.kind, .place = file.name, .annotations = {}, .bytes = file.bytes.size()};
  if (Result<void> written = sink(material_part(part)); !written) return written;
  return sink(file.bytes);
}

}  // namespace

Result<BundleContent> read_bundle(ByteSource& bundle) {
  MaterialReader reader(bundle);
  Result<MaterialHeader> header = reader.header();
  if (!header) return header.error();
  BundleContent content{.header = *std::move(header)};
  for (;;) {
    Result<std::optional<MaterialPart>> part = reader.next();
    if (!part) return part.error();
    if (!*part) return content;
    if (!goes_along((*part)->kind)) {
      ++content.parts;
      continue;
    }
    if (content.along.size() == limits::along_files)
      return Error{.code = ErrorCode::too_large, .message = "more files go along than may"};
    Result<std::string> bytes = reader.body(limits::along_bytes);
    if (!bytes) return bytes.error();
    content.along.push_back(
        {.kind = (*part)->kind, .name = std::move((*part)->place), .bytes = *std::move(bytes)});
  }
}

Result<void> copy_bundle(ByteSource& source, const BundleCopy& copy, const BundleSink& sink) {
  MaterialReader reader(source);
  Result<MaterialHeader> header = reader.header();
  if (!header) return header.error();
  if (copy.change) {
    if (Result<void> changed = copy.change(*header); !changed) return changed;
  }
  if (Result<void> written = sink(material_header(*header)); !written) return written;
  std::size_t parts = 0;
  for (;;) {
    const Result<std::optional<MaterialPart>> part = reader.next();
    if (!part) return part.error();
    if (!*part) break;
    if (goes_along((*part)->kind)) continue;
    if (Result<void> copied = copy_part(reader, **part, sink); !copied) return copied;
    ++parts;
  }
  for (const AlongFile& file : copy.along) {
    if (Result<void> added = add(file, sink); !added) return added;
  }
  return sink(material_end(parts + copy.along.size()));
}

}  // namespace prodparity
