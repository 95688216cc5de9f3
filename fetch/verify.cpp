#include "fetch/verify.h"

#include "core/attest/bundle.h"
#include "core/attest/legacy.h"
#include "core/attest/limits.h"
#include "core/limits.h"
#include "core/material.h"
#include "core/reference_address.h"
#include "core/registry/content_digest.h"
#include "core/registry/provenance.h"
#include "core/rfc3339.h"
#include "core/sbom/sbom.h"
#include "fetch/document_signatures.h"
#include "fetch/image_facts.h"
#include "fetch/layers.h"
#include "fetch/left_out.h"
#include "fetch/pinned_digest.h"
#include "fetch/signer.h"
#include "io/compressed_source.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity::fetch {
namespace {

using attest::Candidate;

constexpr std::int64_t day_seconds = 86'400;
// Of all SBOMs together: they are compared by it, and nothing else of them is kept.
constexpr std::size_t compared_packages = 1'000'000;

// The part of a material that is in turn, as a source.
class BodySource final : public ByteSource {
 public:
  explicit BodySource(MaterialReader& reader) : reader_(reader) {}
  Result<std::string_view> next() override { return reader_.some_of_body(); }

 private:
  MaterialReader& reader_;
};

class Verifier {
 public:
  Verifier(const VerifyRequest& request, attest::Policy policy)
      : request_(request), policy_(std::move(policy)) {
    wanted_ = {.verify = request.trust.verify,
               .is_pinned = is_pinned(request.trust.signer),
               .allow_unsigned = request.trust.allow_unsigned,
               .platform = request.platform,
               .now = request.now,
               .last_signer = request.last_signer};
    if (request.trust.max_age_days > 0)
      wanted_.max_age_seconds = request.trust.max_age_days * day_seconds;
  }

  Result<VerifiedReference> run(MaterialReader& reader) {
    Result<MaterialHeader> header = reader.header();
    if (!header) return header.error();
    header_ = *std::move(header);
    if (std::optional<Error> error = other_than_asked()) return *error;
    facts_.emplace(header_, request_.platform);
    for (;;) {
      const Result<std::optional<MaterialPart>> part = reader.next();
      if (!part) return part.error();
      if (!*part) break;
      if (std::optional<Error> error = take(**part, reader)) return *error;
    }
    return chosen();
  }

 private:
  // Whoever has the network says what it fetched; which image that must be is not its word.
  std::optional<Error> other_than_asked() {
    pinned_ = pinned_digest(request_.asked);
    if (header_.asked == request_.asked && (pinned_.empty() || pinned_ == header_.digest))
      return std::nullopt;
    return Error{.code = ErrorCode::malformed,
                 .message = "what was fetched for '" + shown_address(request_.asked) + "' is of '" +
                            shown_address(header_.asked) + "', " + header_.digest};
  }

  std::optional<Error> take(const MaterialPart& part, MaterialReader& reader) {
    switch (part.kind) {
      case MaterialKind::manifest:
      case MaterialKind::image_config: {
        const Result<std::string> bytes = reader.body(limits::metadata_bytes);
        if (!bytes) return bytes.error();
        return part.kind == MaterialKind::manifest ? facts_->take_manifest(*bytes)
                                                   : facts_->take_config(*bytes);
      }
      case MaterialKind::policy:
      case MaterialKind::trusted_root:
      case MaterialKind::key:
        return std::nullopt;  // skipped by the reader
      case MaterialKind::package_file: {
        Result<std::string> bytes = reader.body(limits::package_database_bytes);
        if (!bytes) return bytes.error();
        return layers_.take(part, *std::move(bytes));
      }
      case MaterialKind::statement:
        return take_statement(part, reader);
      case MaterialKind::left_out:
        left_out_ = left_out_words(part.annotations);
        is_complete_ = !has_attestations_left_out(part.annotations);
        return std::nullopt;
      case MaterialKind::signature:
      case MaterialKind::raw_signature:
      case MaterialKind::document:
        if (!header_.image.empty() || names_image(request_.asked))
          return Error{.code = ErrorCode::malformed,
                       .message = "a plain document is no part of an image: " + part.place};
        return part.kind == MaterialKind::document ? take_document(part, reader)
                                                   : signatures_.take(part, reader);
      default:
        return take_signed(part, reader);
    }
  }

