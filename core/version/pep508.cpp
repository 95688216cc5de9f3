#include "core/version/pep508.h"

#include "core/limits.h"
#include "core/text.h"
#include "core/version/pep440.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_name_character(char c) {
  return is_letter_or_digit(c) || c == '-' || c == '_' || c == '.';
}

Error malformed(std::string message) {
  return {.code = ErrorCode::malformed, .message = std::move(message)};
}

std::string_view take_while(std::string_view& rest, bool (*belongs)(char)) {
  const auto end = std::ranges::find_if_not(rest, belongs);
  const std::string_view taken = rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
  rest.remove_prefix(taken.size());
  return taken;
}

bool is_space(char c) {
  return c == ' ' || c == '\t';
}

// Letters, digits, '-', '_' and '.', the last three not at either end.
bool is_name(std::string_view name) {
  return !name.empty() && is_letter_or_digit(name.front()) && is_letter_or_digit(name.back()) &&
         std::ranges::all_of(name, is_name_character);
}

// The grammar of markers; nothing is evaluated.
class MarkerReader {
 public:
  explicit MarkerReader(std::string_view text) : rest_(text) {}

  bool read() {
    if (!read_or(0)) return false;
    take_while(rest_, is_space);
    return rest_.empty();
  }

 private:
  static constexpr std::size_t depth_limit = 32;

  bool take(std::string_view word) {
    take_while(rest_, is_space);
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }

  bool take_word(std::string_view word) {
    const std::string_view before = rest_;
    if (take(word) && (rest_.empty() || !is_name_character(rest_.front()))) return true;
    rest_ = before;
    return false;
  }

  bool read_or(std::size_t depth) {
    do {
      if (!read_and(depth)) return false;
    } while (take_word("or"));
    return true;
  }

  bool read_and(std::size_t depth) {
    do {
      if (!read_term(depth)) return false;
    } while (take_word("and"));
    return true;
  }

  bool read_term(std::size_t depth) {
    if (take("(")) return depth < depth_limit && read_or(depth + 1) && take(")");
    return read_value() && read_operator() && read_value();
  }

  bool read_operator() {
    constexpr std::array<std::string_view, 8> signs = {
        "===", "~=", "==", "!=", "<=", ">=", "<", ">"};
    if (std::ranges::any_of(signs, [&](std::string_view sign) { return take(sign); })) return true;
    return take_word("in") || (take_word("not") && take_word("in"));
  }

  bool read_value() {
    for (const std::string_view quote : {"'", "\""}) {
      if (!take(quote)) continue;
      const std::size_t end = rest_.find(quote);
      if (end == std::string_view::npos) return false;
      rest_.remove_prefix(end + 1);
      return true;
    }
    constexpr std::array<std::string_view, 14> variables = {"python_version",
                                                            "python_full_version",
                                                            "os_name",
                                                            "sys_platform",
                                                            "platform_release",
                                                            "platform_system",
                                                            "platform_version",
                                                            "platform_machine",
                                                            "platform_python_implementation",
                                                            "implementation_name",
                                                            "implementation_version",
                                                            "extras",
                                                            "extra",
                                                            "dependency_groups"};
    return std::ranges::any_of(variables, [&](std::string_view name) { return take_word(name); });
  }

  std::string_view rest_;
};

Result<void> read_extras(std::string_view& rest, PythonRequirement& requirement) {
  if (!rest.starts_with('[')) return {};
  const std::size_t end = rest.find(']');
  if (end == std::string_view::npos) return malformed("the ']' behind the extras is missing");
  const std::string_view extras = rest.substr(1, end - 1);
  rest.remove_prefix(end + 1);
  if (trim(extras).empty()) return {};
  for (const std::string_view part : split(extras, ',')) {
    const std::string_view extra = trim(part);
    if (!is_name(extra)) return malformed("'" + std::string(extra) + "' is no name of an extra");
    if (requirement.extras.size() == limits::version_clauses)
      return Error{.code = ErrorCode::too_large,
                   .message = "more than " + std::to_string(limits::version_clauses) +
                              " extras in one requirement"};
    requirement.extras.push_back(normalise_pypi_name(extra));
  }
  return {};
}

// The specifiers may stand in parentheses.
Result<void> read_specifiers(std::string_view text, PythonRequirement& requirement) {
  text = trim(text);
  if (text.starts_with('(')) {
    if (!text.ends_with(')')) return malformed("the ')' behind the versions is missing");
    text = text.substr(1, text.size() - 2);
  }
  Result<std::vector<VersionClause>> clauses = parse_specifiers(text);
  if (!clauses) return clauses.error();
  requirement.clauses = *std::move(clauses);
  return {};
}

}  // namespace

Result<PythonRequirement> parse_python_requirement(std::string_view text) {
  std::string_view rest = trim(text);
  PythonRequirement requirement;
  const std::string_view name = take_while(rest, is_name_character);
  if (!is_name(name)) return malformed("'" + std::string(name) + "' is no name of a distribution");
  requirement.name = normalise_pypi_name(name);
  take_while(rest, is_space);
  if (const Result<void> extras = read_extras(rest, requirement); !extras) return extras.error();
  take_while(rest, is_space);
  // Behind an address a marker needs white space before its ';', which may belong to the address.
  const bool is_address = rest.starts_with('@');
  std::size_t end = is_address ? rest.find(" ;") : rest.find(';');
  if (end != std::string_view::npos) {
    requirement.marker = trim(rest.substr(end + (is_address ? 2 : 1)));
    if (!MarkerReader(requirement.marker).read())
      return malformed("'" + requirement.marker + "' is no marker of PEP 508");
  }
  rest = trim(rest.substr(0, end));
  if (is_address) {
    requirement.url = trim(rest.substr(1));
    if (requirement.url.empty() || requirement.url.find_first_of(" \t") != std::string::npos)
      return malformed("an address is missing behind '@'");
    return requirement;
  }
  if (const Result<void> read = read_specifiers(rest, requirement); !read) return read.error();
  return requirement;
}

}  // namespace prodparity
