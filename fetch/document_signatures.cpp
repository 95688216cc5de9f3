#include "fetch/document_signatures.h"

#include "core/attest/bundle.h"
#include "core/attest/limits.h"
#include "core/attest/raw_signature.h"
#include "core/digest.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity::fetch {
namespace {

using attest::Candidate;
using attest::Checked;
using attest::Verified;

Candidate candidate_of(const Checked<Verified>& result, const std::string& where) {
  Candidate candidate = attest::candidate_of(result);
  candidate.where = where;
  candidate.form = Candidate::Form::document;
  return candidate;
}

Checked<Verified> checked(const std::string& signature, const attest::TrustRoots& roots,
                          const attest::Policy& policy, const attest::Artifact& artifact) {
  Checked<Verified> verified = attest::verify_bundle(signature, roots, policy, artifact);
  // A statement is read as one, not as a signature of what lies beside it.
  if (verified && !verified->payload.empty())
    return attest::Refusal{.reason = attest::Reason::malformed,
                           .detail = "it holds a statement, and no signature of a document"};
  return verified;
}

// "sha256:..." of the image that the document says it is of; empty: it does not.
std::string_view image_of(const Reference& document) {
  const std::string_view subject = document.subject;
  const std::size_t at = subject.rfind("@sha256:");
  return at == std::string_view::npos ? std::string_view() : subject.substr(at + 1);
}

}  // namespace

std::optional<Error> DocumentSignatures::take(const MaterialPart& part, MaterialReader& reader) {
  if (signatures_.size() == attest::limits::document_signatures)
    return Error{.code = ErrorCode::too_large,
                 .message = "more signatures lie beside the document than are looked at"};
  Result<std::string> bytes = reader.body(attest::limits::document_text_bytes);
  if (!bytes) return bytes.error();
  signatures_.push_back({.where = part.place,
                         .bytes = *std::move(bytes),
                         .is_raw = part.kind == MaterialKind::raw_signature,
                         .has_certificate = part.annotations.contains(beside_certificate)});
  return std::nullopt;
}

bool DocumentSignatures::has_bundle() const {
  return std::ranges::any_of(signatures_,
                             [](const Signature& signature) { return !signature.is_raw; });
}

std::vector<Candidate> DocumentSignatures::check(std::string_view document,
                                                 const std::optional<attest::TrustRoots>& roots,
                                                 const attest::Policy& policy) {
  const attest::Artifact artifact{.sha256 = sha256_hex(document), .bytes = document};
  std::vector<Candidate> all;
  for (const Signature& signature : std::exchange(signatures_, {})) {
    const Checked<Verified> result =
        signature.is_raw ? attest::verify_raw_signature(signature.bytes, signature.has_certificate,
                                                        policy, artifact)
                         : checked(signature.bytes, roots.value(), policy, artifact);
    all.push_back(candidate_of(result, signature.where));
  }
  return all;
}

std::vector<Candidate> DocumentSignatures::each(const Checked<Verified>& result) {
  std::vector<Candidate> all;
  for (const Signature& signature : std::exchange(signatures_, {}))
    all.push_back(candidate_of(result, signature.where));
  return all;
}

std::vector<Candidate> DocumentSignatures::unchecked() {
  return each(Verified());
}

std::vector<Candidate> DocumentSignatures::without_document() {
  return each(attest::Refusal{.reason = attest::Reason::malformed,
                              .detail = "it signs a document, and none lies beside it"});
}

std::optional<attest::Refusal> other_image(const Reference& document,
                                           std::string_view image_digest) {
  const std::string_view image = image_of(document);
  if (image_digest.empty() || image.empty() || image == image_digest) return std::nullopt;
  return attest::Refusal{.reason = attest::Reason::wrong_subject,
                         .detail = "the SBOM says that it is of " + std::string(image)};
}

std::string binding_words(const Reference& document, std::string_view image_digest,
                          bool is_signed) {
  const bool is_named = !image_of(document).empty();
  std::string words = is_signed ? "what is signed is the document itself, not an image" : "";
  if (image_digest.empty()) return words;
  if (is_named && !is_signed) return {};
  if (!words.empty()) words += "; ";
  return words + (is_named ? "the document says that it is of the configured one"
                           : "nothing says that it is of the configured image");
}

}  // namespace prodparity::fetch
