#include "fetch/found_documents.h"

#include "core/attest/raw_signature.h"
#include "core/limits.h"
#include "core/reference_address.h"

#include <string>
#include <string_view>
#include <utility>

namespace prodparity::fetch {
namespace {

constexpr std::size_t part_bytes = limits::mib;

std::string words_for(std::string_view ending) {
  return ending == raw_signature_ending ? "a signature as cosign writes it nor a Sigstore bundle"
                                        : "a Sigstore bundle nor a signed statement";
}

// A key that lies there would be anybody's; that a certificate does tells why nobody can believe
// it.
Result<void> add_raw_signature(FoundDocuments& found, FoundDocument signature,
                               const ReadBeside& read) {
  signature.kind = MaterialKind::raw_signature;
  const Result<FoundDocument> beside = read(certificate_ending);
  if (!beside && beside.error().code != ErrorCode::not_found) return beside.error();
  if (beside) {
    std::string text = beside->whole();
    if (attest::is_certificate(text))
      signature.annotations.emplace(beside_certificate, std::move(text));
  }
  found.beside.push_back(std::move(signature));
  return {};
}

}  // namespace

std::string FoundDocument::whole() const {
  std::string all;
  all.reserve(bytes);
  for (const std::string& part : parts)
    all += part;
  return all;
}

bool is_signed(MaterialKind kind) {
  return kind == MaterialKind::bundle || kind == MaterialKind::envelope ||
         kind == MaterialKind::signature;
}

bool signs_document(MaterialKind kind) {
  return kind == MaterialKind::signature || kind == MaterialKind::raw_signature;
}

Result<void> find_beside(FoundDocuments& found, const ReadBeside& read) {
  for (const std::string_view ending : signature_endings) {
    Result<FoundDocument> one = read(ending);
    if (!one && one.error().code == ErrorCode::not_found) continue;
    if (!one) return one.error();
    if (is_signed(one->kind)) {
      found.beside.push_back(*std::move(one));
    } else if (ending == raw_signature_ending && !attest::is_of_another_program(one->whole())) {
      if (Result<void> added = add_raw_signature(found, *std::move(one), read); !added)
        return added;
    } else {
      found.warnings.push_back("'" + one->place + "' is neither " + words_for(ending));
    }
  }
  return {};
}

Result<void> DocumentCollector::take(std::string_view part) {
  hash_.update(part);
  kind_.take(part);
  found_.bytes += part.size();
  while (!part.empty()) {
    if (found_.parts.empty() || found_.parts.back().size() == part_bytes) {
      found_.parts.emplace_back();
      found_.parts.back().reserve(part_bytes);
    }
    std::string& last = found_.parts.back();
    const std::string_view some = part.substr(0, part_bytes - last.size());
    last.append(some);
    part.remove_prefix(some.size());
  }
  return {};
}

FoundDocument DocumentCollector::done(std::string place) {
  found_.place = std::move(place);
  found_.digest = "sha256:" + hash_.hex();
  found_.kind = kind_.kind();
  return std::move(found_);
}

}  // namespace prodparity::fetch
