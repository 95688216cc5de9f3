#pragma once
// The only header that names Boost.Asio.
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/channel.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace prodparity {

namespace asio = boost::asio;
using asio::awaitable;
using boost::system::error_code;
using LocalStream = asio::local::stream_protocol;

// Completion token for operations whose failure is expected: `co_await op(..., or_error(ec))`.
inline auto or_error(error_code& ec) {
  return asio::redirect_error(asio::use_awaitable, ec);
}

}  // namespace prodparity
