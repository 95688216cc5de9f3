#pragma once

#include "core/limits.h"

#include <cstddef>

// Bounds of what a registry sends. Read by this folder and fetch/ alone, so they are not in
// core/limits.h.
namespace prodparity::registry::limits {

using prodparity::limits::kib;
using prodparity::limits::mib;

inline constexpr std::size_t image_name_bytes = 1024;
inline constexpr std::size_t repository_bytes = 255;  // distribution-spec: with the host's name
inline constexpr std::size_t tag_bytes = 128;         // distribution-spec

inline constexpr std::size_t manifest_bytes = 4 * mib;  // also an index; distribution-spec's bound
inline constexpr std::size_t config_bytes = 4 * mib;    // an image's configuration
inline constexpr std::size_t descriptors = 100;  // kept of one index and of one list of referrers
inline constexpr std::size_t layers = 512;       // of one image; overlayfs takes 500
inline constexpr std::size_t layer_bytes = 16'384 * mib;  // of one as it is sent: it lies on disk
inline constexpr std::size_t annotations = 64;            // of one descriptor
inline constexpr std::size_t environment = 1'000;         // variables of one image, labels likewise
inline constexpr std::size_t base_images = 64;            // named by one provenance
inline constexpr std::size_t index_depth = 2;             // an index within an index, no deeper
inline constexpr std::size_t layout_entries = 100'000;    // of an archive that holds a layout
inline constexpr std::size_t pages = 20;                  // of one list of referrers

inline constexpr std::size_t header_bytes = 16 * kib;  // one header field that is parsed
inline constexpr std::size_t challenges = 16;
inline constexpr std::size_t challenge_parameters = 32;
inline constexpr std::size_t links = 64;

inline constexpr std::size_t token_bytes = 64 * kib;       // a token server's whole answer
inline constexpr std::size_t error_bytes = 64 * kib;       // an error's whole answer
inline constexpr std::size_t error_text_bytes = 300;       // what is told of it
inline constexpr std::size_t helper_bytes = 64 * kib;      // a credential helper's answer
inline constexpr std::size_t credential_bytes = 32 * kib;  // one user, password or token
inline constexpr std::size_t credential_file_bytes = 1 * mib;

inline constexpr std::size_t attestation_bytes = 64 * mib;  // one bundle, envelope or statement
inline constexpr std::size_t all_attestations_bytes = 512 * mib;  // of one image
inline constexpr std::size_t attestations = 100;                  // likewise
inline constexpr std::size_t github_bytes = 128 * mib;            // one page of GitHub's answer
inline constexpr std::size_t github_attestations = 100;           // of one page, as it is asked for

}  // namespace prodparity::registry::limits
