#include "fetch/registry.h"

#include "core/registry/attached.h"
#include "core/registry/content_digest.h"
#include "core/registry/limits.h"
#include "core/registry/next_page.h"
#include "core/registry/token.h"
#include "core/text.h"
#include "core/url.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace prodparity::fetch {
namespace {

using registry::Descriptor;
using registry::Index;

Error error_of(ErrorCode code, std::string message) {
  return {.code = code, .message = std::move(message), .path = {}};
}

bool is_index_type(std::string_view content_type) {
  const std::string type = ascii_lower(trim(content_type.substr(0, content_type.find(';'))));
  return type == registry::oci_index;
}

// What registries without the API answer (go-containerregistry, pkg/v1/remote/referrers.go).
bool has_no_referrers(const HttpResponse& response) {
  if (response.status == 200) return !is_index_type(response.header("Content-Type"));
  return response.status == 404 || response.status == 400 || response.status == 405 ||
         response.status == 406;
}

void add(Referrers& referrers, const Index& index) {
  referrers.left_out += index.left_out;
  for (const Descriptor& manifest : index.manifests) {
    if (referrers.manifests.size() < registry::limits::descriptors) {
      referrers.manifests.push_back(manifest);
    } else {
      ++referrers.left_out;
    }
  }
}

}  // namespace

RegistryStore::RegistryStore(Transport& transport, registry::ImagePlace place,
                             RegistrySettings settings)
    : transport_(transport),
      place_(std::move(place)),
      origin_((settings.plain_http || place_.loopback ? "http://" : "https://") + place_.api_host),
      login_(transport, place_, std::move(settings.credentials),
             settings.now ? std::move(settings.now) : std::chrono::steady_clock::now) {}

std::string RegistryStore::name() const {
  return place_.registry + '/' + place_.repository;
}

std::string RegistryStore::url(std::string_view kind, std::string_view name) const {
  return origin_ + "/v2/" + place_.repository + '/' + std::string(kind) + '/' + std::string(name);
}

Result<HttpResponse> RegistryStore::send(const Question& question, const BodySink& sink) {
  HttpLimits limits;
  limits.body_bytes = question.limit_bytes;
  // A large layer over a slow line; what is idle ends before.
  if (question.limit_bytes > registry::limits::attestation_bytes)
    limits.total = std::chrono::minutes(10);
  for (bool again = false;; again = true) {
    HttpRequest request{.method = question.method, .url = question.url};
    if (!question.accept.empty()) request.headers.emplace_back("Accept", question.accept);
    if (const std::string authorization = login_.authorization(); !authorization.empty())
      request.headers.emplace_back("Authorization", authorization);
    Result<HttpResponse> response = transport_.send(request, limits, sink);
    if (!response || response->status != 401 || again) return response;
    // Only the registry itself is told who we are, not the server that it may have sent us to.
    const Result<Url> asked = parse_url(question.url);
    const Result<Url> answered = parse_url(response->url);
    if (!asked || !answered || !is_same_origin(*asked, *answered)) return response;
    const Result<void> login = login_.answer(response->header("WWW-Authenticate"), *asked);
    if (!login) return login.error();
  }
}

Error RegistryStore::failure(const Question& question, const HttpResponse& response) const {
  const int status = response.status;
  const std::string said = registry::error_text(response.body);
  const std::string end = said.empty() ? std::string() : " (" + said + ')';
  const std::string who = printable(place_.registry, 200);
  if (status == 401 || status == 403)
    return error_of(ErrorCode::denied, "no access to " + question.what + " of " + name() + ": " +
                                           who + " answers " + std::to_string(status) + end);
  // Some registries answer so about a private repository, too.
  if (status == 404)
    return error_of(ErrorCode::not_found,
                    name() + " has no such thing as " + question.what + ", or not for us" + end);
  if (status == 429)
    return error_of(ErrorCode::io, who + " is asked too often (429) for " + question.what + end);
  return error_of(ErrorCode::io, who + " answers " + std::to_string(status) +
                                     " to the question for " + question.what + end);
}

Result<HttpResponse> RegistryStore::ask(const Question& question, const BodySink& sink) {
  Result<HttpResponse> response = send(question, sink);
  if (response && response->status != 200) return failure(question, *response);
  return response;
}

