#include "core/attest/timestamp.h"

#include "core/attest/crypto.h"
#include "core/attest/refused.h"

#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pkcs7.h>
#include <openssl/ts.h>
#include <openssl/x509.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity::attest {
namespace {

using Response = Owned<TS_RESP, TS_RESP_free>;

Response read_response(std::string_view bytes) {
  const auto* const begin = reinterpret_cast<const unsigned char*>(bytes.data());
  const unsigned char* at = begin;
  Response response(d2i_TS_RESP(nullptr, &at, static_cast<long>(bytes.size())));
  ERR_clear_error();
  if (!response || at != begin + bytes.size() || TS_RESP_get_tst_info(response.get()) == nullptr)
    refuse(Reason::bad_timestamp, "it is no response of RFC 3161 that has a time");
  return response;
}

std::int64_t time_of(TS_TST_INFO* info) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(TS_TST_INFO_get_time(info), &parts) != 1)
    refuse(Reason::bad_timestamp, "its time cannot be read");
  return ::timegm(&parts);
}

const EVP_MD* hash_of(TS_TST_INFO* info) {
  const ASN1_OBJECT* object = nullptr;
  X509_ALGOR_get0(&object, nullptr, nullptr,
                  TS_MSG_IMPRINT_get_algo(TS_TST_INFO_get_msg_imprint(info)));
  switch (OBJ_obj2nid(object)) {
    case NID_sha256:
      return EVP_sha256();
    case NID_sha384:
      return EVP_sha384();
    case NID_sha512:
      return EVP_sha512();
    default:
      refuse(Reason::bad_timestamp, "its hash is none of SHA-256, SHA-384 and SHA-512");
  }
}

X509_STORE* store_at(const Authority& authority, std::int64_t seconds) {
  X509_STORE* const store = X509_STORE_new();
  X509_STORE_add_cert(store, authority.chain.back().get());
  const Owned<X509_VERIFY_PARAM, X509_VERIFY_PARAM_free> options(X509_VERIFY_PARAM_new());
  X509_VERIFY_PARAM_set_time(options.get(), seconds);
  X509_VERIFY_PARAM_set_flags(options.get(), X509_V_FLAG_PARTIAL_CHAIN);
  X509_STORE_set1_param(store, options.get());
  return store;
}

STACK_OF(X509) * certificates_of(const Authority& authority) {
  STACK_OF(X509)* const stack = sk_X509_new_null();
  for (const Certificate& certificate : authority.chain) {
    X509_up_ref(certificate.get());
    sk_X509_push(stack, certificate.get());
  }
  return stack;
}

// Also that the signer is for timestamps alone and is the one that the response names (RFC 5816).
bool made(const Authority& authority, TS_RESP* response, std::int64_t seconds,
          const std::string& digest, std::string& reason) {
  const Owned<TS_VERIFY_CTX, TS_VERIFY_CTX_free> context(TS_VERIFY_CTX_new());
  TS_VERIFY_CTX_set_flags(context.get(), TS_VFY_VERSION | TS_VFY_SIGNATURE | TS_VFY_IMPRINT);
  // They are the context's from here on.
  TS_VERIFY_CTX_set_store(context.get(), store_at(authority, seconds));
  TS_VERIFY_CTX_set_certs(context.get(), certificates_of(authority));
  TS_VERIFY_CTX_set_imprint(
      context.get(), static_cast<unsigned char*>(OPENSSL_memdup(digest.data(), digest.size())),
      static_cast<long>(digest.size()));
  const bool good = TS_RESP_verify_response(context.get(), response) == 1;
  if (!good) {
    std::array<char, 256> text{};
    ERR_error_string_n(ERR_peek_last_error(), text.data(), text.size());
    reason = text.data();
  }
  ERR_clear_error();
  return good;
}

// Another certificate for timestamps below the same root is not this authority.
bool is_by_its_signer(const Authority& authority, TS_RESP* response) {
  X509* const first = authority.chain.front().get();
  if (X509_check_ca(first) != 0) return true;  // the chain begins with who issues signers
  const BorrowedCertificates known(sk_X509_new_null());
  sk_X509_push(known.get(), first);
  const BorrowedCertificates signers(
      PKCS7_get0_signers(TS_RESP_get_token(response), known.get(), 0));
  ERR_clear_error();
  return signers && sk_X509_num(signers.get()) == 1 &&
         X509_cmp(sk_X509_value(signers.get(), 0), first) == 0;
}

}  // namespace

const EVP_MD* hash_of_timestamp(std::string_view bytes) {
  const Response response = read_response(bytes);
  return hash_of(TS_RESP_get_tst_info(response.get()));
}

Timestamp check_timestamp(std::string_view bytes, std::string_view message,
                          const std::vector<Authority>& authorities) {
  const auto digest_by = [&](const EVP_MD* hash) {
    std::string digest(EVP_MAX_MD_SIZE, '\0');
    unsigned size = 0;
    EVP_Digest(message.data(), message.size(), reinterpret_cast<unsigned char*>(digest.data()),
               &size, hash, nullptr);
    digest.resize(size);
    return digest;
  };
  return check_timestamp(bytes, digest_by, authorities);
}

Timestamp check_timestamp(std::string_view bytes, const DigestBy& digest_by,
                          const std::vector<Authority>& authorities) {
  const Response response = read_response(bytes);
  TS_TST_INFO* const info = TS_RESP_get_tst_info(response.get());
  const std::int64_t seconds = time_of(info);
  const std::string digest = digest_by(hash_of(info));
  std::string reason = "no authority of the trust root was valid then";
  for (const Authority& authority : authorities) {
    if (authority.valid.contains_second(seconds) &&
        made(authority, response.get(), seconds, digest, reason) &&
        is_by_its_signer(authority, response.get()))
      return {.seconds = seconds, .authority = sha256(authority.chain.front().der())};
  }
  refuse(Reason::bad_timestamp, reason);
}

}  // namespace prodparity::attest
