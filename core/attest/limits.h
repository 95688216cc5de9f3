#pragma once

#include "core/limits.h"

#include <cstddef>

// Read by this target alone, so they are not in core/limits.h.
namespace prodparity::attest::limits {

inline constexpr std::size_t bundle_bytes = 64 * prodparity::limits::mib;
// Of a bundle but its payload, and of a statement but its predicate.
inline constexpr std::size_t document_text_bytes = 4 * prodparity::limits::mib;
inline constexpr std::size_t document_values = 100'000;
inline constexpr std::size_t trust_root_bytes = 1 * prodparity::limits::mib;
inline constexpr std::size_t instances = 16;  // of one file of trust roots
inline constexpr std::size_t annotation_bytes = 1 * prodparity::limits::mib;  // of all of a layer
inline constexpr std::size_t key_bytes = 64 * prodparity::limits::kib;        // a PEM file
inline constexpr std::size_t raw_signature_bytes = 16 * prodparity::limits::kib;  // in base64
inline constexpr std::size_t document_signatures = 16;  // that lie beside one document
inline constexpr std::size_t log_entries = 32;          // of one bundle, as sigstore-go has it
inline constexpr std::size_t timestamps = 32;           // likewise
inline constexpr std::size_t certificates = 16;         // of one chain
inline constexpr std::size_t authorities = 64;          // of each kind in a trust root
inline constexpr std::size_t proof_hashes = 64;         // a tree has no more levels
inline constexpr std::size_t subjects = 10'000;         // of one statement
inline constexpr int smallest_rsa_bits = 2'048;
inline constexpr int largest_rsa_bits = 16'384;  // libcrypto's own bound for verifying

}  // namespace prodparity::attest::limits