  std::optional<Error> take_document(const MaterialPart& part, MaterialReader& reader) {
    if (signatures_.is_empty()) {
      add({.where = part.place, .form = Candidate::Form::plain},
          read_document(std::make_unique<BodySource>(reader), part.place));
      return std::nullopt;
    }
    if (signatures_.has_bundle()) {
      if (std::optional<Error> error = load_roots()) return error;
    }
    const Result<std::string> bytes = reader.body(attest::limits::bundle_bytes);
    if (!bytes) return bytes.error();
    const Result<Reference> read = read_document(std::make_unique<WholeText>(*bytes), part.place);
    const bool is_off = request_.trust.verify == VerifyMode::off;
    for (Candidate& candidate :
         is_off ? signatures_.unchecked() : signatures_.check(*bytes, roots_, policy_)) {
      if (candidate.refusal) {
        add(std::move(candidate));
      } else {
        add(std::move(candidate), read);
      }
    }
    return std::nullopt;
  }

  static Result<Reference> read_document(std::unique_ptr<ByteSource> bytes,
                                         const std::string& place) {
    const Result<std::unique_ptr<ByteSource>> source =
        unpacked_if_packed(std::move(bytes), limits::sbom_bytes);
    if (!source) return source.error();
    return read_sbom(**source, place);
  }

  static bool is_document(const Candidate& candidate) {
    return candidate.form == Candidate::Form::plain || candidate.form == Candidate::Form::document;
  }

  // Nobody signed it: an SBOM of BuildKit's, or what the image was built from.
  std::optional<Error> take_statement(const MaterialPart& part, MaterialReader& reader) {
    const Result<std::string> bytes = reader.body(attest::limits::bundle_bytes);
    if (!bytes) return bytes.error();
    Candidate candidate{.where = part.place, .form = Candidate::Form::in_index};
    candidate.predicate_type = attest::predicate_type_of(*bytes);
    if (registry::is_provenance(candidate.predicate_type)) {
      facts_->take_provenance(*bytes, part.place);
      return std::nullopt;
    }
    if (attest::is_sbom_predicate(candidate.predicate_type)) {
      add(std::move(candidate), read_sbom(*bytes, part.place));
    } else {
      add(std::move(candidate));
    }
    return std::nullopt;
  }

  // Once something is there that it is needed for: a key needs none, nor does an unsigned image.
  std::optional<Error> load_roots() {
    const bool by_certificate = request_.trust.signer.keys.empty();
    const bool is_wanted = by_certificate || !request_.trust.trusted_root.empty();
    if (roots_ || request_.trust.verify == VerifyMode::off || !is_wanted) {
      if (!roots_) roots_.emplace();
      return std::nullopt;
    }
    Result<attest::TrustRoots> roots = load_trust_roots(request_.trust.trusted_root);
    if (!roots) return roots.error();
    roots_.emplace(*std::move(roots));
    return std::nullopt;
  }

  // What a statement must be about. Our platform's manifest will do where the image's index is
  // there and lists it; without one, where the image is the material's own word anyway.
  attest::Artifact wanted_artifact() const {
    const std::string& platform =
        pinned_.empty() ? header_.platform_digest : facts_->platform_digest();
    return {.sha256 = registry::sha256_digits(header_.digest),
            .bytes = std::nullopt,
            .platform_sha256 = registry::sha256_digits(platform)};
  }

