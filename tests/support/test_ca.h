#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <stdexcept>
#include <string>

// Certificates of the test's own.
namespace prodparity::test {

struct FreeX509 {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};

struct Certified {
  std::shared_ptr<X509> certificate;
  std::shared_ptr<EVP_PKEY> key;

  std::string pem() const {
    const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), &BIO_free);
    PEM_write_bio_X509(bio.get(), certificate.get());
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &bytes);
    return {bytes, static_cast<std::size_t>(size)};
  }
};

struct Wanted {
  std::string name;         // CN
  std::string alternative;  // "DNS:localhost,IP:127.0.0.1"; empty: a CA
  long begins_in = -3600;   // seconds from now
  long ends_in = 3600;
};

// Signed by `issuer`, or by itself.
inline Certified certify(const Wanted& wanted, const Certified* issuer = nullptr) {
  Certified made;
  made.key.reset(EVP_EC_gen("P-256"), FreeKey());
  made.certificate.reset(X509_new(), FreeX509());
  X509* const certificate = made.certificate.get();
  static long serial = 1;
  X509_set_version(certificate, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), ++serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate), wanted.begins_in);
  X509_gmtime_adj(X509_getm_notAfter(certificate), wanted.ends_in);
  X509_set_pubkey(certificate, made.key.get());
  const std::unique_ptr<X509_NAME, decltype(&X509_NAME_free)> name(X509_NAME_new(),
                                                                   &X509_NAME_free);
  X509_NAME_add_entry_by_txt(name.get(), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(wanted.name.c_str()), -1, -1,
                             0);
  X509_set_subject_name(certificate, name.get());
  X509_set_issuer_name(certificate, issuer == nullptr
                                        ? name.get()
                                        : X509_get_subject_name(issuer->certificate.get()));
  const bool is_ca = wanted.alternative.empty();
  X509V3_CTX context{};
  X509V3_set_ctx(&context, issuer == nullptr ? certificate : issuer->certificate.get(), certificate,
                 nullptr, nullptr, 0);
  const auto extend = [&](int kind, const std::string& value) {
    const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension(
        X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()), &X509_EXTENSION_free);
    if (!extension) throw std::runtime_error("extension " + value);
    X509_add_ext(certificate, extension.get(), -1);
  };
  extend(NID_basic_constraints, is_ca ? "critical,CA:TRUE" : "CA:FALSE");
  if (!is_ca) extend(NID_subject_alt_name, wanted.alternative);
  X509_sign(certificate, issuer == nullptr ? made.key.get() : issuer->key.get(), EVP_sha256());
  return made;
}

}  // namespace prodparity::test
