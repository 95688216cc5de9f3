#pragma once

#include "core/result.h"
#include "fetch/http/settings.h"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity::fetch {

struct HttpRequest {
  std::string method = "GET";  // GET, HEAD, POST
  std::string url;             // core/url.h says which are read
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  // Where another server's answer named `url` (a token's realm, a blob's address): the URL of that
  // answer. What a redirect may not lead to is then refused (redirect.h). Empty: the user named it.
  std::string named_by;
};

struct HttpResponse {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  // lower-case names, each once
  std::string body;
  std::string url;  // after redirects

  // Empty: none; several are joined by ", ". `name` in any case.
  std::string_view header(std::string_view name) const;
};

// Takes the parts of a body; an error ends the request and is its result.
using BodySink = std::function<Result<void>(std::string_view part)>;

struct HttpLimits {
  std::size_t body_bytes = std::size_t{4} * 1024 * 1024;         // as sent, and again as decoded
  std::chrono::milliseconds connect = std::chrono::seconds(10);  // TCP, proxy and TLS each
  std::chrono::milliseconds idle = std::chrono::seconds(20);     // without a byte
  std::chrono::milliseconds total = std::chrono::seconds(120);   // with redirects and tries
  int redirects = 10;
  int tries = 3;  // 1: none again
};

class Transport {
 public:
  virtual ~Transport() = default;
  // Any status is a response, also 4xx and 5xx; an Error is that there is none. Where a sink is
  // given, the body of a 2xx goes there and HttpResponse::body stays empty; of other answers it is
  // kept up to 64 KiB.
  // Errors: timed_out, io (not reached, cut connection), not_found (no such host), denied (TLS
  // verification, plain http, a redirect to where none may lead, a proxy's refusal), too_large,
  // truncated, malformed, unsupported (encoding), wrong_config (CA file, proxy), wrong_usage.
  virtual Result<HttpResponse> send(const HttpRequest& request, const HttpLimits& limits,
                                    const BodySink& sink = {}) = 0;
};

// HTTP/1.1, one request at a time; connections are kept and used again. Redirects are followed
// (redirect.h), GET and HEAD are tried again after failures that pass (retry.h), as long as no part
// of the body went to the sink.
class HttpClient final : public Transport {
 public:
  explicit HttpClient(HttpSettings settings);
  ~HttpClient() override;
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  Result<HttpResponse> send(const HttpRequest& request, const HttpLimits& limits,
                            const BodySink& sink = {}) override;

  // The longest that a server, to which we give up, has asked to be left alone for (Retry-After);
  // 0: none did.
  std::chrono::seconds asked_to_wait() const;

  // Connections made so far.
  std::size_t connections_made() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace prodparity::fetch
