#include "io/glob.h"

#include "core/limits.h"
#include "core/text.h"

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace prodparity {
namespace {

using Elements = std::span<const std::string_view>;

bool elements_match(Elements pattern, Elements path) {
  if (pattern.empty()) return path.empty();
  if (pattern.front() != "**") {
    return !path.empty() && element_matches(pattern.front(), path.front()) &&
           elements_match(pattern.subspan(1), path.subspan(1));
  }
  for (std::size_t depth = 0;; ++depth) {
    if (elements_match(pattern.subspan(1), path.subspan(depth))) return true;
    if (depth == limits::workspace_depth || depth == path.size() || is_skipped_folder(path[depth]))
      return false;
  }
}

}  // namespace

bool has_wildcard(std::string_view element) {
  return element.find_first_of("*?") != std::string_view::npos;
}

bool is_skipped_folder(std::string_view name) {
  return name == "node_modules" || name == ".git";
}

// Greedy with one place to come back to: linear for a pattern with one '*', never exponential.
bool element_matches(std::string_view pattern, std::string_view name) {
  std::size_t p = 0;
  std::size_t n = 0;
  std::size_t star = std::string_view::npos;
  std::size_t after_star = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      after_star = n;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == name[n])) {
      ++p;
      ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++after_star;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*')
    ++p;
  return p == pattern.size();
}

bool glob_matches(std::string_view pattern, std::string_view path) {
  const std::vector<std::string_view> pattern_elements = split(pattern, '/');
  const std::vector<std::string_view> path_elements = split(path, '/');
  return elements_match(pattern_elements, path_elements);
}

}  // namespace prodparity
