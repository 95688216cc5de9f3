#include "fetch/http/client.h"

#include "core/text.h"
#include "core/url.h"
#include "fetch/http/connection.h"
#include "fetch/http/exchange.h"
#include "fetch/http/limits.h"
#include "fetch/http/redirect.h"
#include "fetch/http/request_text.h"
#include "fetch/http/resolver.h"
#include "fetch/http/retry.h"
#include "fetch/http/tls.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity::fetch {
namespace {

HttpSettings with_defaults(HttpSettings settings) {
  HttpSettings usual = http_settings([](const char*) { return std::string(); });
  if (!settings.now) settings.now = std::move(usual.now);
  if (!settings.unix_seconds) settings.unix_seconds = std::move(usual.unix_seconds);
  if (!settings.sleep) settings.sleep = std::move(usual.sleep);
  if (!settings.jitter) settings.jitter = std::move(usual.jitter);
  if (!settings.resolve) settings.resolve = std::move(usual.resolve);
  if (!settings.allow_plain_http) settings.allow_plain_http = is_this_machine;
  return settings;
}

Error with_url(const Error& error, const Url& url) {
  return {.code = error.code,
          .message = "cannot fetch '" + shown(url) + "': " + error.message,
          .path = error.path};
}

// One request on its way through redirects.
struct Step {
  Url url;
  std::string method;
  Headers headers;
  std::string body;
  std::optional<Url> led_from;  // the server that named this URL
};

}  // namespace

struct HttpClient::State {
  struct Kept {
    std::string key;
    std::unique_ptr<Connection> connection;
  };

  HttpSettings settings;
  std::chrono::seconds asked_to_wait{};
  std::optional<TlsTrust> trust;
  std::vector<Kept> kept;  // the last used at the end
  std::size_t made = 0;

  // What one send() carries along.
  struct Sending {
    const HttpLimits& limits;
    TimePoint end;
    BodySink sink;
    bool has_delivered = false;
  };

  Result<const TlsTrust*> trust_for(const Route& route) {
    const bool is_needed =
        route.url.scheme == "https" || (route.proxy && route.proxy->url.scheme == "https");
    if (!is_needed) return nullptr;
    if (!trust) {
      auto loaded = TlsTrust::load(settings);
      if (!loaded) return loaded.error();
      trust = std::move(*loaded);
    }
    return &*trust;
  }

  Result<Route> route_of(const Step& step) const {
    if (step.url.scheme == "http" && !settings.allow_plain_http(step.url.host))
      return Error{.code = ErrorCode::denied,
                   .message =
                       "plain http is only spoken where it is allowed: anybody on the way "
                       "could answer"};
    auto proxy = proxy_for(step.url, settings.proxies);
    if (!proxy) return proxy.error();
    Route route{.url = step.url, .proxy = std::move(*proxy)};
    route.is_led = step.led_from && step.led_from->host != step.url.host;
    route.from_this_machine = step.led_from && is_this_machine(step.led_from->host);
    return route;
  }

  std::unique_ptr<Connection> take_kept(const std::string& key) {
    for (std::size_t i = kept.size(); i-- > 0;) {
      if (kept[i].key != key) continue;
      std::unique_ptr<Connection> connection = std::move(kept[i].connection);
      kept.erase(kept.begin() + static_cast<std::ptrdiff_t>(i));
      if (connection->is_quiet()) return connection;
    }
    return nullptr;
  }

  void keep(std::string key, std::unique_ptr<Connection> connection) {
    if (kept.size() == limits::connections) kept.erase(kept.begin());
    kept.push_back({.key = std::move(key), .connection = std::move(connection)});
  }

  Result<std::unique_ptr<Connection>> open(const Route& route, const Sending& sending) {
    const auto used_trust = trust_for(route);
    if (!used_trust) return used_trust.error();
    auto connection = Connection::open(route, *used_trust,
                                       {.resolver = settings.resolve,
                                        .now = settings.now,
                                        .user_agent = settings.user_agent,
                                        .end = sending.end,
                                        .each = sending.limits.connect});
    if (connection) ++made;
    return connection;
  }

