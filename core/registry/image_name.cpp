#include "core/registry/image_name.h"

#include "core/registry/content_digest.h"
#include "core/registry/limits.h"
#include "core/text.h"
#include "core/url.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity::registry {
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

bool is_lower_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

// distribution-spec: parts of lower-case letters and digits, within one '.', '_', "__" or any
// number of '-'.
bool is_repository_part(std::string_view part) {
  if (part.empty() || !is_lower_or_digit(part.front()) || !is_lower_or_digit(part.back()))
    return false;
  for (std::size_t i = 0; i < part.size();) {
    if (is_lower_or_digit(part[i])) {
      ++i;
      continue;
    }
    const std::size_t end = std::min(part.find_first_not_of(part[i], i), part.size());
    const std::size_t count = end - i;
    const bool fits =
        part[i] == '-' || (part[i] == '.' && count == 1) || (part[i] == '_' && count <= 2);
    if (!fits || !is_lower_or_digit(part[end])) return false;
    i = end;
  }
  return true;
}

bool is_repository(std::string_view text) {
  return text.size() <= limits::repository_bytes &&
         std::ranges::all_of(split(text, '/'), is_repository_part);
}

bool is_tag(std::string_view text) {
  const auto is_word = [](char c) {
    return is_lower_or_digit(c) || (c >= 'A' && c <= 'Z') || c == '_';
  };
  return !text.empty() && text.size() <= limits::tag_bytes && is_word(text.front()) &&
         std::ranges::all_of(text, [&](char c) { return is_word(c) || c == '.' || c == '-'; });
}

// "host" or "host:port", and nothing else of an address.
Result<Url> address_of(std::string_view registry) {
  const bool plain = std::ranges::all_of(registry, [](char c) {
    return is_lower_or_digit(c) || (c >= 'A' && c <= 'Z') ||
           std::string_view("-._:[]").find(c) != std::string_view::npos;
  });
  if (!plain || registry.ends_with(':')) return parse_url({});
  return parse_url("https://" + std::string(registry) + '/');
}

Error malformed(std::string message) {
  return {.code = ErrorCode::malformed, .message = std::move(message), .path = {}};
}

// As Docker Hub is named, and as it is served and known to credential helpers.
constexpr std::string_view hub = "docker.io";
constexpr std::string_view hub_api = "registry-1.docker.io";
constexpr std::string_view hub_credentials = "https://index.docker.io/v1/";

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

Result<ImagePlace> image_place(std::string_view text) {
  const std::string shown = "'" + printable(text, 200) + "'";
  const std::optional<ImageName> name =
      text.size() <= limits::image_name_bytes ? parse_image_name(text) : std::nullopt;
  if (!name) return malformed(shown + " is no name of an image");
  const std::size_t slash = name->repository.find('/');
  ImagePlace place{.registry = name->repository.substr(0, slash),
                   .repository = name->repository.substr(slash + 1),
                   .tag = name->tag,
                   .digest = name->digest,
                   .api_host = {},
                   .credential_key = {}};
  const Result<Url> address = address_of(place.registry);
  if (!address) return malformed("the registry of " + shown + " is no name of a host");
  if (!is_repository(place.repository))
    return malformed("the repository of " + shown + " is no name that registries have");
  if (!place.tag.empty() && !is_tag(place.tag))
    return malformed("the tag of " + shown + " is no name that registries have");
  if (text.find('@') != std::string_view::npos && !algorithm_of(place.digest))
    return Error{.code = ErrorCode::unsupported,
                 .message = "the digest of " + shown + " is neither sha256 nor sha512",
                 .path = {}};
  place.registry = ascii_lower(place.registry);
  place.api_host = place.registry == hub ? hub_api : std::string_view(place.registry);
  place.credential_key = place.registry == hub ? hub_credentials : std::string_view(place.registry);
  place.loopback = is_this_machine(address->host);
  return place;
}

}  // namespace prodparity::registry
