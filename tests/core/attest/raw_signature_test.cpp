#include "core/attest/raw_signature.h"

#include "core/attest/limits.h"
#include "core/base64.h"
#include "core/digest.h"
#include "tests/support/attest_values.h"

#include <optional>
#include <string>
#include <string_view>

using namespace prodparity;
using namespace prodparity::attest;

namespace {

const std::string document = R"({"bomFormat":"CycloneDX"})";

Artifact artifact(std::string_view bytes = document) {
  return {.sha256 = sha256_hex(bytes), .bytes = bytes};
}

Checked<Verified> verified(std::string_view file, const Policy& policy,
                           bool has_certificate = false) {
  return verify_raw_signature(file, has_certificate, policy, artifact());
}

std::optional<Reason> refused(const Checked<Verified>& result) {
  if (result) return std::nullopt;
  return result.error().reason;
}

}  // namespace

TEST_CASE("raw signature: a key of each kind signs the file's bytes, and no other key did") {
  for (const std::string kind : {"P-256", "P-384", "P-521", "ED25519", "RSA-2048"}) {
    INFO(kind);
    const test::TestKey key = test::make_key(kind);
    const std::string signature = base64_encoded(test::sign(key, document));
    const Checked<Verified> result = verified(signature, test::by_key(key));
    REQUIRE(result.has_value());
    CHECK(result->key == sha256_hex(test::public_der(key)));
    CHECK_FALSE(result->identity);
    CHECK_FALSE(result->signed_at);
    CHECK(result->payload.empty());
    CHECK(refused(verified(signature, test::by_key(test::make_key(kind)))) ==
          Reason::bad_signature);
    CHECK(refused(verify_raw_signature(signature, false, test::by_key(key),
                                       artifact("another document"))) == Reason::bad_signature);
  }
}

TEST_CASE("raw signature: cosign's SHA-256 for every curve") {
  const test::TestKey key = test::make_key("P-384");
  const std::string signature = base64_encoded(test::sign(key, document, test::Hash::sha256));
  CHECK(verified(signature, test::by_key(key)).has_value());
}

TEST_CASE("raw signature: in base64, with the line's end of a terminal, in lines, and as it is") {
  const test::TestKey key = test::make_key("P-256");
  const std::string bytes = test::sign(key, document);
  const std::string text = base64_encoded(bytes);
  for (const std::string& file :
       {text, text + "\n", text + "\r\n", text.substr(0, 40) + '\n' + text.substr(40), bytes})
    CHECK(verified(file, test::by_key(key)).has_value());
  CHECK(refused(verified("", test::by_key(key))) == Reason::malformed);
  CHECK(refused(verified("\n", test::by_key(key))) == Reason::malformed);
  CHECK(refused(verified(text.substr(1), test::by_key(key))) == Reason::bad_signature);
  CHECK(refused(verified(text + ' ', test::by_key(key))) == Reason::bad_signature);
  CHECK(refused(verified(text + text, test::by_key(key))) == Reason::bad_signature);
}

TEST_CASE("raw signature: without a key nobody is believed, and a certificate lacks its log") {
  const test::TestKey key = test::make_key("P-256");
  const std::string signature = base64_encoded(test::sign(key, document));
  CHECK(refused(verified(signature, {})) == Reason::no_key);
  CHECK(refused(verified(signature, test::by_identity())) == Reason::no_key);
  CHECK(refused(verified(signature, {}, true)) == Reason::no_log_entry);
  CHECK(refused(verified(signature, test::by_identity(), true)) == Reason::no_log_entry);
  // The key that is configured made it, whatever lies there; where it did not, the certificate's
  // did.
  CHECK(verified(signature, test::by_key(key), true).has_value());
  CHECK(refused(verified(signature, test::by_key(test::make_key("P-256")), true)) ==
        Reason::not_by_key);
}

TEST_CASE("raw signature: a key with a period needs a time, which nothing here tells") {
  const test::TestKey key = test::make_key("P-256");
  Policy policy = test::by_key(key);
  policy.keys[0].not_after = test::made_at;
  CHECK(refused(verified(base64_encoded(test::sign(key, document)), policy)) == Reason::no_time);
}

TEST_CASE("raw signature: a file at its bound, and one past it") {
  const test::TestKey key = test::make_key("P-256");
  std::string file = base64_encoded(test::sign(key, document));
  file.resize(attest::limits::raw_signature_bytes, '\n');
  CHECK(verified(file, test::by_key(key)).has_value());
  CHECK(refused(verified(file + '\n', test::by_key(key))) == Reason::too_large);
}

TEST_CASE("raw signature: another program's is told from cosign's") {
  for (const std::string text :
       {"-----BEGIN PGP SIGNATURE-----\n", "-----BEGIN SSH SIGNATURE-----\n",
        "untrusted comment: signature from minisign", "<!DOCTYPE html>"})
    CHECK(is_of_another_program(text));
  // Packets as gpg writes them: by the length that is in them.
  const auto packet = [](const std::string& header, std::size_t size) {
    return header + std::string(size, 'x');
  };
  CHECK(is_of_another_program(packet("\x88\x75", 0x75)));
  CHECK(is_of_another_program(packet("\x89\x02\x33", 0x233)));
  CHECK(is_of_another_program(packet("\xc2\x75", 0x75)));
  CHECK(is_of_another_program(packet("\xc2\xc1\x10", 464)));
  CHECK_FALSE(is_of_another_program(packet("\x88\x75", 0x74)));
  CHECK_FALSE(is_of_another_program(packet("\x89\x02\x33", 0x234)));
  CHECK_FALSE(is_of_another_program(packet("\xc2\xc1\x10", 465)));
  CHECK_FALSE(is_of_another_program(packet("\xc2\xff\x10", 465)));
  CHECK_FALSE(is_of_another_program("\x89"));
  CHECK_FALSE(is_of_another_program(""));
  CHECK_FALSE(is_of_another_program(test::sign(test::make_key("P-256"), document)));
  CHECK_FALSE(is_of_another_program("MEUCIQDx"));
}

TEST_CASE("raw signature: what a certificate is, as it is and as cosign writes it") {
  const std::string pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
  CHECK(is_certificate(pem));
  CHECK(is_certificate(base64_encoded(pem)));
  CHECK(is_certificate(base64_encoded(pem) + '\n'));
  CHECK_FALSE(is_certificate(""));
  CHECK_FALSE(is_certificate("-----BEGIN PUBLIC KEY-----\n"));
  std::string large = pem;
  large.resize(attest::limits::key_bytes, '\n');
  CHECK(is_certificate(large));
  CHECK_FALSE(is_certificate(large + '\n'));
}