  Result<HttpResponse> exchange(const Step& step, Sending& sending) {
    const auto route = route_of(step);
    if (!route) return route.error();
    const bool in_plain = route->proxy && step.url.scheme == "http";
    const auto text = request_text({.method = step.method,
                                    .url = step.url,
                                    .headers = step.headers,
                                    .body = step.body,
                                    .user_agent = settings.user_agent,
                                    .proxy = in_plain ? &*route->proxy : nullptr});
    if (!text) return text.error();
    const std::string key = route->key();
    const Exchange::Times times{
        .now = settings.now, .end = sending.end, .idle = sending.limits.idle};
    // A POST is not sent twice, so it does not go where the peer may just be closing.
    std::unique_ptr<Connection> connection = step.method == "POST" ? nullptr : take_kept(key);
    for (bool is_kept = connection != nullptr;; is_kept = false) {
      if (!connection) {
        auto opened = open(*route, sending);
        if (!opened) return opened.error();
        connection = std::move(*opened);
      }
      Exchange one(*connection, times, sending.limits.body_bytes, step.method == "HEAD");
      auto response = one.run(*text, sending.sink);
      if (response && one.is_reusable()) keep(key, std::move(connection));
      // The peer closed it while we asked: that says nothing of the request.
      const bool is_stale =
          !response && is_kept && !one.has_begun() && response.error().code != ErrorCode::timed_out;
      if (!is_stale) return response;
      connection.reset();
    }
  }

  // Through redirects, with the URL that an error is about.
  Result<HttpResponse> follow(Step step, Sending& sending) {
    std::vector<std::string> seen;
    for (;;) {
      seen.push_back(step.method + ' ' + to_string(step.url));
      auto response = exchange(step, sending);
      if (!response) return with_url(response.error(), step.url);
      response->url = to_string(step.url);
      if (!is_redirect(response->status)) return response;
      auto next = redirected(response->status, response->header("location"), step.url, step.method,
                             step.headers);
      if (!next) return next.error();
      const std::string place = next->method + ' ' + to_string(next->url);
      const bool is_circle = std::find(seen.begin(), seen.end(), place) != seen.end();
      if (is_circle || seen.size() > static_cast<std::size_t>(sending.limits.redirects))
        return Error{.code = ErrorCode::malformed,
                     .message = "cannot fetch '" + shown(step.url) + "': its redirects " +
                                (is_circle ? "lead in a circle" : "have no end")};
      if (!next->with_body) step.body.clear();
      step.led_from = std::exchange(step.url, std::move(next->url));
      step.method = std::move(next->method);
      step.headers = std::move(next->headers);
    }
  }

  Result<HttpResponse> send(const Step& first, Sending& sending) {
    const int tries = first.method == "POST" ? 1 : sending.limits.tries;
    for (int tried = 1;; ++tried) {
      auto response = follow(first, sending);
      Outcome outcome{.status = response ? response->status : 0,
                      .error = response ? ErrorCode::io : response.error().code,
                      .retry_after = response ? response->header("retry-after") : ""};
      if (sending.has_delivered) return response;
      const auto left =
          std::chrono::duration_cast<std::chrono::milliseconds>(sending.end - settings.now());
      const auto wait =
          next_wait(outcome, tried, tries, left, settings.jitter(), settings.unix_seconds());
      if (!wait) {
        const auto asked = retry_after(outcome.retry_after, settings.unix_seconds());
        if (asked && passes(outcome)) asked_to_wait = std::max(asked_to_wait, *asked);
        return response;
      }
      settings.sleep(*wait);
    }
  }
};

std::string_view HttpResponse::header(std::string_view name) const {
  const std::string lower = ascii_lower(name);
  for (const auto& [known, value] : headers) {
    if (ascii_lower(known) == lower) return value;
  }
  return {};
}

HttpClient::HttpClient(HttpSettings settings) : state_(std::make_unique<State>()) {
  state_->settings = with_defaults(std::move(settings));
}
HttpClient::~HttpClient() = default;

Result<HttpResponse> HttpClient::send(const HttpRequest& request, const HttpLimits& limits,
                                      const BodySink& sink) {
  auto url = parse_url(request.url);
  if (!url) return url.error();
  Step step{.url = std::move(*url),
            .method = request.method,
            .headers = request.headers,
            .body = request.body,
            .led_from = std::nullopt};
  if (!request.named_by.empty()) {
    auto named_by = parse_url(request.named_by);
    if (!named_by) return named_by.error();
    if (const auto allowed = may_lead(*named_by, step.url); !allowed) return allowed.error();
    step.led_from = std::move(*named_by);
  }
  State::Sending sending{
      .limits = limits, .end = state_->settings.now() + limits.total, .sink = {}};
  std::optional<Error> sink_error;
  if (sink) {
    sending.sink = [&](std::string_view part) -> Result<void> {
      sending.has_delivered = true;
      auto taken = sink(part);
      if (!taken) sink_error = taken.error();
      return taken;
    };
  }
  auto response = state_->send(step, sending);
  if (sink_error) return *sink_error;
  return response;
}

std::chrono::seconds HttpClient::asked_to_wait() const {
  return state_->asked_to_wait;
}

std::size_t HttpClient::connections_made() const {
  return state_->made;
}

}  // namespace prodparity::fetch
