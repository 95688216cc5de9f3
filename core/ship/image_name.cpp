#include "core/ship/image_name.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace prodparity {
namespace {

// github.com/distribution/reference: a first part with a dot or a colon, or "localhost", is a
// registry; without one it is Docker Hub, whose own images are below "library/".
std::string whole_repository(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::string_view first = text.substr(0, slash);
  const bool has_registry =
      slash != std::string_view::npos &&
      (first.find_first_of(".:") != std::string_view::npos || first == "localhost");
  std::string_view registry = has_registry ? first : std::string_view("docker.io");
  if (registry == "index.docker.io") registry = "docker.io";
  const std::string_view rest = has_registry ? text.substr(slash + 1) : text;
  std::string whole(registry);
  const bool official = registry == "docker.io" && rest.find('/') == std::string_view::npos;
  return whole.append(official ? "/library/" : "/").append(rest);
}

}  // namespace

std::optional<ImageName> parse_image_name(std::string_view text) {
  if (std::ranges::any_of(text, [](char c) { return c <= ' ' || c == '\x7f'; }))
    return std::nullopt;
  ImageName name;
  if (const std::size_t at = text.find('@'); at != std::string_view::npos) {
    name.digest = text.substr(at + 1);
    text = text.substr(0, at);
  }
  const std::size_t colon = text.rfind(':');
  const std::size_t slash = text.rfind('/');
  if (colon != std::string_view::npos && (slash == std::string_view::npos || colon > slash)) {
    name.tag = text.substr(colon + 1);
    text = text.substr(0, colon);
  }
  if (text.empty() || text.ends_with('/')) return std::nullopt;
  if (name.tag.empty() && name.digest.empty()) name.tag = "latest";
  name.repository = whole_repository(text);
  return name;
}

bool is_same_image(const ImageName& left, const ImageName& right) {
  if (left.repository != right.repository) return false;
  if (!left.digest.empty() && !right.digest.empty()) return left.digest == right.digest;
  return left.tag == right.tag || left.tag.empty() || right.tag.empty();
}

}  // namespace prodparity
