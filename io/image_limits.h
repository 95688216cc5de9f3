#pragma once

#include "core/limits.h"

#include <cstddef>

// Of images, read as files; not in core/limits.h, since nothing else reads them.
namespace prodparity::limits {

inline constexpr std::size_t image_entries = 5'000'000;  // of one layer's archive
inline constexpr std::size_t image_nodes = 1'000'000;    // folders, links and files that are kept
inline constexpr std::size_t image_kept_bytes = 512 * mib;
inline constexpr std::size_t image_path_bytes = 4096;  // as Linux has it
inline constexpr std::size_t image_links = 40;         // followed on the way to one path, likewise
inline constexpr std::size_t image_layer_bytes = 65'536 * mib;  // unpacked

}  // namespace prodparity::limits
