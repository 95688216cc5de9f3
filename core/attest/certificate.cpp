#include "core/attest/certificate.h"

#include "core/attest/refused.h"
#include "core/attest/trust_root.h"

#include <openssl/ct.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity::attest {
namespace {

constexpr const char* issuer_oid = "1.3.6.1.4.1.57264.1.8";      // DER UTF8String
constexpr const char* old_issuer_oid = "1.3.6.1.4.1.57264.1.1";  // raw bytes
constexpr const char* user_name_oid = "1.3.6.1.4.1.57264.1.7";   // OtherName, UTF8String

std::string text_of(const ASN1_STRING* text) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
          static_cast<std::size_t>(ASN1_STRING_length(text))};
}

using Object = Owned<ASN1_OBJECT, ASN1_OBJECT_free>;

// The content of the extension; nothing where it has none, refused where it has two.
std::optional<std::string> extension(const X509* certificate, const char* oid) {
  const Object object(OBJ_txt2obj(oid, 1));
  const int first = X509_get_ext_by_OBJ(certificate, object.get(), -1);
  if (first < 0) return std::nullopt;
  if (X509_get_ext_by_OBJ(certificate, object.get(), first) >= 0)
    refuse(Reason::bad_certificate, std::string("it has extension ") + oid + " twice");
  return text_of(X509_EXTENSION_get_data(X509_get_ext(certificate, first)));
}

std::string utf8_string(const std::string& der) {
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  const unsigned char* const end = at + der.size();
  const Owned<ASN1_UTF8STRING, ASN1_UTF8STRING_free> text(
      d2i_ASN1_UTF8STRING(nullptr, &at, static_cast<long>(der.size())));
  ERR_clear_error();
  if (!text || at != end) refuse(Reason::bad_certificate, "its issuer extension is no UTF8String");
  return text_of(text.get());
}

std::string issuer_of(const X509* certificate) {
  if (const auto der = extension(certificate, issuer_oid)) return utf8_string(*der);
  return extension(certificate, old_issuer_oid).value_or("");
}

std::optional<std::string> name_of(const GENERAL_NAME& name) {
  if (name.type == GEN_URI || name.type == GEN_EMAIL) return text_of(name.d.ia5);
  if (name.type != GEN_OTHERNAME) return std::nullopt;
  const Object user_name(OBJ_txt2obj(user_name_oid, 1));
  const ASN1_TYPE* const value = name.d.otherName->value;
  if (OBJ_cmp(name.d.otherName->type_id, user_name.get()) != 0 || value->type != V_ASN1_UTF8STRING)
    return std::nullopt;
  return text_of(value->value.utf8string);
}

std::string identity_of(const X509* certificate) {
  const Owned<GENERAL_NAMES, GENERAL_NAMES_free> names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  const int count = names ? sk_GENERAL_NAME_num(names.get()) : 0;
  if (count != 1)
    refuse(Reason::bad_certificate, "it names " + std::to_string(count) + " identities, not one");
  const std::optional<std::string> name = name_of(*sk_GENERAL_NAME_value(names.get(), 0));
  // A zero byte would end it where another reader looks.
  if (!name || name->empty() || name->find('\0') != std::string::npos)
    refuse(Reason::bad_certificate, "its name is no URI, mail address or user name");
  return *name;
}

// Leaf first; empty with the reason where there is no path. No time: whenever it was.
std::vector<Certificate> path_at(const Certificate& leaf, const Authority& authority,
                                 std::optional<std::int64_t> seconds, std::string& reason) {
  const Owned<X509_STORE, X509_STORE_free> store(X509_STORE_new());
  X509_STORE_add_cert(store.get(), authority.chain.back().get());
  const BorrowedCertificates between(sk_X509_new_null());
  for (std::size_t i = 0; i + 1 < authority.chain.size(); ++i)
    sk_X509_push(between.get(), authority.chain[i].get());
  const Owned<X509_STORE_CTX, X509_STORE_CTX_free> context(X509_STORE_CTX_new());
  X509_STORE_CTX_init(context.get(), store.get(), leaf.get(), between.get());
  X509_VERIFY_PARAM* const options = X509_STORE_CTX_get0_param(context.get());
  if (seconds) X509_VERIFY_PARAM_set_time(options, *seconds);
  // The anchor may be an intermediate.
  X509_VERIFY_PARAM_set_flags(
      options, X509_V_FLAG_PARTIAL_CHAIN | (seconds ? 0 : X509_V_FLAG_NO_CHECK_TIME));
  std::vector<Certificate> path;
  if (X509_verify_cert(context.get()) == 1) {
    const STACK_OF(X509)* const chain = X509_STORE_CTX_get0_chain(context.get());
    for (int i = 0; i < sk_X509_num(chain); ++i)
      path.push_back(Certificate::from_x509(sk_X509_value(chain, i)));
  } else {
    reason = X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get()));
  }
  ERR_clear_error();
  return path;
}

