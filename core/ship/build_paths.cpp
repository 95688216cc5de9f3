#include "core/ship/build_paths.h"

#include "core/drift/name_glob.h"
#include "core/text.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

constexpr std::size_t most_candidates = 8;

std::string_view base_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

// Below the context, which "." and "/" are themselves.
std::string below_context(std::string_view source) {
  return normalised_path(source).substr(1);
}

std::string joined(std::string_view folder, std::string_view name) {
  std::string path(folder);
  if (!path.empty() && !path.ends_with('/')) path += '/';
  return path.append(name);
}

// Of one source: the file of the context that is at `path` then; empty: none.
void add_candidates(std::vector<std::string>& found, std::string_view source,
                    const CopiedFiles& copied, std::string_view path) {
  const std::string from = below_context(source);
  const std::string_view name = base_name(from);
  const bool pattern = name.find_first_of("*?") != std::string_view::npos;
  if (!pattern && path == copied.destination && !copied.into_folder) found.push_back(from);
  const std::string_view wanted = base_name(path);
  if (copied.into_folder && path == joined(copied.destination, wanted) && !name.empty() &&
      (pattern ? name_glob_matches(name, wanted) : name == wanted)) {
    const std::size_t slash = from.rfind('/');
    found.push_back(joined(slash == std::string::npos ? "" : from.substr(0, slash), wanted));
    return;
  }
  // A folder brings what is in it.
  if (!pattern && is_inside(path, copied.destination)) {
    const std::size_t skip = copied.destination == "/" ? 1 : copied.destination.size() + 1;
    found.push_back(joined(from, path.substr(skip)));
  }
}

}  // namespace

std::string normalised_path(std::string_view path, std::string_view from) {
  std::vector<std::string_view> parts;
  const auto take = [&](std::string_view text) {
    for (const std::string_view part : split(text, '/')) {
      if (part == ".." && !parts.empty()) parts.pop_back();
      if (!part.empty() && part != "." && part != "..") parts.push_back(part);
    }
  };
  if (!path.starts_with('/')) take(from);
  take(path);
  std::string whole;
  for (const std::string_view part : parts)
    whole.append(1, '/').append(part);
  return whole.empty() ? "/" : whole;
}

std::vector<std::string> context_paths(const std::vector<CopiedFiles>& copied,
                                       std::string_view path) {
  std::vector<std::string> found;
  for (auto each = copied.rbegin(); each != copied.rend(); ++each) {
    for (const std::string& source : each->sources)
      add_candidates(found, source, *each, path);
    if (found.size() >= most_candidates) break;
  }
  std::vector<std::string> unique;
  for (std::string& candidate : found) {
    if (unique.size() < most_candidates && std::ranges::count(unique, candidate) == 0)
      unique.push_back(std::move(candidate));
  }
  return unique;
}

}  // namespace prodparity
