#include "fetch/http/exchange.h"

#include "core/byte_source.h"
#include "core/text.h"
#include "io/compressed_source.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity::fetch {
namespace {

constexpr std::size_t part_bytes = std::size_t{64} * 1024;

}  // namespace

// The body as it is sent, part by part.
class Exchange::Body final : public ByteSource {
 public:
  explicit Body(Exchange& exchange) : exchange_(exchange) {}
  Result<std::string_view> next() override {
    for (;;) {
      part_ = exchange_.reader_.take_body();
      if (!part_.empty() || exchange_.reader_.is_done()) return std::string_view(part_);
      if (const auto read = exchange_.read_some(); !read) return read.error();
    }
  }

 private:
  Exchange& exchange_;
  std::string part_;
};

Exchange::Exchange(Connection& connection, Times times, std::size_t body_bytes, bool is_head)
    : connection_(connection),
      times_(times),
      body_bytes_(body_bytes),
      is_head_(is_head),
      reader_(body_bytes,
              is_head ? ResponseReader::Expects::no_body : ResponseReader::Expects::body),
      buffer_(part_bytes, '\0') {}

Result<void> Exchange::read_some() {
  connection_.set_deadline(std::min(times_.end, times_.now() + times_.idle));
  const auto got = connection_.read(buffer_.data(), buffer_.size());
  if (!got) return got.error();
  if (*got == 0) return reader_.put_end();
  has_begun_ = true;
  return reader_.put({buffer_.data(), *got});
}

Result<void> Exchange::deliver(HttpResponse& response, const BodySink& sink) {
  const bool is_success = response.status / 100 == 2;
  const std::string coding = ascii_lower(trim(response.header("content-encoding")));
  const bool is_packed = coding == "gzip" || coding == "x-gzip" || coding == "zstd";
  if (is_success && !is_packed && !coding.empty() && coding != "identity" && !is_head_)
    return Error{.code = ErrorCode::unsupported,
                 .message = "the answer's Content-Encoding '" + printable(coding, 64) +
                            "' is not read: there are gzip and zstd"};
  std::unique_ptr<ByteSource> body = std::make_unique<Body>(*this);
  if (is_success && is_packed) {
    auto unpacked = unpacked_source(std::move(body), body_bytes_);
    if (!unpacked) return unpacked.error();
    body = std::move(*unpacked);
  }
  for (;;) {
    const auto part = body->next();
    if (!part) return part.error();
    if (part->empty()) return {};
    if (sink && is_success) {
      if (auto taken = sink(*part); !taken) return taken;
    } else {
      response.body.append(*part);
    }
  }
}

Result<HttpResponse> Exchange::run(std::string_view request, const BodySink& sink) {
  connection_.set_deadline(std::min(times_.end, times_.now() + times_.idle));
  if (const auto written = connection_.write(request); !written) return written.error();
  while (!reader_.has_head()) {
    if (const auto read = read_some(); !read) return read.error();
  }
  HttpResponse response{
      .status = reader_.status(), .headers = reader_.headers(), .body = {}, .url = {}};
  if (const auto delivered = deliver(response, sink); !delivered) return delivered.error();
  return response;
}

}  // namespace prodparity::fetch
