#include "core/reference_proof.h"

#include "core/inventory_codec.h"
#include "core/json.h"
#include "core/report/summary.h"
#include "core/text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <utility>

namespace prodparity {

using namespace codec;

namespace {

constexpr std::array<TextField<ReferenceProof>, 6> proof_texts = {{
    {"asked", &ReferenceProof::asked},
    {"image", &ReferenceProof::image},
    {"signer", &ReferenceProof::signer},
    {"issuer", &ReferenceProof::issuer},
    {"signed_at", &ReferenceProof::signed_at},
    {"fetched_at", &ReferenceProof::fetched_at},
}};
constexpr std::array<std::pair<const char*, std::size_t ReferenceProof::*>, 3> proof_counts = {{
    {"found", &ReferenceProof::found},
    {"verified", &ReferenceProof::verified},
    {"agreeing", &ReferenceProof::agreeing},
}};

}  // namespace

Json proof_json(const ReferenceProof& proof) {
  if (proof == ReferenceProof()) return {};
  Json json = Json::object();
  write_texts(json, proof_texts, proof);
  for (const auto& [key, member] : proof_counts)
    json[key] = proof.*member;
  json["remarks"] = proof.remarks;
  return json;
}

ReferenceProof proof_of(const Json& json) {
  ReferenceProof proof;
  read_texts(json, proof_texts, proof);
  for (const auto& [key, member] : proof_counts)
    proof.*member = number_of(json.value(key, Json(0U)), key);
  for_each_of(json, "remarks",
              [&](const Json& item) { proof.remarks.push_back(text_of(item, "remarks")); });
  return proof;
}

void forget_proof(Reference& reference) {
  const bool was_proven = reference.verification != Verification::none;
  reference.verification = Verification::none;
  reference.proof = {};
  if (was_proven)
    reference.proof.remarks = {
        "it was verified when it was fetched, and is a file now: that is not "
        "verified again"};
}

std::string proof_words(Verification verification, const ReferenceProof& proof) {
  std::string words = verification_word(verification);
  if (!proof.signer.empty()) {
    const std::string day = proof.signed_at.substr(0, proof.signed_at.find('T'));
    words = fmt::format("signed by {}{}{}, {}", proof.signer, day.empty() ? "" : " on ", day,
                        verification == Verification::verified ? "verified" : words);
  }
  if (proof.found > 1)
    words += fmt::format("; {} of {} attestations agree", proof.agreeing, proof.found);
  return words;
}

std::string reference_words(const Reference& reference) {
  const ReferenceProof& proof = reference.proof;
  std::string text =
      fmt::format("{}\n  {}, {} components, {}\n", proof.image.empty() ? proof.asked : proof.image,
                  reference.format, reference.inventory.components.size(),
                  proof_words(reference.verification, proof));
  for (const std::string& remark : proof.remarks)
    text += fmt::format("  {}\n", remark);
  return text;
}

std::string proof_words_at(const Json& reference) {
  const Json proof = part_at(reference, "proof");
  const auto verification = parse_verification(text_at(reference, "verification"));
  return printable(proof_words(verification.value_or(Verification::none),
                               {.signer = text_at(proof, "signer"),
                                .signed_at = text_at(proof, "signed_at"),
                                .found = number_at(proof, "found"),
                                .agreeing = number_at(proof, "agreeing")}));
}

}  // namespace prodparity
