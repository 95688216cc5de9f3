#pragma once

#include "core/result.h"
#include "fetch/found_documents.h"
#include "fetch/http/client.h"

#include <functional>
#include <string>
#include <string_view>

namespace prodparity::fetch {

// "OWNER/REPO@sha256:HEX" or, of an organisation, "OWNER@sha256:HEX".
struct GithubAddress {
  std::string repository;
  std::string digest;

  bool operator==(const GithubAddress&) const = default;
};
// Errors: wrong_usage.
Result<GithubAddress> github_address(std::string_view text);

struct GithubSettings {
  std::string api = "https://api.github.com";
  std::string token;  // of the user's environment; empty: as anybody. Goes to the API alone
  HttpLimits http;
};

// One at a time; an error ends the search and is its result.
using DocumentSink = std::function<Result<void>(FoundDocument document)>;

// All bundles that GitHub's API has of an artifact, page by page; where a page names only where a
// bundle lies, it is fetched from there, without the token, and unpacked. None is no error. Errors:
// denied (401, 403: private, or asked too often), io, malformed, too_large, those of the transport
// and the sink. 404 is "none", as the API has it.
Result<void> fetch_github(Transport& transport, const GithubAddress& address,
                          const GithubSettings& settings, const DocumentSink& sink);

}  // namespace prodparity::fetch
