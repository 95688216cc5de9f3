#include "fetch/github_source.h"

#include "core/attest/limits.h"
#include "core/registry/content_digest.h"
#include "core/registry/github.h"
#include "core/registry/limits.h"
#include "core/registry/next_page.h"
#include "core/snappy.h"
#include "core/text.h"
#include "core/url.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity::fetch {
namespace {

Error refused(const HttpResponse& response, std::string_view what) {
  const bool is_denied = response.status == 401 || response.status == 403;
  const std::string advice =
      is_denied ? ": without a token GitHub answers 60 times an hour and shows public repositories "
                  "alone (GITHUB_TOKEN)"
                : "";
  return {.code = is_denied ? ErrorCode::denied : ErrorCode::io,
          .message = "GitHub does not give " + std::string(what) + " (" +
                     std::to_string(response.status) + ")" + advice};
}

class Search {
 public:
  Search(Transport& transport, const GithubSettings& settings, const DocumentSink& sink)
      : transport_(transport), settings_(settings), sink_(sink) {}

  Result<void> run(std::string url) {
    const auto api = parse_url(url);
    if (!api) return api.error();
    for (std::size_t page = 0; page < registry::limits::pages; ++page) {
      HttpRequest request{.url = url,
                          .headers = {{"Accept", "application/vnd.github+json"},
                                      {"X-GitHub-Api-Version", "2022-11-28"}}};
      // A page that led elsewhere may name the next one there.
      const auto asked = parse_url(url);
      if (!settings_.token.empty() && asked && is_same_origin(*api, *asked))
        request.headers.emplace_back("Authorization", "Bearer " + settings_.token);
      HttpLimits limits = settings_.http;
      limits.body_bytes = registry::limits::github_bytes;
      const auto response = transport_.send(request, limits);
      if (!response) return response.error();
      if (response->status == 404) return {};
      if (response->status != 200) return refused(*response, "an image's attestations");
      if (auto taken = take_page(*response); !taken) return taken;
      const auto here = parse_url(response->url);
      if (!here) return here.error();
      const auto next = registry::next_page(response->header("link"), *here);
      if (!next) return next.error();
      if (!*next) return {};
      url = to_string(**next);
    }
    return Error{.code = ErrorCode::too_large,
                 .message = "GitHub has more pages of attestations than " +
                            std::to_string(registry::limits::pages)};
  }

 private:
  Result<void> take_page(const HttpResponse& page) {
    auto attestations = registry::parse_github_attestations(page.body);
    if (!attestations) return attestations.error();
    for (registry::GithubAttestation& one : *attestations) {
      std::string place = shown_url(page.url);
      if (one.bundle.empty()) {
        place = shown_url(one.bundle_url);
        auto bundle = fetch_bundle(one.bundle_url, page.url);
        if (!bundle) return bundle.error();
        one.bundle = std::move(*bundle);
      }
      FoundDocument document{.kind = MaterialKind::bundle,
                             .place = std::move(place),
                             .digest = registry::digest_of(one.bundle),
                             .bytes = one.bundle.size(),
                             .parts = {}};
      document.parts.push_back(std::move(one.bundle));
      if (auto taken = sink_(std::move(document)); !taken) return taken;
    }
    return {};
  }

  // By its Content-Type snappy, as GitHub packs it, or plain JSON.
  Result<std::string> fetch_bundle(const std::string& url, const std::string& named_by) {
    HttpLimits limits = settings_.http;
    limits.body_bytes = attest::limits::bundle_bytes;
    auto response = transport_.send({.url = url, .named_by = named_by}, limits);
    if (!response) return response.error();
    if (response->status != 200) return refused(*response, "a bundle that it names");
    const std::string type = ascii_lower(response->header("content-type"));
    if (type.starts_with("application/x-snappy"))
      return unpack_snappy(response->body, attest::limits::bundle_bytes);
    if (trim(response->body).starts_with('{')) return std::move(response->body);
    return Error{.code = ErrorCode::unsupported,
                 .message = "a bundle that GitHub names is packed as '" + printable(type, 64) +
                            "', which is not read"};
  }

  Transport& transport_;
  const GithubSettings& settings_;
  const DocumentSink& sink_;
};

}  // namespace

Result<GithubAddress> github_address(std::string_view text) {
  const std::size_t at = text.rfind('@');
  GithubAddress address{.repository = std::string(text.substr(0, at)), .digest = {}};
  if (at != std::string_view::npos) address.digest = text.substr(at + 1);
  if (address.repository.empty() || !registry::algorithm_of(address.digest))
    return Error{.code = ErrorCode::wrong_usage,
                 .message = "'github:" + printable(text, 200) +
                            "' is no image of GitHub: write github:OWNER/REPO@sha256:DIGEST"};
  return address;
}

Result<void> fetch_github(Transport& transport, const GithubAddress& address,
                          const GithubSettings& settings, const DocumentSink& sink) {
  const auto url = registry::github_url(settings.api, address.repository, address.digest);
  if (!url) return url.error();
  return Search(transport, settings, sink).run(*url);
}

}  // namespace prodparity::fetch
