#include "core/registry/challenge.h"

#include "core/registry/field_reader.h"
#include "core/registry/limits.h"
#include "core/text.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity::registry {
namespace {

Error refused(ErrorCode code, std::string_view what) {
  return {
      .code = code, .message = "the registry's WWW-Authenticate " + std::string(what), .path = {}};
}

using Parameter = std::pair<std::string, std::string>;

// NAME = VALUE, or nothing, and then nothing is read.
std::optional<Parameter> parameter(FieldReader& reader) {
  const std::size_t begin = reader.at();
  std::string name = ascii_lower(reader.token());
  reader.skip_space();
  if (!name.empty() && reader.take('=')) {
    reader.skip_space();
    if (std::optional<std::string> value = reader.value())
      return Parameter(std::move(name), *std::move(value));
  }
  reader.go_to(begin);
  return std::nullopt;
}

bool is_at_end_of_element(FieldReader reader) {
  reader.skip_space();
  return reader.at_end() || reader.take(',');
}

// What stands behind a scheme. token68 is told from a parameter's name by what follows it.
bool read_arguments(FieldReader& reader, Challenge& challenge) {
  const std::size_t begin = reader.at();
  const std::string_view token68 = reader.token68();
  if (!token68.empty() && is_at_end_of_element(reader)) {
    challenge.token68 = token68;
    return true;
  }
  reader.go_to(begin);
  std::optional<Parameter> first = parameter(reader);
  if (!first) return reader.at_end();
  challenge.parameters.push_back(*std::move(first));
  return true;
}

}  // namespace

std::string_view Challenge::parameter(std::string_view name) const {
  const auto found = std::ranges::find(parameters, name, &Parameter::first);
  return found == parameters.end() ? std::string_view() : std::string_view(found->second);
}

Result<std::vector<Challenge>> parse_challenges(std::string_view field) {
  if (field.size() > limits::header_bytes) return refused(ErrorCode::too_large, "is too long");
  std::vector<Challenge> challenges;
  FieldReader reader(field);
  for (reader.skip_commas(); !reader.at_end(); reader.skip_commas()) {
    std::optional<Parameter> further = challenges.empty() ? std::nullopt : parameter(reader);
    if (further) {
      std::vector<Parameter>& parameters = challenges.back().parameters;
      if (parameters.size() == limits::challenge_parameters)
        return refused(ErrorCode::too_large, "has too many parameters");
      parameters.push_back(*std::move(further));
    } else {
      if (challenges.size() == limits::challenges)
        return refused(ErrorCode::too_large, "names too many schemes");
      Challenge challenge{.scheme = ascii_lower(reader.token()), .token68 = {}, .parameters = {}};
      if (challenge.scheme.empty()) return refused(ErrorCode::malformed, "is not well-formed");
      if (reader.skip_space() && !is_at_end_of_element(reader) &&
          !read_arguments(reader, challenge))
        return refused(ErrorCode::malformed, "is not well-formed");
      challenges.push_back(std::move(challenge));
    }
    if (!is_at_end_of_element(reader)) return refused(ErrorCode::malformed, "is not well-formed");
  }
  return challenges;
}

}  // namespace prodparity::registry
