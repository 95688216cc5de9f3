#include "fetch/url_source.h"

#include "core/attest/limits.h"
#include "core/limits.h"
#include "core/registry/content_digest.h"
#include "core/url.h"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity::fetch {
namespace {

// What an answer that is no success means.
Error refused(int status, const std::string& place) {
  const bool is_missing = status == 404 || status == 410;
  const bool is_denied = status == 401 || status == 403;
  const ErrorCode code = is_missing  ? ErrorCode::not_found
                         : is_denied ? ErrorCode::denied
                                     : ErrorCode::io;
  const std::string_view what = is_missing  ? "there is nothing"
                                : is_denied ? "no access"
                                            : "the server does not give it";
  return {.code = code,
          .message = "cannot fetch '" + place + "': " + std::string(what) + " (" +
                     std::to_string(status) + ")"};
}

Result<FoundDocument> fetch_one(Transport& transport, const std::string& url,
                                const HttpLimits& limits) {
  DocumentCollector collector;
  const auto response =
      transport.send({.url = url, .headers = {{"Accept-Encoding", "gzip, zstd"}}}, limits,
                     [&](std::string_view part) { return collector.take(part); });
  if (!response) return response.error();
  if (response->status != 200) return refused(response->status, shown_url(url));
  return collector.done(shown_url(url));
}

}  // namespace

Result<DocumentAddress> document_address(std::string_view text) {
  const std::size_t hash = text.find('#');
  const auto url = parse_url(text.substr(0, hash));
  if (!url) return url.error();
  DocumentAddress address{.url = to_string(*url), .image_digest = {}};
  if (hash == std::string_view::npos) return address;
  address.image_digest = text.substr(hash + 1);
  if (registry::algorithm_of(address.image_digest) != registry::DigestAlgorithm::sha256)
    return Error{.code = ErrorCode::wrong_usage,
                 .message = "what follows '#' in '" + shown(*url) +
                            "' must be the image's digest: sha256: and 64 hexadecimal digits"};
  return address;
}

UrlLimits usual_url_limits() {
  UrlLimits limits{.document_bytes = prodparity::limits::reference_file_bytes,
                   .signature_bytes = attest::limits::bundle_bytes,
                   .http = {}};
  limits.http.total =
      std::chrono::minutes(10);  // a large SBOM over a slow line; idle bounds the rest
  return limits;
}

Result<FoundDocuments> fetch_url(Transport& transport, const std::string& url,
                                 const UrlLimits& limits) {
  auto parsed = parse_url(url);
  if (!parsed) return parsed.error();
  HttpLimits http = limits.http;
  http.body_bytes = limits.document_bytes;
  auto document = fetch_one(transport, to_string(*parsed), http);
  if (!document) return document.error();
  FoundDocuments found{.document = std::move(*document), .beside = {}, .warnings = {}};
  if (is_signed(found.document.kind)) return found;
  http.body_bytes = limits.signature_bytes;
  const Result<void> all = find_beside(found, [&](std::string_view ending) {
    Url beside = *parsed;
    beside.path += ending;
    return fetch_one(transport, to_string(beside), http);
  });
  if (!all) return all.error();
  return found;
}

}  // namespace prodparity::fetch
