#include "core/attest/crypto.h"
#include "core/base64.h"
#include "tests/support/sigstore.h"

#include <string>
#include <string_view>

namespace prodparity::test {
namespace {

using nlohmann::json;

json bundle_of(std::string_view document, const std::string& signature, json material) {
  return {{"mediaType", "application/vnd.dev.sigstore.bundle.v0.3+json"},
          {"verificationMaterial", std::move(material)},
          {"messageSignature",
           {{"messageDigest",
             {{"algorithm", "SHA2_256"}, {"digest", base64_encoded(attest::sha256(document))}}},
            {"signature", base64_encoded(signature)}}}};
}

}  // namespace

json Sigstore::document_bundle(std::string_view document, const LeafOptions& options) const {
  const Leaf leaf = make_leaf(options);
  const std::string signature = sign(leaf.key, document);
  const std::string der = attest::pem_to_der(certificate_pem(leaf.certificate));
  return bundle_of(
      document, signature,
      {{"certificate", {{"rawBytes", base64_encoded(der)}}},
       {"timestampVerificationData",
        {{"rfc3161Timestamps",
          json::array({json{{"signedTimestamp", base64_encoded(timestamp(signature))}}})}}}});
}

json Sigstore::key_document_bundle(std::string_view document, const TestKey& key) {
  return bundle_of(document, sign(key, document), {{"publicKey", {{"hint", ""}}}});
}

}  // namespace prodparity::test
