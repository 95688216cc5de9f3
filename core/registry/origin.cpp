#include "core/registry/origin.h"

#include "core/registry/field_reader.h"
#include "core/registry/limits.h"
#include "core/text.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity::registry {
namespace {

Error denied(std::string_view realm, std::string_view why) {
  return {.code = ErrorCode::denied,
          .message = "the registry sends us for a token to '" + printable(realm, 200) +
                     "', which " + std::string(why) + ": nothing was sent there",
          .path = {}};
}

Error malformed_link() {
  return {.code = ErrorCode::malformed,
          .message = "the registry's Link to the next page is not well-formed",
          .path = {}};
}

// Whether one of the words of `rel` is "next".
bool is_next(std::string_view relations) {
  return std::ranges::any_of(split(relations, ' '), [](std::string_view relation) {
    return ascii_lower(relation) == "next";
  });
}

struct LinkValue {
  std::string_view target;
  bool next = false;
};

// <TARGET> *( ; NAME [= VALUE] )
std::optional<LinkValue> link_value(FieldReader& reader) {
  if (!reader.take('<')) return std::nullopt;
  const auto target = reader.until('>');
  if (!target) return std::nullopt;
  LinkValue link{.target = *target};
  bool has_relation = false;
  for (reader.skip_space(); reader.take(';'); reader.skip_space()) {
    reader.skip_space();
    const std::string name = ascii_lower(reader.token());
    reader.skip_space();
    if (!reader.take('=')) continue;
    reader.skip_space();
    const auto value = reader.value();
    if (!value) return std::nullopt;
    if (name == "rel" && !std::exchange(has_relation, true)) link.next = is_next(*value);
  }
  return link;
}

// RFC 3986, section 5.2, of what registries send: whole, a path, or a query.
Result<std::string> resolved(std::string_view target, std::string_view page_url) {
  const auto page = split_url(page_url);
  if (!page) return malformed_link();
  const std::size_t authority = page_url.find("://") + 3;
  const std::size_t path_at = std::min(page_url.find_first_of("/?", authority), page_url.size());
  std::string url(page_url.substr(0, path_at));
  const std::string_view path = std::string_view(page->path).substr(0, page->path.find('?'));
  if (target.starts_with("//") || target.find("://") < target.find_first_of("/?")) {
    url = target.starts_with("//") ? page->scheme + ':' + std::string(target) : std::string(target);
  } else if (target.starts_with('/')) {
    url += target;
  } else if (target.starts_with('?')) {
    url.append(path).append(target);
  } else {
    url.append(path.substr(0, path.rfind('/') + 1)).append(target);
  }
  const auto next = split_url(url);
  if (!next) return malformed_link();
  if (!is_same_origin(*page, *next))
    return Error{.code = ErrorCode::denied,
                 .message = "the registry's next page is on another host, '" +
                            printable(next->host.name, 200) + "': it was not asked for",
                 .path = {}};
  return url;
}

}  // namespace

std::optional<SplitUrl> split_url(std::string_view url) {
  if (std::ranges::any_of(url, [](char c) {
        return static_cast<unsigned char>(c) <= ' ' || static_cast<unsigned char>(c) >= 0x7f ||
               c == '#' || c == '\\';
      }))
    return std::nullopt;
  const std::size_t colon = url.find("://");
  if (colon == std::string_view::npos) return std::nullopt;
  SplitUrl split{.scheme = ascii_lower(url.substr(0, colon)), .host = {}, .path = {}};
  if (split.scheme != "https" && split.scheme != "http") return std::nullopt;
  url.remove_prefix(colon + 3);
  const std::size_t end = std::min(url.find_first_of("/?"), url.size());
  const auto host = parse_host(url.substr(0, end));
  if (!host) return std::nullopt;
  split.host = *host;
  if (split.host.port.empty()) split.host.port = split.scheme == "https" ? "443" : "80";
  split.path = url.substr(end);
  if (!split.path.starts_with('/')) split.path.insert(0, 1, '/');
  return split;
}

bool is_same_origin(const SplitUrl& left, const SplitUrl& right) {
  return left.scheme == right.scheme && left.host == right.host;
}

Result<std::string> checked_realm(std::string_view realm, std::string_view api_host,
                                  bool plain_http) {
  const auto url = realm.size() <= limits::header_bytes ? split_url(realm) : std::nullopt;
  if (!url) return denied(realm, "is no address of a token server");
  if (url->scheme != "https" && !plain_http) return denied(realm, "is not encrypted (https)");
  const auto registry = parse_host(api_host);
  const bool own_host = registry && registry->name == url->host.name;
  const bool both_here = registry && is_loopback(*registry) && is_loopback(url->host);
  if (!own_host && !both_here && (is_private_address(url->host) || is_loopback(url->host)))
    return denied(realm, "is a private address");
  return std::string(realm);
}

Result<std::optional<std::string>> next_page(std::string_view field, std::string_view page_url) {
  if (field.size() > limits::header_bytes)
    return Error{.code = ErrorCode::too_large,
                 .message = "the registry's Link to the next page is too long",
                 .path = {}};
  FieldReader reader(field);
  std::size_t count = 0;
  for (reader.skip_commas(); !reader.at_end(); reader.skip_commas()) {
    if (++count > limits::links) return malformed_link();
    const std::optional<LinkValue> link = link_value(reader);
    if (!link) return malformed_link();
    if (!link->next) continue;
    const Result<std::string> url = resolved(link->target, page_url);
    if (!url) return url.error();
    return std::optional<std::string>(*url);
  }
  return std::optional<std::string>();
}

}  // namespace prodparity::registry
