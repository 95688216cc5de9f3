#pragma once

#include "core/result.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The grammar of a Dockerfile (docs.docker.com/reference/dockerfile): lines, directives,
// continuation, here-documents. What the instructions mean is build_stages.h's.
namespace prodparity {

struct DockerHeredoc {
  std::string content;   // its lines, with their ends
  std::size_t line = 0;  // of its first line
};

struct DockerInstruction {
  std::string keyword;             // "run"
  std::vector<std::string> flags;  // "--mount=type=cache,target=/var/cache/apt"
  std::string arguments;           // continuation lines joined, comments between them left out
  // Of the JSON form: its strings. `arguments` is then the list as it is written.
  std::vector<std::string> exec;
  std::vector<DockerHeredoc> heredocs;
  std::size_t line = 0;
  std::vector<std::pair<std::size_t, std::size_t>> lines;  // from which offset which line

  std::size_t line_at(std::size_t offset) const;  // of a byte of `arguments`
};

// Errors: too_large; malformed (a NUL byte, a here-document without its end).
Result<std::vector<DockerInstruction>> parse_dockerfile(std::string_view bytes,
                                                        std::string_view path);

}  // namespace prodparity
