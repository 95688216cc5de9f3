#pragma once

#include "client/news.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// What a shell's prompt tells: the news since the shell last looked. Pure.
namespace prodparity {

inline constexpr std::size_t prompt_lines = 8;

// At most prompt_lines lines; red only for block.
std::string render_news(const News& news, bool colour);

// "42 settled", the line of the daemon's `sequence` file: the number; npos where there is none.
inline constexpr std::uint64_t no_sequence = ~std::uint64_t{0};
std::uint64_t sequence_of(std::string_view line);

}  // namespace prodparity
