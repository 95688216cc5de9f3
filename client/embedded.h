#pragma once

#include <span>
#include <string_view>

namespace prodparity {

// A file of hooks/agents/ or hooks/git/, built into the program: it works alone.
struct EmbeddedFile {
  std::string_view name;
  std::string_view text;
};
// The source is made by cmake/embed.cmake.
std::span<const EmbeddedFile> embedded_files();

// Empty where there is none of this name.
inline std::string_view embedded_text(std::string_view name) {
  for (const EmbeddedFile& file : embedded_files()) {
    if (file.name == name) return file.text;
  }
  return {};
}

}  // namespace prodparity
