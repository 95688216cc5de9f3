#include "core/attest/crypto.h"
#include "tests/support/sigstore.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/ts.h>

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

namespace prodparity::test {

using attest::Owned;
using attest::sha256;

std::string Sigstore::timestamp(std::string_view message) const {
  const Owned<TS_RESP_CTX, TS_RESP_CTX_free> context(TS_RESP_CTX_new());
  TS_RESP_CTX_set_signer_cert(context.get(), timestamp_signer_.get());
  TS_RESP_CTX_set_signer_key(context.get(), timestamp_key_.get());
  TS_RESP_CTX_set_signer_digest(context.get(), EVP_sha256());
  TS_RESP_CTX_set_ess_cert_id_digest(context.get(), EVP_sha256());
  TS_RESP_CTX_add_md(context.get(), EVP_sha256());
  const Owned<ASN1_OBJECT, ASN1_OBJECT_free> policy(OBJ_txt2obj("1.2.3.4.1", 1));
  TS_RESP_CTX_set_def_policy(context.get(), policy.get());
  TS_RESP_CTX_set_time_cb(
      context.get(),
      [](TS_RESP_CTX*, void*, long* seconds, long* microseconds) {
        *seconds = made_at + 1;
        *microseconds = 0;
        return 1;
      },
      nullptr);

  const Owned<TS_REQ, TS_REQ_free> request(TS_REQ_new());
  TS_REQ_set_version(request.get(), 1);
  const Owned<TS_MSG_IMPRINT, TS_MSG_IMPRINT_free> imprint(TS_MSG_IMPRINT_new());
  const Owned<X509_ALGOR, X509_ALGOR_free> algorithm(X509_ALGOR_new());
  X509_ALGOR_set0(algorithm.get(), OBJ_nid2obj(NID_sha256), V_ASN1_NULL, nullptr);
  TS_MSG_IMPRINT_set_algo(imprint.get(), algorithm.get());
  std::string digest = sha256(message);
  TS_MSG_IMPRINT_set_msg(imprint.get(), reinterpret_cast<unsigned char*>(digest.data()),
                         static_cast<int>(digest.size()));
  TS_REQ_set_msg_imprint(request.get(), imprint.get());
  const Owned<BIO, BIO_free> bio(BIO_new(BIO_s_mem()));
  i2d_TS_REQ_bio(bio.get(), request.get());
  const Owned<TS_RESP, TS_RESP_free> response(TS_RESP_create_response(context.get(), bio.get()));
  if (!response || TS_RESP_get_tst_info(response.get()) == nullptr)
    throw std::runtime_error("test sigstore: a timestamp");
  const Owned<BIO, BIO_free> written(BIO_new(BIO_s_mem()));
  i2d_TS_RESP_bio(written.get(), response.get());
  char* data = nullptr;
  const long size = BIO_get_mem_data(written.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

}  // namespace prodparity::test
