#include "fetch/http/tls.h"

#include "core/ip_address.h"
#include "core/text.h"
#include "fetch/http/certificate_text.h"
#include "fetch/http/settings.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity::fetch {
namespace {

struct FreeSsl {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
};
struct FreeMethod {
  void operator()(BIO_METHOD* method) const { BIO_meth_free(method); }
};

std::string library_reason() {
  const unsigned long number = ERR_peek_last_error();
  const char* const text = ERR_reason_error_string(number);
  return text == nullptr ? "it broke off" : text;
}

}  // namespace

struct TlsLayer::State {
  std::shared_ptr<void> context;
  ByteIo below;
  std::string host;
  std::unique_ptr<SSL, FreeSsl> ssl;
  std::optional<Error> below_error;  // which OpenSSL would lose
  std::string refusal;               // why the certificate is not trusted

  static State& of(BIO* bio) { return *static_cast<State*>(BIO_get_data(bio)); }

  static int read_below(BIO* bio, char* bytes, int size) noexcept {
    State& state = of(bio);
    BIO_clear_retry_flags(bio);
    const auto got = state.below.read(bytes, static_cast<std::size_t>(size));
    if (got) return static_cast<int>(*got);
    state.below_error = got.error();
    return -1;
  }
  static int write_below(BIO* bio, const char* bytes, int size) noexcept {
    State& state = of(bio);
    BIO_clear_retry_flags(bio);
    const auto written = state.below.write({bytes, static_cast<std::size_t>(size)});
    if (written) return size;
    state.below_error = written.error();
    return -1;
  }
  static long control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

  static const BIO_METHOD* method() {
    static const std::unique_ptr<BIO_METHOD, FreeMethod> made = [] {
      BIO_METHOD* const one = BIO_meth_new(BIO_TYPE_SOURCE_SINK, "below");
      BIO_meth_set_read(one, &State::read_below);
      BIO_meth_set_write(one, &State::write_below);
      BIO_meth_set_ctrl(one, &State::control);
      return std::unique_ptr<BIO_METHOD, FreeMethod>(one);
    }();
    return made.get();
  }

  // Called for each certificate; the first refusal is the one to tell.
  static int on_verified(int good, X509_STORE_CTX* verification) noexcept {
    if (good == 1) return 1;
    const auto* const ssl = static_cast<const SSL*>(
        X509_STORE_CTX_get_ex_data(verification, SSL_get_ex_data_X509_STORE_CTX_idx()));
    auto* const state = static_cast<State*>(SSL_get_app_data(ssl));
    if (state->refusal.empty()) state->refusal = why_refused(verification, state->host);
    return 0;
  }

  // Whose certificate it must be, and for names also which is asked for (SNI).
  bool expects_host() {
    if (parse_ip(host))
      return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl.get()), host.c_str()) == 1;
    return SSL_set1_host(ssl.get(), host.c_str()) == 1 &&
           SSL_ctrl(ssl.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                    host.data()) == 1;
  }

  // What a failed call to OpenSSL means.
  Error failure(int returned, std::string_view doing) {
    if (below_error) return *below_error;
    if (!refusal.empty()) return {.code = ErrorCode::denied, .message = refusal};
    const int kind = SSL_get_error(ssl.get(), returned);
    const bool ended = kind == SSL_ERROR_SYSCALL || kind == SSL_ERROR_ZERO_RETURN ||
                       ERR_GET_REASON(ERR_peek_last_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING;
    if (ended)
      return {.code = ErrorCode::truncated,
              .message = "'" + host + "' closed the connection " + std::string(doing)};
    return {.code = ErrorCode::malformed,
            .message =
                "TLS with '" + host + "' failed " + std::string(doing) + ": " + library_reason()};
  }
};

