#pragma once

#include "core/result.h"
#include "fetch/http/redirect.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace prodparity::fetch {

// Reads one HTTP/1.x response out of a connection's bytes, as they come. Interim responses (1xx)
// are passed over. Errors: malformed, truncated, unsupported (a transfer encoding besides chunked),
// too_large: the header beyond 64 KiB, the body of a success beyond `body_limit`, be it announced
// or not. Of other bodies 64 KiB are kept, and the rest is not read.
class ResponseReader {
 public:
  enum class Expects { body, no_body };  // HEAD and CONNECT have none, whatever the header says

  ResponseReader(std::size_t body_limit, Expects expects);
  ~ResponseReader();
  ResponseReader(ResponseReader&&) noexcept;
  ResponseReader& operator=(ResponseReader&&) noexcept;

  Result<void> put(std::string_view bytes);
  // The connection's end: that of a body without length, else truncated.
  Result<void> put_end();

  bool has_head() const;  // status() and headers() are there
  bool is_done() const;   // nothing more is to be read
  int status() const;
  const Headers& headers() const;  // lower-case names, each once, values joined by ", "
  std::string take_body();         // what came since the last call
  // Whether the connection can take another request: all was read, nothing follows.
  bool is_reusable() const;
  bool has_unread() const;  // bytes after the response

 private:
  struct Found;
  class Parser;
  struct State;
  std::unique_ptr<State> state_;
};

std::string_view header_of(const Headers& headers, std::string_view lower_name);

}  // namespace prodparity::fetch
