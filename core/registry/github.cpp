#include "core/registry/github.h"

#include "core/json.h"
#include "core/registry/content_digest.h"
#include "core/registry/limits.h"
#include "core/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity::registry {
namespace {

using nlohmann::json;

Error refused(ErrorCode code, std::string_view what) {
  return {
      .code = code, .message = "GitHub's list of attestations " + std::string(what), .path = {}};
}

bool is_account_word(std::string_view text) {
  return !text.empty() && text.size() <= 100 && text != "." && text != ".." &&
         std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '_' || c == '.';
         });
}

}  // namespace

Result<std::vector<GithubAttestation>> parse_github_attestations(std::string_view bytes) {
  Result<json> document = parse_json(bytes, {.limit_bytes = limits::github_bytes});
  if (!document)
    return refused(document.error().code, "cannot be read: " + document.error().message);
  const auto list = document->find("attestations");
  if (list == document->end() || !list->is_array()) return refused(ErrorCode::malformed, "is none");
  if (list->size() > limits::github_attestations)
    return refused(ErrorCode::too_large, "is longer than it was asked for");
  std::vector<GithubAttestation> attestations;
  for (json& entry : *list) {
    GithubAttestation attestation{.bundle = {}, .bundle_url = text_at(entry, "bundle_url")};
    const auto bundle = entry.find("bundle");
    if (bundle != entry.end() && bundle->is_object()) attestation.bundle = dump_json(*bundle);
    if (!attestation.bundle.empty()) attestation.bundle_url.clear();
    if (attestation.bundle.empty() && attestation.bundle_url.empty())
      return refused(ErrorCode::malformed, "has one without a bundle and without its address");
    attestations.push_back(std::move(attestation));
  }
  return attestations;
}

Result<std::string> github_url(std::string_view api, std::string_view repository,
                               std::string_view digest) {
  const std::vector<std::string_view> words = split(repository, '/');
  if (words.size() > 2 || !std::ranges::all_of(words, is_account_word) || !algorithm_of(digest))
    return Error{.code = ErrorCode::wrong_usage,
                 .message = "'" + printable(repository, 100) +
                            "' is no repository of GitHub: one is 'OWNER/REPO'",
                 .path = {}};
  std::string url(api);
  url.append(words.size() == 2 ? "/repos/" : "/orgs/").append(repository);
  return url.append("/attestations/").append(digest).append("?per_page=100");
}

}  // namespace prodparity::registry
