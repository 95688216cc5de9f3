#include "fetch/http/certificate_text.h"

#include "core/text.h"

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity::fetch {
namespace {

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
struct FreeNames {
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
};

constexpr std::size_t most_text = 200;

template <class Print>
std::string printed(Print print) {
  const std::unique_ptr<BIO, FreeBio> bio(BIO_new(BIO_s_mem()));
  print(bio.get());
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &bytes);
  return printable({bytes, static_cast<std::size_t>(size)}, most_text);
}

std::string name_text(const X509_NAME* name) {
  constexpr unsigned long as_utf8 =
      XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB);
  return printed([&](BIO* bio) { X509_NAME_print_ex(bio, name, 0, as_utf8); });
}

std::string time_text(const ASN1_TIME* time) {
  return printed([&](BIO* bio) { ASN1_TIME_print(bio, time); });
}

// The DNS names and the number of addresses that a certificate is for.
std::string names_of(const X509* certificate) {
  const std::unique_ptr<GENERAL_NAMES, FreeNames> names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  std::vector<std::string> found;
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* const name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_DNS) continue;
    const auto* const bytes = ASN1_STRING_get0_data(name->d.dNSName);
    found.push_back(printable({reinterpret_cast<const char*>(bytes),
                               static_cast<std::size_t>(ASN1_STRING_length(name->d.dNSName))},
                              most_text));
  }
  return found.empty() ? "none that is a host's" : listed(found, 4);
}

std::string issuers_of(X509_STORE_CTX* verification, const X509* leaf) {
  const std::string issuer = name_text(X509_get_issuer_name(leaf));
  std::string text = "issued by '" + issuer + "'";
  const STACK_OF(X509)* const chain = X509_STORE_CTX_get0_chain(verification);
  const int size = chain == nullptr ? 0 : sk_X509_num(chain);
  if (size < 2) return text;
  const std::string top = name_text(X509_get_issuer_name(sk_X509_value(chain, size - 1)));
  if (top != issuer) text += ", that by '" + top + "'";
  return text;
}

}  // namespace

std::string why_refused(X509_STORE_CTX* verification, const std::string& host) {
  const X509* const leaf = X509_STORE_CTX_get0_cert(verification);
  const int error = X509_STORE_CTX_get_error(verification);
  const std::string begin = "the certificate of '" + host + "', ";
  if (leaf == nullptr) return begin + "which it did not show, is not trusted";
  const std::string issued = begin + issuers_of(verification, leaf);
  const X509* const current = X509_STORE_CTX_get_current_cert(verification);
  const std::string whose = current == leaf || current == nullptr ? "," : ", or of a CA above it,";
  switch (error) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return issued + ", is for other names: " + names_of(leaf);
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return issued + whose + " expired on " +
             time_text(X509_get0_notAfter(current == nullptr ? leaf : current)) +
             ": where that is in the future, this machine's clock is wrong";
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return issued + whose + " is not valid before " +
             time_text(X509_get0_notBefore(current == nullptr ? leaf : current)) +
             ": where that is past, this machine's clock is wrong";
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return issued +
             ", is of no CA that is trusted here: where a company's proxy opens TLS or the host "
             "has "
             "a CA of its own, say in SSL_CERT_FILE or the CA option where its certificate is";
    default:
      return issued + whose + " is not trusted: " + X509_verify_cert_error_string(error);
  }
}

}  // namespace prodparity::fetch
