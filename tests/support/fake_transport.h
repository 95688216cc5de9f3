#pragma once

#include "fetch/http/client.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace prodparity::test {

// Answers by URL; others are 404.
class FakeTransport final : public fetch::Transport {
 public:
  std::map<std::string, fetch::HttpResponse> answers;
  std::map<std::string, Error> errors;
  std::vector<fetch::HttpRequest> asked;

  void put(const std::string& url, std::string body, fetch::HttpResponse answer = {}) {
    if (answer.status == 0) answer.status = 200;
    answer.body = std::move(body);
    answers[url] = std::move(answer);
  }

  Result<fetch::HttpResponse> send(const fetch::HttpRequest& request,
                                   const fetch::HttpLimits& limits,
                                   const fetch::BodySink& sink = {}) override {
    asked.push_back(request);
    if (const auto error = errors.find(request.url); error != errors.end()) return error->second;
    const auto found = answers.find(request.url);
    if (found == answers.end()) return fetch::HttpResponse{.status = 404, .url = request.url};
    fetch::HttpResponse response = found->second;
    if (response.url.empty()) response.url = request.url;  // else: it led there
    if (response.body.size() > limits.body_bytes)
      return Error{.code = ErrorCode::too_large, .message = "too large"};
    if (!sink || response.status / 100 != 2) return response;
    for (std::size_t at = 0; at < response.body.size(); at += 1000) {
      if (auto taken = sink(std::string_view(response.body).substr(at, 1000)); !taken)
        return taken.error();
    }
    response.body.clear();
    return response;
  }
};

}  // namespace prodparity::test
