#pragma once

#include "core/limits.h"

#include <cstddef>

// Bounds of what core/ship does with a Dockerfile, beside those of core/limits.h on what it reads.
// All of it is a workspace's, which anybody may write.
namespace prodparity::limits {

inline constexpr std::size_t ship_variables = 1'024;  // known at a time
inline constexpr std::size_t ship_expanded_bytes =
    256 * kib;                                         // that variables bring into one script
inline constexpr std::size_t ship_shells = 256;        // that the commands of a build call
inline constexpr std::size_t ship_nested_shells = 4;   // "sh -c 'sh -c ...'"
inline constexpr std::size_t ship_copied_stages = 16;  // that a stage copies from

}  // namespace prodparity::limits
