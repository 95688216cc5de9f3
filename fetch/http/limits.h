#pragma once

#include "core/limits.h"

#include <cstddef>

// Read by this folder alone, so they are not in core/limits.h.
namespace prodparity::fetch::limits {

inline constexpr std::size_t header_bytes = 64 * prodparity::limits::kib;  // of one response
// Of a response that is no success: kept for its message, the rest is not read.
inline constexpr std::size_t error_body_bytes = 64 * prodparity::limits::kib;
inline constexpr std::size_t connections = 8;        // kept alive
inline constexpr std::size_t interim_responses = 8;  // 1xx before the one that counts
inline constexpr std::size_t addresses = 16;         // tried of one name
inline constexpr std::size_t no_proxy_rules = 1024;
inline constexpr std::size_t no_proxy_bytes = 64 * prodparity::limits::kib;
inline constexpr std::size_t ca_file_bytes = 16 * prodparity::limits::mib;

}  // namespace prodparity::fetch::limits
