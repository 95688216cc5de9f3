#pragma once

#include "core/attest/choice.h"
#include "core/attest/policy.h"
#include "core/attest/trust_root.h"
#include "core/material.h"
#include "core/reference.h"
#include "core/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// A plain SBOM, and the signatures of its bytes that lie beside it (`cosign sign-blob`, as a bundle
// or a signature alone). They are of the document, and of no image: what it says of one is its own
// word, which its signer vouches for.
namespace prodparity::fetch {

// Kept until the document's bytes are there: they come before it.
class DocumentSignatures {
 public:
  // Errors: too_large, those of the stream.
  std::optional<Error> take(const MaterialPart& part, MaterialReader& reader);
  bool is_empty() const { return signatures_.empty(); }
  bool has_bundle() const;  // a trust root may be needed

  // One candidate for each that came, believed to be of these bytes or refused; none is left then.
  // With a bundle there are roots.
  std::vector<attest::Candidate> check(std::string_view document,
                                       const std::optional<attest::TrustRoots>& roots,
                                       const attest::Policy& policy);
  // Likewise, where the configuration says not to look.
  std::vector<attest::Candidate> unchecked();
  // Likewise, where no document came: refused.
  std::vector<attest::Candidate> without_document();

 private:
  struct Signature {
    std::string where;
    std::string bytes;
    bool is_raw = false;
    bool has_certificate = false;  // beside a raw one
  };
  std::vector<attest::Candidate> each(const attest::Checked<attest::Verified>& result);

  std::vector<Signature> signatures_;
};

// Of a document, which its reader says of: that it is of another image than `image_digest`
// ("sha256:..."; empty: any).
std::optional<attest::Refusal> other_image(const Reference& document,
                                           std::string_view image_digest);
// What binds it to an image, as a sentence without full stop; empty: nothing is to be said.
std::string binding_words(const Reference& document, std::string_view image_digest, bool is_signed);

}  // namespace prodparity::fetch
