#pragma once

#include "core/result.h"
#include "fetch/http/socket.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace prodparity::fetch {

struct HttpSettings;

// Whose certificates are trusted: loaded once, used by all connections. TLS 1.2 and later.
class TlsTrust {
 public:
  // The system's, in the usual places of the distributions or where SSL_CERT_FILE and SSL_CERT_DIR
  // say, and those of the settings beside them. Errors: wrong_config (a file that cannot be read or
  // holds no certificate; none at all).
  static Result<TlsTrust> load(const HttpSettings& settings);

 private:
  friend class TlsLayer;
  std::shared_ptr<void> context_;  // SSL_CTX
};

// TLS over whatever `below` reads and writes. The server's certificate is verified, for `host` (a
// name or an address). Errors: denied, naming the issuer that was seen and what to do; malformed
// (no TLS there); of `below` as they are.
class TlsLayer {
 public:
  static Result<TlsLayer> connect(const TlsTrust& trust, const std::string& host, ByteIo below);
  ~TlsLayer();
  TlsLayer(TlsLayer&&) noexcept;
  TlsLayer& operator=(TlsLayer&&) noexcept;

  // 0 at the end that the peer announced; an unannounced one is `truncated`.
  Result<std::size_t> read(char* bytes, std::size_t size);
  Result<void> write(std::string_view bytes);

 private:
  struct State;
  explicit TlsLayer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace prodparity::fetch
