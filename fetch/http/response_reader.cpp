#include "fetch/http/response_reader.h"

#include "core/text.h"
#include "fetch/http/limits.h"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity::fetch {

namespace http = boost::beast::http;
using boost::system::error_code;

namespace {

std::string_view text_of(boost::beast::string_view text) {
  return {text.data(), text.size()};
}

void add_header(Headers& headers, std::string_view name, std::string_view value) {
  std::string lower = ascii_lower(name);
  for (auto& [known, joined] : headers) {
    if (known != lower) continue;
    joined.append(", ").append(value);
    return;
  }
  headers.emplace_back(std::move(lower), std::string(value));
}

}  // namespace

// What the parser found; it stays when interim responses take their parsers with them.
struct ResponseReader::Found {
  std::size_t body_limit = 0;
  int status = 0;
  Headers headers;
  std::string body;
  std::size_t body_bytes = 0;
  bool is_cut = false;  // an error's body, beyond what is kept of it
  bool is_too_large = false;
};

class ResponseReader::Parser final : public http::basic_parser<false> {
 public:
  explicit Parser(Found& found) : found_(found) {
    header_limit(limits::header_bytes);
    body_limit(boost::none);  // ours depends on the status
    eager(true);
  }

 private:
  void on_request_impl(http::verb, boost::beast::string_view, boost::beast::string_view, int,
                       error_code&) override {}
  void on_response_impl(int code, boost::beast::string_view, int, error_code& error) override {
    found_.status = code;
    if (code < 100) error = http::error::bad_status;
  }
  void on_field_impl(http::field, boost::beast::string_view name, boost::beast::string_view value,
                     error_code&) override {
    // Trailers are no headers: whoever relies on one would believe what came after it was asked.
    if (!is_head_read_) add_header(found_.headers, text_of(name), text_of(value));
  }
  void on_header_impl(error_code&) override { is_head_read_ = true; }
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(boost::beast::string_view body, error_code& error) override {
    const std::size_t limit =
        is_success() ? found_.body_limit : std::min(found_.body_limit, limits::error_body_bytes);
    const std::size_t room = limit - found_.body_bytes;
    const std::size_t size = std::min(body.size(), room);
    found_.body.append(body.data(), size);
    found_.body_bytes += size;
    if (size == body.size()) return size;
    (is_success() ? found_.is_too_large : found_.is_cut) = true;
    error = http::error::body_limit;
    return size;
  }
  void on_chunk_header_impl(std::uint64_t, boost::beast::string_view, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, boost::beast::string_view body,
                                 error_code& error) override {
    return on_body_impl(body, error);
  }
  void on_finish_impl(error_code&) override {}

  bool is_success() const { return found_.status / 100 == 2; }

  Found& found_;
  bool is_head_read_ = false;
};

struct ResponseReader::State {
  Expects expects;
  Found found;
  std::unique_ptr<Parser> parser;
  std::string unread;
  std::size_t interim = 0;

  void start() {
    found.status = 0;
    found.headers.clear();
    parser = std::make_unique<Parser>(found);
    if (expects == Expects::no_body) parser->skip(true);
  }

  Result<void> failure(const error_code& error) const {
    if (found.is_too_large)
      return Error{
          .code = ErrorCode::too_large,
          .message = "the answer is larger than " + std::to_string(found.body_limit) + " bytes"};
    if (error == http::error::header_limit)
      return Error{.code = ErrorCode::too_large, .message = "its header is larger than 64 KiB"};
    if (error == http::error::partial_message || error == http::error::end_of_stream)
      return Error{.code = ErrorCode::truncated, .message = "the answer ends too early"};
    return Error{.code = ErrorCode::malformed,
                 .message = "the answer is no HTTP: " + error.message()};
  }

  // Boost 1.81's parser asserts that the last chunk's five bytes come at once, so a tail of fewer
  // is kept back: at least as many always follow it.
  bool waits_for_more() const {
    constexpr std::size_t last_chunk_bytes = 5;
    return parser->is_header_done() && parser->chunked() && unread.size() < last_chunk_bytes;
  }

  // Once the head is there.
  Result<void> check_head() {
    const auto length = parser->content_length();
    const bool is_success = found.status / 100 == 2 && !parser->is_done();
    if (is_success && length && *length > found.body_limit) found.is_too_large = true;
    if (found.is_too_large) return failure(http::error::body_limit);
    const std::string coding = ascii_lower(header_of(found.headers, "transfer-encoding"));
    if (coding.empty() || coding == "chunked" || coding == "identity") return {};
    return Error{
        .code = ErrorCode::unsupported,
        .message = "the answer's Transfer-Encoding '" + printable(coding, 64) + "' is not read"};
  }
};

ResponseReader::ResponseReader(std::size_t body_limit, Expects expects)
    : state_(std::make_unique<State>()) {
  state_->expects = expects;
  state_->found.body_limit = body_limit;
  state_->start();
}
ResponseReader::~ResponseReader() = default;
ResponseReader::ResponseReader(ResponseReader&&) noexcept = default;
ResponseReader& ResponseReader::operator=(ResponseReader&&) noexcept = default;

Result<void> ResponseReader::put(std::string_view bytes) {
  State& state = *state_;
  state.unread.append(bytes);
  while (!state.unread.empty() && !is_done() && !state.waits_for_more()) {
    const bool had_head = state.parser->is_header_done();
    error_code error;
    const std::size_t used =
        state.parser->put(boost::asio::buffer(state.unread.data(), state.unread.size()), error);
    state.unread.erase(0, used);
    if (!had_head && state.parser->is_header_done()) {
      if (auto checked = state.check_head(); !checked) return checked;
    }
    if (state.found.is_cut) return {};
    if (error == http::error::need_more) {
      // A chunk's line of extensions has no bound of its own.
      if (state.unread.size() <= limits::header_bytes) return {};
      error = http::error::header_limit;
    }
    if (error) return state.failure(error);
    if (!state.parser->is_done() || state.found.status >= 200) continue;
    if (state.found.status == 101 || ++state.interim > limits::interim_responses)
      return Error{.code = ErrorCode::malformed,
                   .message = "the answer is no end of interim responses"};
    state.start();
  }
  return {};
}

Result<void> ResponseReader::put_end() {
  State& state = *state_;
  if (is_done()) return {};
  if (!state.parser->got_some())
    return Error{.code = ErrorCode::truncated, .message = "the connection was closed unanswered"};
  error_code error;
  state.parser->put_eof(error);
  if (error) return state.failure(error);
  return {};
}

bool ResponseReader::has_head() const {
  return state_->parser->is_header_done() && state_->found.status >= 200;
}

bool ResponseReader::is_done() const {
  return state_->found.is_cut || (state_->parser->is_done() && state_->found.status >= 200);
}

int ResponseReader::status() const {
  return state_->found.status;
}

const Headers& ResponseReader::headers() const {
  return state_->found.headers;
}

std::string ResponseReader::take_body() {
  return std::exchange(state_->found.body, {});
}

bool ResponseReader::is_reusable() const {
  return is_done() && !state_->found.is_cut && state_->unread.empty() &&
         state_->parser->keep_alive();
}

bool ResponseReader::has_unread() const {
  return !state_->unread.empty();
}

std::string_view header_of(const Headers& headers, std::string_view lower_name) {
  for (const auto& [name, value] : headers) {
    if (name == lower_name) return value;
  }
  return {};
}

}  // namespace prodparity::fetch
