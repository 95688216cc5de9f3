#include "core/registry/next_page.h"

#include "core/registry/field_reader.h"
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

}  // namespace

Result<std::optional<Url>> next_page(std::string_view field, const Url& page) {
  if (field.size() > limits::header_bytes)
    return Error{.code = ErrorCode::too_large,
                 .message = "the registry's Link to the next page is too long"};
  FieldReader reader(field);
  std::size_t count = 0;
  for (reader.skip_commas(); !reader.at_end(); reader.skip_commas()) {
    if (++count > limits::links) return malformed_link();
    const std::optional<LinkValue> link = link_value(reader);
    if (!link) return malformed_link();
    if (!link->next) continue;
    Result<Url> url = resolve(page, link->target);
    if (!url) return malformed_link();
    if (!is_same_origin(page, *url))
      return Error{.code = ErrorCode::denied,
                   .message = "the registry's next page is on another host, '" + shown(*url) +
                              "': it was not asked for"};
    return std::optional<Url>(*std::move(url));
  }
  return std::optional<Url>();
}

}  // namespace prodparity::registry
