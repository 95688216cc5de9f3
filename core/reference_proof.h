#pragma once

#include "core/reference.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace prodparity {

// In every document of ours that has one. Null where there is none (a file that nobody signed).
nlohmann::json proof_json(const ReferenceProof& proof);
// Throws codec::Wrong where a member is of another type.
ReferenceProof proof_of(const nlohmann::json& json);

// Whose word it is, for people: "signed by https://... on 2026-11-20, verified; 3 of 3 attestations
// agree". It holds text out of certificates: whoever shows it calls text.h's printable().
std::string proof_words(Verification verification, const ReferenceProof& proof);

// What a reference is and whose word, with each remark on a line of its own, indented; as untrusted
// as proof_words().
std::string reference_words(const Reference& reference);

// proof_words() of a reference in one of our own documents, printable.
std::string proof_words_at(const nlohmann::json& reference);

}  // namespace prodparity
