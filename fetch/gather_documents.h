#pragma once

#include "fetch/gather.h"
#include "fetch/github_source.h"
#include "fetch/url_source.h"

#include <string>

namespace prodparity::fetch {

// What lies at a URL, and beside it, as material. `known_digest` is that of the document.
Result<Gathered> gather_url(const std::string& url, const FetchOrder& order,
                            const GatherOutside& outside, const UrlLimits& limits);

// What lies at a path of this machine, and beside it.
Result<Gathered> gather_file(const std::string& text, const FetchOrder& order,
                             const GatherOutside& outside);

// What GitHub has of an image. The token is GITHUB_TOKEN or GH_TOKEN of the environment.
Result<Gathered> gather_github(const std::string& text, const FetchOrder& order,
                               const GatherOutside& outside, GithubSettings settings);

}  // namespace prodparity::fetch