  std::optional<Error> take_signed(const MaterialPart& part, MaterialReader& reader) {
    if (std::optional<Error> error = load_roots()) return error;
    const attest::Artifact artifact = wanted_artifact();
    BodySource body(reader);
    attest::Checked<attest::Verified> checked = attest::Refusal{};
    if (request_.trust.verify == VerifyMode::off) {
      const Result<std::string> bytes = reader.body(attest::limits::bundle_bytes);
      if (!bytes) return bytes.error();
      checked = attest::read_statement_unsafe(*bytes);
    } else if (part.kind == MaterialKind::legacy) {
      checked = attest::verify_legacy(body, {part.annotations.begin(), part.annotations.end()},
                                      *roots_, policy_, artifact, part.bytes);
    } else if (part.kind == MaterialKind::envelope) {
      checked = attest::verify_envelope(body, policy_, artifact, part.bytes);
    } else {
      checked = attest::verify_bundle(body, *roots_, policy_, artifact, part.bytes);
    }
    Candidate candidate = attest::candidate_of(checked);
    candidate.where = part.place;
    if (!checked || !attest::is_sbom_predicate(checked->predicate_type)) {
      add(std::move(candidate));
    } else {
      WholeText payload(checked->payload);
      add(std::move(candidate), read_sbom(payload, part.place));
    }
    return std::nullopt;
  }

  // What was believed, and cannot be read as an SBOM, is refused for that.
  void add(Candidate candidate, Result<Reference> read) {
    if (!read) {
      candidate.refusal = {.reason = attest::Reason::malformed,
                           .detail = "the SBOM in it: " + read.error().message};
      add(std::move(candidate));
      return;
    }
    if (is_document(candidate)) candidate.refusal = other_image(*read, pinned_);
    if (candidate.refusal) return add(std::move(candidate));
    candidate.document_time = seconds_of_rfc3339(read->created);
    candidate.platform = platform_words(read->inventory.platform);
    const std::size_t index = candidates_.size();
    add(std::move(candidate));
    const attest::Choice so_far = attest::choose(candidates_, wanted_);
    packages_[index] = listed(*read);
    // Whoever is chosen of all was the best as it came.
    if (so_far.chosen != index) return;
    kept_ = *std::move(read);
    kept_index_ = index;
  }

  void add(Candidate candidate) {
    candidates_.push_back(std::move(candidate));
    packages_.emplace_back();
  }

  std::optional<std::vector<attest::Listed>> listed(const Reference& reference) {
    const std::vector<Component>& components = reference.inventory.components;
    if (components.size() > compared_packages - listed_) return std::nullopt;
    listed_ += components.size();
    std::vector<attest::Listed> all;
    all.reserve(components.size());
    for (const Component& component : components)
      all.push_back(
          {.ecosystem = component.ecosystem, .name = component.name, .version = component.version});
    return all;
  }

  Result<VerifiedReference> chosen() {
    for (Candidate& candidate : signatures_.without_document())
      add(std::move(candidate));
    if (!layers_.is_empty())
      add({.where = "the image's layers", .form = Candidate::Form::plain}, layers_.read());
    for (std::size_t i = 0; i < candidates_.size(); ++i)
      candidates_[i].packages = std::move(packages_[i]);
    const attest::Choice choice = attest::choose(candidates_, wanted_);
    if (!choice.chosen || choice.chosen != kept_index_ || !kept_) return refused(choice);
    VerifiedReference result{.reference = *std::move(kept_),
                             .signer = candidates_[*choice.chosen].signer,
                             .pins = choice.pins};
    describe(result, choice);
    return result;
  }

  Error refused(const attest::Choice& choice) const {
    using attest::Outcome;
    const std::string about =
        header_.image.empty() ? shown_address(header_.asked) : header_.image + '@' + header_.digest;
    if (choice.outcome == Outcome::none_there) {
      std::string message = about + ": " + choice.summary;
      for (const std::string& words : left_out_)
        message += "; " + words;
      // Where not all was looked at, it is not "none there".
      return {.code = is_complete_ ? ErrorCode::not_found : ErrorCode::too_large,
              .message = std::move(message)};
    }
    if (choice.outcome == Outcome::not_configured)
      return {.code = ErrorCode::wrong_config, .message = choice.summary};
    return {.code = ErrorCode::unverified, .message = about + ": " + choice.summary + hint()};
  }

