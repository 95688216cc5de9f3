#include "fetch/gather_documents.h"

#include "core/material.h"
#include "core/reference_address.h"
#include "fetch/file_source.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity::fetch {
namespace {

// Writes documents as parts of a material.
class Writer {
 public:
  explicit Writer(const GatherOutside& outside) : outside_(outside) {}

  Result<void> begin(const FetchOrder& order, std::string image, std::string digest) {
    return outside_.write(material_header({.asked = order.asked,
                                           .image = std::move(image),
                                           .digest = std::move(digest),
                                           .platform_digest = {},
                                           .platform = order.platform,
                                           .fetched_at = outside_.now()}));
  }
  Result<void> add(const FoundDocument& document) {
    MaterialPart part{
        .kind = document.kind, .place = document.place, .annotations = document.annotations};
    part.bytes = document.bytes;
    ++parts_;
    if (auto written = outside_.write(material_part(part)); !written) return written;
    for (const std::string& bytes : document.parts) {
      if (auto written = outside_.write(bytes); !written) return written;
    }
    return {};
  }
  Result<void> end() { return outside_.write(material_end(parts_)); }

 private:
  const GatherOutside& outside_;
  std::size_t parts_ = 0;
};

// Signatures of the document come before it: whoever verifies them needs to keep it then.
Result<void> write_found(Writer& writer, const FoundDocuments& found) {
  const auto add_beside = [&](bool are_signatures) -> Result<void> {
    for (const FoundDocument& beside : found.beside) {
      if (signs_document(beside.kind) != are_signatures) continue;
      if (auto added = writer.add(beside); !added) return added;
    }
    return {};
  };
  if (auto added = add_beside(true); !added) return added;
  if (auto added = writer.add(found.document); !added) return added;
  if (auto added = add_beside(false); !added) return added;
  return writer.end();
}

}  // namespace

Result<Gathered> gather_url(const std::string& url, const FetchOrder& order,
                            const GatherOutside& outside, const UrlLimits& limits) {
  const auto address = document_address(url);
  if (!address) return address.error();
  auto found = fetch_url(outside.transport, address->url, limits);
  if (!found) return found.error();
  Gathered gathered{.is_unchanged = false, .warnings = std::move(found->warnings)};
  // Who lies beside it may have changed although the document did not, so all is written.
  const std::string& digest =
      address->image_digest.empty() ? found->document.digest : address->image_digest;
  Writer writer(outside);
  if (auto begun = writer.begin(order, {}, digest); !begun) return begun.error();
  if (auto written = write_found(writer, *found); !written) return written.error();
  return gathered;
}

Result<Gathered> gather_file(const std::string& text, const FetchOrder& order,
                             const GatherOutside& outside) {
  const FilePlace place = file_place(text);
  auto found = read_file_with_signatures(place.path, usual_file_limits());
  if (!found) return found.error();
  Writer writer(outside);
  const std::string& digest =
      place.image_digest.empty() ? found->document.digest : place.image_digest;
  if (auto begun = writer.begin(order, {}, digest); !begun) return begun.error();
  if (auto written = write_found(writer, *found); !written) return written.error();
  return Gathered{.is_unchanged = false, .warnings = std::move(found->warnings)};
}

Result<Gathered> gather_github(const std::string& text, const FetchOrder& order,
                               const GatherOutside& outside, GithubSettings settings) {
  const auto address = github_address(text);
  if (!address) return address.error();
  // A session's is handed over with the order; who fetches by hand has it here.
  for (const char* const name : {"GITHUB_TOKEN", "GH_TOKEN"}) {
    const auto found = order.environment.find(name);
    if (!settings.token.empty()) break;
    settings.token =
        found != order.environment.end() ? found->second : variable_of(outside.credentials, name);
  }
  Writer writer(outside);
  if (auto begun = writer.begin(order, "github.com/" + address->repository, address->digest);
      !begun)
    return begun.error();
  auto fetched = fetch_github(outside.transport, *address, settings,
                              [&](const FoundDocument& document) { return writer.add(document); });
  if (!fetched) return fetched.error();
  if (auto ended = writer.end(); !ended) return ended.error();
  return Gathered();
}

}  // namespace prodparity::fetch