namespace {

// In the order of Go's crypto/x509.
constexpr std::array<const char*, 6> system_files = {
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/pki/tls/cacert.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/cert.pem"};
constexpr const char* system_folder = "/etc/ssl/certs";

bool add_file(SSL_CTX* context, const std::string& path) {
  return SSL_CTX_load_verify_file(context, path.c_str()) == 1;
}
bool add_folder(SSL_CTX* context, const std::string& path) {
  return SSL_CTX_load_verify_dir(context, path.c_str()) == 1;
}

Error cannot_use(const std::string& path) {
  return {.code = ErrorCode::wrong_config,
          .message = "cannot read CA certificates from '" + path + "': " + library_reason(),
          .path = path};
}

Result<void> add_system(SSL_CTX* context, const HttpSettings& settings) {
  if (!settings.system_ca_file.empty() && !add_file(context, settings.system_ca_file))
    return cannot_use(settings.system_ca_file);
  for (const std::string_view folder : split(settings.system_ca_folder, ':')) {
    if (!folder.empty()) add_folder(context, std::string(folder));
  }
  if (!settings.system_ca_file.empty() || !settings.system_ca_folder.empty()) return {};
  const bool found = std::any_of(system_files.begin(), system_files.end(),
                                 [&](const char* path) { return add_file(context, path); });
  add_folder(context, system_folder);
  ERR_clear_error();
  if (found || !settings.ca_file.empty() || !settings.ca_folder.empty()) return {};
  return Error{.code = ErrorCode::wrong_config,
               .message =
                   "no CA certificates are found here: install the package "
                   "ca-certificates, or say in SSL_CERT_FILE where they are"};
}

}  // namespace

Result<TlsTrust> TlsTrust::load(const HttpSettings& settings) {
  // A configuration file of the system's OpenSSL may name modules that a static program cannot
  // load.
  OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
  ERR_clear_error();
  TlsTrust trust;
  trust.context_ = std::shared_ptr<void>(SSL_CTX_new(TLS_client_method()), [](void* made) {
    SSL_CTX_free(static_cast<SSL_CTX*>(made));
  });
  auto* const context = static_cast<SSL_CTX*>(trust.context_.get());
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  // A company's intermediate CA may be all that is given.
  X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(context), X509_V_FLAG_PARTIAL_CHAIN);
  if (const auto added = add_system(context, settings); !added) return added.error();
  if (!settings.ca_file.empty() && !add_file(context, settings.ca_file))
    return cannot_use(settings.ca_file);
  if (!settings.ca_folder.empty() && !add_folder(context, settings.ca_folder))
    return cannot_use(settings.ca_folder);
  return trust;
}

TlsLayer::TlsLayer(std::unique_ptr<State> state) : state_(std::move(state)) {}
TlsLayer::TlsLayer(TlsLayer&&) noexcept = default;
TlsLayer& TlsLayer::operator=(TlsLayer&&) noexcept = default;
TlsLayer::~TlsLayer() = default;

Result<TlsLayer> TlsLayer::connect(const TlsTrust& trust, const std::string& host, ByteIo below) {
  auto state = std::make_unique<State>();
  state->context = trust.context_;
  state->below = std::move(below);
  state->host = host;
  state->ssl.reset(SSL_new(static_cast<SSL_CTX*>(trust.context_.get())));
  SSL* const ssl = state->ssl.get();
  BIO* const bio = BIO_new(State::method());
  BIO_set_data(bio, state.get());
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl, bio, bio);  // owns it
  SSL_set_app_data(ssl, state.get());
  SSL_set_verify(ssl, SSL_VERIFY_PEER, &State::on_verified);
  SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  if (!state->expects_host())
    return Error{.code = ErrorCode::io, .message = "cannot verify '" + host + "'"};
  ERR_clear_error();
  if (const int done = SSL_connect(ssl); done != 1) return state->failure(done, "in the handshake");
  return TlsLayer(std::move(state));
}

Result<std::size_t> TlsLayer::read(char* bytes, std::size_t size) {
  ERR_clear_error();
  std::size_t got = 0;
  const int done = SSL_read_ex(state_->ssl.get(), bytes, size, &got);
  if (done == 1) return got;
  if (!state_->below_error && SSL_get_error(state_->ssl.get(), done) == SSL_ERROR_ZERO_RETURN)
    return std::size_t{0};
  return state_->failure(done, "too early");
}

Result<void> TlsLayer::write(std::string_view bytes) {
  ERR_clear_error();
  std::size_t written = 0;
  if (bytes.empty()) return {};
  const int done = SSL_write_ex(state_->ssl.get(), bytes.data(), bytes.size(), &written);
  if (done == 1) return {};
  return state_->failure(done, "while it was written to");
}

}  // namespace prodparity::fetch