Certificate issuer_at(const Certificate& leaf, const std::vector<Authority>& authorities,
                      std::int64_t seconds) {
  std::string reason;
  for (const Authority& authority : authorities) {
    if (!authority.valid.contains_second(seconds)) continue;
    std::vector<Certificate> path = path_at(leaf, authority, seconds, reason);
    if (path.size() >= 2) return std::move(path[1]);
  }
  if (reason.empty()) refuse(Reason::untrusted, "no authority of the trust root was valid then");
  const bool out_of_time = reason.find("expired") != std::string::npos ||
                           reason.find("not yet valid") != std::string::npos;
  refuse(out_of_time ? Reason::expired : Reason::untrusted, reason);
}

void append_number(std::string& bytes, std::uint64_t number, unsigned size) {
  for (unsigned i = size; i-- > 0;)
    bytes += static_cast<char>(number >> (8U * i) & 255U);
}

// TBSCertificate without the list of SCTs: what the log saw.
std::string precertificate(const X509* leaf) {
  const Owned<X509, X509_free> copy(X509_dup(leaf));
  const int at = X509_get_ext_by_NID(copy.get(), NID_ct_precert_scts, -1);
  X509_EXTENSION_free(X509_delete_ext(copy.get(), at));
  unsigned char* der = nullptr;
  const int size = i2d_re_X509_tbs(copy.get(), &der);
  if (size <= 0) refuse(Reason::bad_certificate, "it cannot be written without its SCTs");
  std::string bytes(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return bytes;
}

std::string_view view(const unsigned char* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

// digitally-signed of RFC 6962, section 3.2, for a precert_entry.
std::string signed_by_log(const SCT* sct, const std::string& issuer_spki, const std::string& tbs) {
  unsigned char* extensions = nullptr;
  const std::size_t size = SCT_get0_extensions(sct, &extensions);
  std::string bytes(2, '\0');  // version 1, certificate_timestamp
  append_number(bytes, SCT_get_timestamp(sct), 8);
  append_number(bytes, 1, 2);  // precert_entry
  bytes += sha256(issuer_spki);
  append_number(bytes, tbs.size(), 3);
  bytes += tbs;
  append_number(bytes, size, 2);
  bytes += view(extensions, size);
  return bytes;
}

std::string_view log_of(const SCT* sct) {
  unsigned char* id = nullptr;
  const std::size_t size = SCT_get0_log_id(sct, &id);
  return view(id, size);
}

// Nothing where it is later than any clock.
std::optional<Nanoseconds> time_of(const SCT* sct) {
  constexpr std::uint64_t millisecond = 1'000'000;
  const std::uint64_t made = SCT_get_timestamp(sct);
  if (made > std::uint64_t{INT64_MAX} / millisecond) return std::nullopt;
  return static_cast<Nanoseconds>(made * millisecond);
}

bool is_promised(const SCT* sct, const std::string& message, const std::vector<Log>& logs) {
  unsigned char* signature = nullptr;
  const std::size_t signature_size = SCT_get0_signature(sct, &signature);
  const std::optional<Nanoseconds> made = time_of(sct);
  if (SCT_get_version(sct) != SCT_VERSION_V1 || !made) return false;
  return std::ranges::any_of(logs, [&](const Log& log) {
    return log.id == log_of(sct) && log.valid.contains(*made) &&
           log.key.logged(view(signature, signature_size), message);
  });
}

bool is_newer_than(const std::vector<Log>& logs, const SCT* sct) {
  const std::optional<Nanoseconds> made = time_of(sct);
  return made && !logs.empty() && std::ranges::all_of(logs, [&](const Log& log) {
           return log.id != log_of(sct) && log.valid.start.value_or(0) < *made;
         });
}

}  // namespace

Certificate::Certificate(std::shared_ptr<X509> certificate, std::string der)
    : certificate_(std::move(certificate)), der_(std::move(der)) {}

Certificate Certificate::from_der(std::string_view der) {
  const auto* const begin = reinterpret_cast<const unsigned char*>(der.data());
  const unsigned char* at = begin;
  std::shared_ptr<X509> certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())),
                                    X509_free);
  ERR_clear_error();
  if (!certificate || at != begin + der.size())
    refuse(Reason::malformed, "a certificate is no DER of X.509");
  return {std::move(certificate), std::string(der)};
}

