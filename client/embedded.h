#pragma once

#include <span>
#include <string_view>

namespace prodparity {

// A file of hooks/agents/, built into the program: it works alone.
struct EmbeddedFile {
  std::string_view name;
  std::string_view text;
};
// The source is made by cmake/embed.cmake.
std::span<const EmbeddedFile> embedded_files();

}  // namespace prodparity
