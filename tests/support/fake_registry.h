#pragma once

#include "core/registry/content_digest.h"
#include "core/registry/manifest.h"
#include "core/result.h"
#include "fetch/http/client.h"

#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity::fetch {

// A registry in memory behind the HTTP client's interface: one repository, and answers that a test
// puts in front of it. Every request is kept.
class FakeRegistry final : public Transport {
 public:
  static constexpr std::string_view origin = "https://registry.example";
  static constexpr std::string_view repository = "https://registry.example/v2/acme/api/";

  // The digest by which it can be asked for.
  std::string put_manifest(const std::string& bytes, const std::string& tag = {},
                           std::string_view type = registry::oci_manifest) {
    std::string digest = registry::digest_of(bytes);
    for (const std::string& name : {digest, tag})
      if (!name.empty()) manifests_[name] = {std::string(type), bytes};
    return digest;
  }

  // Its descriptor as JSON, with further members.
  std::string put_blob(const std::string& bytes, std::string_view type,
                       std::string_view more = {}) {
    const std::string digest = registry::digest_of(bytes);
    blobs_[digest] = bytes;
    return descriptor(type, digest, bytes.size(), more);
  }

  static std::string descriptor(std::string_view type, std::string_view digest, std::size_t size,
                                std::string_view more = {}) {
    return R"({"mediaType":")" + std::string(type) + R"(","digest":")" + std::string(digest) +
           R"(","size":)" + std::to_string(size) + std::string(more) + '}';
  }

  static std::string manifest_of(const std::string& layers, std::string_view more = {}) {
    return R"({"schemaVersion":2,"config":)" +
           descriptor("application/vnd.oci.image.config.v1+json", registry::digest_of("{}"), 2) +
           R"(,"layers":[)" + layers + ']' + std::string(more) + '}';
  }
  static std::string index_of(const std::string& manifests) {
    return R"({"schemaVersion":2,"manifests":[)" + manifests + "]}";
  }

  // What answers `url` in place of the repository, one after the other.
  void answer(const std::string& url, HttpResponse response) {
    answers_[url].push_back(std::move(response));
  }
  void fail(const std::string& url, ErrorCode code) {
    answers_[url].push_back(Error{.code = code, .message = "as the test has it", .path = {}});
  }

  Result<HttpResponse> send(const HttpRequest& request, const HttpLimits& limits,
                            const BodySink& sink = {}) override {
    requests.push_back(request);
    Result<HttpResponse> response = reply(request);
    if (!response) return response;
    if (response->url.empty()) response->url = request.url;
    if (response->status / 100 == 2 && response->body.size() > limits.body_bytes)
      return Error{.code = ErrorCode::too_large, .message = "the body is too large", .path = {}};
    if (!sink || response->status / 100 != 2) return response;
    // In two parts, as a network has it.
    const std::string_view body = response->body;
    for (const std::string_view part :
         {body.substr(0, body.size() / 2), body.substr(body.size() / 2)})
      if (const Result<void> taken = sink(part); !taken) return taken.error();
    response->body.clear();
    return response;
  }

  std::vector<std::string> asked() const {
    std::vector<std::string> urls;
    for (const HttpRequest& request : requests)
      urls.push_back(request.url.starts_with(repository) ? request.url.substr(repository.size())
                                                         : request.url);
    return urls;
  }

  static std::string_view header(const HttpRequest& request, std::string_view name) {
    for (const auto& [key, value] : request.headers)
      if (key == name) return value;
    return {};
  }

  bool has_referrers = true;
  std::string authorization;  // the only one that is let in; empty: everybody
  std::string challenge;      // to all others
  std::vector<HttpRequest> requests;

 private:
  Result<HttpResponse> reply(const HttpRequest& request) {
    const auto prepared = answers_.find(request.url);
    if (prepared != answers_.end() && !prepared->second.empty()) {
      Result<HttpResponse> response = prepared->second.front();
      prepared->second.pop_front();
      return response;
    }
    if (!request.url.starts_with(repository)) return HttpResponse{.status = 404};
    if (!authorization.empty() && header(request, "Authorization") != authorization)
      return HttpResponse{.status = 401, .headers = {{"www-authenticate", challenge}}};
    const std::string path = request.url.substr(repository.size());
    const std::string name = path.substr(path.find('/') + 1);
    if (path.starts_with("manifests/")) return stored(manifests_, name);
    if (path.starts_with("blobs/") && blobs_.contains(name))
      return HttpResponse{.status = 200, .body = blobs_[name]};
    if (path.starts_with("referrers/") && has_referrers) return referrers_of(name);
    return HttpResponse{.status = 404, .body = "404 page not found"};
  }

  using Stored = std::map<std::string, std::pair<std::string, std::string>>;
  static HttpResponse stored(const Stored& manifests, const std::string& name) {
    const auto found = manifests.find(name);
    if (found == manifests.end())
      return {.status = 404,
              .body = R"({"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]})"};
    return {.status = 200,
            .headers = {{"content-type", found->second.first},
                        {"docker-content-digest", registry::digest_of(found->second.second)}},
            .body = found->second.second};
  }

  HttpResponse referrers_of(const std::string& subject) const {
    std::string list;
    for (const auto& [name, manifest] : manifests_) {
      const std::size_t at = manifest.second.find(R"("subject":)");
      if (!name.starts_with("sha256:") || at == std::string::npos ||
          manifest.second.find(subject, at) == std::string::npos)
        continue;
      if (!list.empty()) list += ',';
      list += descriptor(manifest.first, name, manifest.second.size());
    }
    return {.status = 200,
            .headers = {{"content-type", std::string(registry::oci_index)}},
            .body = index_of(list)};
  }

  Stored manifests_;
  std::map<std::string, std::string> blobs_;
  std::map<std::string, std::deque<Result<HttpResponse>>> answers_;
};

}  // namespace prodparity::fetch