Certificate Certificate::from_x509(X509* certificate) {
  unsigned char* der = nullptr;
  const int size = i2d_X509(certificate, &der);
  if (size <= 0) refuse(Reason::malformed, "a certificate cannot be written");
  std::string bytes(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  X509_up_ref(certificate);
  return {std::shared_ptr<X509>(certificate, X509_free), std::move(bytes)};
}

bool Certificate::is_self_issued_authority() const {
  return X509_NAME_cmp(X509_get_subject_name(get()), X509_get_issuer_name(get())) == 0 &&
         X509_check_ca(get()) != 0;
}

Signer signer_of(const Certificate& leaf) {
  X509* const certificate = leaf.get();
  const std::uint32_t flags = X509_get_extension_flags(certificate);
  if ((flags & EXFLAG_INVALID) != 0) refuse(Reason::bad_certificate, "an extension is not valid");
  if ((flags & EXFLAG_XKUSAGE) == 0 ||
      (X509_get_extended_key_usage(certificate) & XKU_CODE_SIGN) == 0)
    refuse(Reason::bad_certificate, "it is not for signing code");
  if ((flags & EXFLAG_KUSAGE) == 0 ||
      (X509_get_key_usage(certificate) & X509v3_KU_DIGITAL_SIGNATURE) == 0)
    refuse(Reason::bad_certificate, "it is not for digital signatures");
  if (X509_check_ca(certificate) != 0) refuse(Reason::bad_certificate, "it is an authority's");
  return {.identity = identity_of(certificate), .issuer = issuer_of(certificate)};
}

Certificate check_chain(const Certificate& leaf, const std::vector<Authority>& authorities,
                        const std::vector<std::int64_t>& times) {
  if (times.empty()) refuse(Reason::no_time);
  Certificate issuer = issuer_at(leaf, authorities, times.front());
  for (std::size_t i = 1; i < times.size(); ++i)
    issuer = issuer_at(leaf, authorities, times[i]);
  return issuer;
}

std::int64_t Certificate::not_before() const {
  std::tm parts{};
  if (ASN1_TIME_to_tm(X509_get0_notBefore(get()), &parts) != 1) return 0;
  return ::timegm(&parts);
}

bool is_issued_by(const Certificate& leaf, const Authority& authority) {
  std::string reason;
  return path_at(leaf, authority, std::nullopt, reason).size() >= 2;
}

void check_logged(const Certificate& leaf, const Certificate& issuer, const std::vector<Log>& logs,
                  std::size_t required) {
  if (required == 0) return;
  const Owned<STACK_OF(SCT), SCT_LIST_free> list(static_cast<STACK_OF(SCT)*>(
      X509_get_ext_d2i(leaf.get(), NID_ct_precert_scts, nullptr, nullptr)));
  ERR_clear_error();
  if (!list) refuse(Reason::no_sct, "it holds no such promise");
  const std::string tbs = precertificate(leaf.get());
  const std::string issuer_spki = issuer.key().spki();
  std::set<std::string, std::less<>> promised;  // by log
  bool all_are_newer = sk_SCT_num(list.get()) > 0;
  for (int i = 0; i < sk_SCT_num(list.get()); ++i) {
    const SCT* const sct = sk_SCT_value(list.get(), i);
    if (is_promised(sct, signed_by_log(sct, issuer_spki, tbs), logs)) promised.emplace(log_of(sct));
    all_are_newer = all_are_newer && is_newer_than(logs, sct);
  }
  if (promised.size() >= required) return;
  // The authority signed these times.
  if (all_are_newer) refuse(Reason::old_trust_root, "its certificate's log is not in it");
  refuse(Reason::no_sct, std::to_string(promised.size()) + " of " + std::to_string(required) +
                             " required promises verify");
}

}  // namespace prodparity::attest
