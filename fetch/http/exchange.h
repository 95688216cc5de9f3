#pragma once

#include "core/result.h"
#include "fetch/http/client.h"
#include "fetch/http/connection.h"
#include "fetch/http/response_reader.h"

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace prodparity::fetch {

// One request and its response on a connection.
class Exchange {
 public:
  struct Times {
    const Clock& now;
    TimePoint end;
    std::chrono::milliseconds idle;
  };

  Exchange(Connection& connection, Times times, std::size_t body_bytes, bool is_head);

  // The body of a 2xx goes to `sink` where there is one, decoded by its Content-Encoding.
  Result<HttpResponse> run(std::string_view request, const BodySink& sink);

  bool has_begun() const { return has_begun_; }  // a byte of the response came
  bool is_reusable() const { return reader_.is_reusable(); }

 private:
  class Body;
  Result<void> read_some();
  Result<void> deliver(HttpResponse& response, const BodySink& sink);

  Connection& connection_;
  Times times_;
  std::size_t body_bytes_;
  bool is_head_;
  ResponseReader reader_;
  std::string buffer_;
  bool has_begun_ = false;
};

}  // namespace prodparity::fetch
