#include "core/pushed_refs.h"

#include "core/limits.h"
#include "core/text.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

namespace prodparity {
namespace {

constexpr std::size_t sha1_digits = 40;
constexpr std::size_t sha256_digits = 64;

bool is_object_name(std::string_view text) {
  if (text.size() != sha1_digits && text.size() != sha256_digits) return false;
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// The last word, which goes from the line; none where it is the only one.
std::optional<std::string_view> take_last(std::string_view& line) {
  const std::size_t space = line.rfind(' ');
  if (space == std::string_view::npos) return std::nullopt;
  const std::string_view word = line.substr(space + 1);
  line = line.substr(0, space);
  return word;
}

// The local object's name; none where the line is none of git's.
std::optional<std::string_view> local_object(std::string_view line) {
  const auto remote_object = take_last(line);
  const auto remote_ref = take_last(line);
  const auto object = take_last(line);
  if (!object || !is_object_name(*object) || !is_object_name(*remote_object)) return std::nullopt;
  if (remote_ref->empty() || line.empty()) return std::nullopt;
  return object;
}

}  // namespace

Result<PushedRefs> parse_pushed_refs(std::string_view bytes) {
  if (bytes.size() > limits::pushed_refs_bytes)
    return Error{.code = ErrorCode::too_large,
                 .message = "what git says is pushed is larger than " +
                            std::to_string(limits::pushed_refs_bytes) + " bytes",
                 .path = {}};
  PushedRefs refs;
  std::size_t wrong_line = 0;
  for_each_line(bytes, [&](std::string_view line, std::size_t number) {
    const std::optional<std::string_view> object = local_object(line);
    if (!object) {
      if (wrong_line == 0) wrong_line = number;
    } else if (object->find_first_not_of('0') == std::string_view::npos) {
      ++refs.deletions;
    } else {
      ++refs.updates;
    }
  });
  if (wrong_line == 0) return refs;
  return Error{
      .code = ErrorCode::malformed,
      .message = "what git says is pushed cannot be read (line " + std::to_string(wrong_line) + ")",
      .path = {}};
}

}  // namespace prodparity