Result<StoredManifest> RegistryStore::manifest(const std::string& tag_or_digest) {
  const auto algorithm = registry::algorithm_of(tag_or_digest);
  const Result<HttpResponse> response = ask({.method = "GET",
                                             .url = url("manifests", tag_or_digest),
                                             .accept = registry::accepted_manifests,
                                             .limit_bytes = registry::limits::manifest_bytes,
                                             .what = "the manifest " + tag_or_digest});
  if (!response) return response.error();
  StoredManifest manifest{
      .digest = registry::digest_of(response->body,
                                    algorithm.value_or(registry::DigestAlgorithm::sha256)),
      .content_type = std::string(response->header("Content-Type")),
      .bytes = response->body};
  if (algorithm && manifest.digest != tag_or_digest)
    return error_of(ErrorCode::malformed,
                    printable(place_.registry, 200) + " sends other bytes than " + tag_or_digest);
  // Of a tag, what the registry says of it is a cross-check of the way here.
  const std::string_view said = response->header("Docker-Content-Digest");
  if (!algorithm && registry::algorithm_of(said) == registry::DigestAlgorithm::sha256 &&
      said != manifest.digest)
    return error_of(ErrorCode::malformed,
                    printable(place_.registry, 200) + " sends other bytes for " + tag_or_digest +
                        " than it says: " + manifest.digest + " in place of " + std::string(said));
  return manifest;
}

Result<std::string> RegistryStore::current_digest(const std::string& tag) {
  const Result<HttpResponse> response = ask({.method = "HEAD",
                                             .url = url("manifests", tag),
                                             .accept = registry::accepted_manifests,
                                             .limit_bytes = registry::limits::manifest_bytes,
                                             .what = "the manifest " + tag});
  if (!response) return response.error();
  const std::string_view said = response->header("Docker-Content-Digest");
  if (registry::algorithm_of(said)) return std::string(said);
  Result<StoredManifest> whole = manifest(tag);
  if (!whole) return whole.error();
  return whole->digest;
}

Result<void> RegistryStore::blob(const Descriptor& descriptor, const PartSink& sink) {
  CheckedBlob checked(descriptor);
  // One byte more than it should be, so that the answer is told from one that fits.
  const Question question{.method = "GET",
                          .url = url("blobs", descriptor.digest),
                          .accept = {},
                          .limit_bytes = static_cast<std::size_t>(descriptor.size) + 1,
                          .what = "the blob " + descriptor.digest};
  const Result<HttpResponse> response =
      ask(question, [&](std::string_view part) { return checked.part(part, sink); });
  if (!response) return response.error();
  return checked.end();
}

Result<std::optional<Referrers>> RegistryStore::listed_referrers(const std::string& digest) {
  Referrers referrers;
  Question question{.method = "GET",
                    .url = url("referrers", digest),
                    .accept = registry::oci_index,
                    .limit_bytes = registry::limits::manifest_bytes,
                    .what = "the list of what refers to " + digest};
  for (std::size_t page = 1;; ++page) {
    const Result<HttpResponse> response = send(question);
    if (!response) return response.error();
    if (page == 1 && has_no_referrers(*response)) return std::optional<Referrers>();
    if (response->status != 200) return failure(question, *response);
    const Result<Index> index =
        registry::parse_index(response->body, response->header("Content-Type"));
    if (!index) return index.error();
    add(referrers, *index);
    const Result<Url> here = parse_url(question.url);
    if (!here) return here.error();
    const auto next = registry::next_page(response->header("Link"), *here);
    if (!next) return next.error();
    if (!*next) return std::optional<Referrers>(std::move(referrers));
    if (page == registry::limits::pages)
      return error_of(ErrorCode::too_large, question.what + " has more than " +
                                                std::to_string(registry::limits::pages) + " pages");
    question.url = to_string(**next);
  }
}

Result<Referrers> RegistryStore::tagged_referrers(const std::string& digest) {
  const Result<StoredManifest> stored = manifest(registry::referrers_tag(digest));
  if (!stored && stored.error().code == ErrorCode::not_found) return Referrers();
  if (!stored) return stored.error();
  const auto document = registry::parse_manifest(stored->bytes, stored->content_type);
  if (!document) return document.error();
  Referrers referrers;
  if (const Index* index = std::get_if<Index>(&*document)) add(referrers, *index);
  return referrers;
}

Result<Referrers> RegistryStore::referrers(const std::string& digest) {
  if (has_referrers_) {
    Result<std::optional<Referrers>> listed = listed_referrers(digest);
    if (!listed) return listed.error();
    if (*listed) return **std::move(listed);
    has_referrers_ = false;
  }
  return tagged_referrers(digest);
}

}  // namespace prodparity::fetch