  // A statement is about an image, and a URL or path names none of itself.
  std::string hint() const {
    const bool is_about_another = std::ranges::any_of(candidates_, [](const Candidate& candidate) {
      return candidate.refusal && candidate.refusal->reason == attest::Reason::wrong_subject;
    });
    if (!is_about_another) return {};
    if (!pinned_.empty() && !header_.platform_digest.empty() && facts_->platform_digest().empty())
      return "; the index that lists " + header_.platform_digest +
             " is not there: fetch it, or export the bundle, again";
    return header_.image.empty() && pinned_.empty()
               ? "; name the image that it must be of behind it (#sha256:...)"
               : "";
  }

  void describe(VerifiedReference& result, const attest::Choice& choice) const {
    const Candidate& candidate = candidates_[*choice.chosen];
    Reference& reference = result.reference;
    reference.source = shown_address(header_.asked);
    reference.verification = verification_of(choice, candidate);
    ReferenceProof& proof = reference.proof;
    proof.asked = reference.source;
    if (!header_.image.empty()) proof.image = header_.image + '@' + header_.digest;
    if (candidate.signer != attest::SignerName()) proof.signer = to_string(candidate.signer);
    proof.issuer = candidate.signer.issuer;
    if (candidate.signed_at) proof.signed_at = rfc3339_of(*candidate.signed_at);
    proof.fetched_at = header_.fetched_at;
    proof.found = candidates_.size();
    proof.verified = choice.believed;
    proof.agreeing = choice.agreeing;
    proof.remarks = choice.notes;
    proof.remarks.insert(proof.remarks.end(), left_out_.begin(), left_out_.end());
    if (is_document(candidate) && header_.image.empty()) {
      std::string words = binding_words(reference, pinned_, is_signed(candidate));
      if (!words.empty()) proof.remarks.push_back(std::move(words));
    }
    if (!header_.bundle.empty())
      proof.remarks.push_back("out of the bundle " + header_.bundle +
                              ": which image it is of and when it was fetched are its own word");
    facts_->add_to(reference);
  }

  Verification verification_of(const attest::Choice& choice, const Candidate& candidate) const {
    switch (choice.trust) {
      case attest::Trust::pinned:
        return Verification::verified;
      case attest::Trust::not_pinned:
        return Verification::signer_not_pinned;
      case attest::Trust::unchecked:
        return is_signed(candidate) ? Verification::not_checked : unsigned_of(candidate);
      case attest::Trust::not_signed:
        return unsigned_of(candidate);
    }
    return Verification::none;
  }

  Verification unsigned_of(const Candidate& candidate) const {
    if (candidate.form == Candidate::Form::in_index) return Verification::unsigned_statement;
    return layers_.is_empty() ? Verification::none : Verification::unsigned_image;
  }

  const VerifyRequest& request_;
  std::optional<attest::TrustRoots> roots_;
  attest::Policy policy_;
  attest::Wanted wanted_;
  MaterialHeader header_;
  std::string pinned_;               // the digest that the reference names itself
  std::optional<ImageFacts> facts_;  // once the header is there
  LayerFiles layers_;
  DocumentSignatures signatures_;
  std::vector<std::string> left_out_;  // a sentence each
  bool is_complete_ = true;
  std::vector<Candidate> candidates_;
  std::vector<std::optional<std::vector<attest::Listed>>> packages_;  // of each candidate
  std::size_t listed_ = 0;
  std::optional<Reference> kept_;  // of the best so far
  std::size_t kept_index_ = 0;
};

}  // namespace

Result<VerifiedReference> verify_material(ByteSource& material, const VerifyRequest& request) {
  const std::string wrong = wrong_trust(request.trust);
  if (!wrong.empty()) return Error{.code = ErrorCode::wrong_config, .message = wrong};
  Result<attest::Policy> policy = policy_of(request.trust.signer);
  if (!policy) return policy.error();
  MaterialReader reader(material);
  return Verifier(request, *std::move(policy)).run(reader);
}

}  // namespace prodparity::fetch
