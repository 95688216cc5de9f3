#include "fetch/url_source.h"

#include "core/attest/limits.h"
#include "core/digest.h"
#include "core/limits.h"
#include "core/material_kind.h"
#include "core/registry/content_digest.h"
#include "core/text.h"
#include "core/url.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity::fetch {
namespace {

constexpr std::array<std::string_view, 3> endings = {".sigstore.json", ".bundle", ".att"};
constexpr std::size_t part_bytes = prodparity::limits::mib;

// Takes a body: digest and kind follow from its parts as they come.
class Collector {
 public:
  Result<void> take(std::string_view part) {
    hash_.update(part);
    kind_.take(part);
    found_.bytes += part.size();
    while (!part.empty()) {
      if (found_.parts.empty() || found_.parts.back().size() == part_bytes) {
        found_.parts.emplace_back();
        found_.parts.back().reserve(part_bytes);
      }
      std::string& last = found_.parts.back();
      const std::string_view some = part.substr(0, part_bytes - last.size());
      last.append(some);
      part.remove_prefix(some.size());
    }
    return {};
  }

  FoundDocument done(std::string place) {
    found_.place = std::move(place);
    found_.digest = "sha256:" + hash_.hex();
    found_.kind = kind_.kind();
    return std::move(found_);
  }

 private:
  FoundDocument found_;
  Sha256 hash_;
  MaterialKindOf kind_;
};

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
  Collector collector;
  const auto response =
      transport.send({.url = url, .headers = {{"Accept-Encoding", "gzip, zstd"}}}, limits,
                     [&](std::string_view part) { return collector.take(part); });
  if (!response) return response.error();
  if (response->status != 200) return refused(response->status, shown_url(url));
  return collector.done(shown_url(url));
}

bool is_signed(MaterialKind kind) {
  return kind == MaterialKind::bundle || kind == MaterialKind::envelope ||
         kind == MaterialKind::signature;
}

}  // namespace

std::string FoundDocument::whole() const {
  std::string all;
  all.reserve(bytes);
  for (const std::string& part : parts)
    all += part;
  return all;
}

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

Result<FoundAtUrl> fetch_url(Transport& transport, const std::string& url,
                             const UrlLimits& limits) {
  auto parsed = parse_url(url);
  if (!parsed) return parsed.error();
  HttpLimits http = limits.http;
  http.body_bytes = limits.document_bytes;
  auto document = fetch_one(transport, to_string(*parsed), http);
  if (!document) return document.error();
  FoundAtUrl found{.document = std::move(*document), .beside = {}, .warnings = {}};
  if (is_signed(found.document.kind)) return found;
  http.body_bytes = limits.signature_bytes;
  for (const std::string_view ending : endings) {
    Url beside = *parsed;
    beside.path += ending;
    auto one = fetch_one(transport, to_string(beside), http);
    if (!one && one.error().code == ErrorCode::not_found) continue;
    if (!one) return one.error();
    if (is_signed(one->kind))
      found.beside.push_back(std::move(*one));
    else
      found.warnings.push_back("'" + one->place +
                               "' is neither a Sigstore bundle nor a signed statement");
  }
  return found;
}

}  // namespace prodparity::fetch
