#include "core/ship/python_requirement.h"

#include "core/drift/package_words.h"
#include "core/text.h"
#include "core/version/pep440.h"

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <string>
#include <string_view>

namespace prodparity {
namespace {

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '_' || c == '-';
}

struct Specifier {
  std::string_view comparison;  // "==", "~=" ...
  std::string_view version;
};

std::optional<Specifier> specifier_of(std::string_view text) {
  constexpr std::array<std::string_view, 8> comparisons = {
      "===", "==", "~=", "!=", "<=", ">=", "<", ">"};
  for (const std::string_view comparison : comparisons) {
    if (!text.starts_with(comparison)) continue;
    const std::string_view version = trim(text.substr(comparison.size()));
    std::string_view plain = version;
    if ((comparison == "==" || comparison == "!=") && plain.ends_with(".*")) plain.remove_suffix(2);
    if (!is_pypi_version(plain)) return std::nullopt;
    return Specifier{.comparison = comparison, .version = version};
  }
  return std::nullopt;
}

std::string_view without_local(std::string_view version) {
  return version.substr(0, version.find('+'));
}

// "1.4" of "1.4.2": all of the release but its last number; what follows the numbers is dropped.
std::string_view without_last(std::string_view version) {
  std::size_t end = 0;
  while (end < version.size() && ((version[end] >= '0' && version[end] <= '9') ||
                                  version[end] == '.' || version[end] == '!'))
    ++end;
  const std::string_view release = version.substr(0, end);
  const std::size_t dot = release.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : release.substr(0, dot);
}

// "1.4.*": as release numbers, missing ones are 0.
bool has_prefix(std::string_view version, std::string_view prefix) {
  const auto next = [](std::string_view& rest) -> std::string_view {
    const std::size_t end = std::min(rest.find('.'), rest.size());
    std::string_view number = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    number = number.substr(0, std::min(number.find_first_not_of("0123456789!"), number.size()));
    while (number.size() > 1 && number.front() == '0')
      number.remove_prefix(1);
    return number.empty() ? "0" : number;
  };
  version = without_local(version);
  while (!prefix.empty()) {
    if (next(version) != next(prefix)) return false;
  }
  return true;
}

bool meets(std::string_view version, const Specifier& wanted) {
  const auto [comparison, other] = wanted;
  if (comparison == "===") return ascii_lower(version) == ascii_lower(other);
  if (other.ends_with(".*")) {
    const bool within = has_prefix(version, other.substr(0, other.size() - 2));
    return comparison == "==" ? within : !within;
  }
  // A local label counts where the specifier has one.
  const bool local = other.find('+') != std::string_view::npos;
  const std::strong_ordering order =
      compare_pep440(local ? version : without_local(version), other);
  if (comparison == "==") return order == 0;
  if (comparison == "!=") return order != 0;
  if (comparison == "<=") return order <= 0;
  if (comparison == ">=") return order >= 0;
  // "<1.0" leaves out 1.0's own pre-releases, ">1.0" its post-releases.
  const bool own = has_prefix(version, without_local(other)) && order != 0;
  if (comparison == "<")
    return order < 0 && !(own && is_pep440_pre_release(version) && !is_pep440_pre_release(other));
  if (comparison == ">") return order > 0 && version.find("post") == std::string_view::npos;
  const std::string_view series = without_last(other);
  return order >= 0 && !series.empty() && has_prefix(version, series);
}

std::optional<std::string> read_specifiers(std::string_view text) {
  if (text.starts_with('(') && text.ends_with(')')) text = trim(text.substr(1, text.size() - 2));
  std::string all;
  for (const std::string_view part : split(text, ',')) {
    const std::string_view one = trim(part);
    if (one.empty()) continue;
    const std::optional<Specifier> specifier = specifier_of(one);
    if (!specifier) return std::nullopt;
    if (!all.empty()) all += ',';
    all.append(specifier->comparison).append(specifier->version);
  }
  return all;
}

}  // namespace

std::optional<PythonRequirement> parse_python_requirement(std::string_view text) {
  text = trim(text);
  std::size_t size = 0;
  while (size < text.size() && is_name_character(text[size]))
    ++size;
  if (!is_pypi_name(text.substr(0, size))) return std::nullopt;
  PythonRequirement requirement{.name = normalise_pypi_name(text.substr(0, size))};
  std::string_view rest = trim(text.substr(size));
  if (rest.starts_with('[')) {
    const std::size_t close = rest.find(']');
    if (close == std::string_view::npos) return std::nullopt;
    rest = trim(rest.substr(close + 1));
  }
  if (rest.starts_with('@')) {
    requirement.address = true;
    return requirement;
  }
  const std::size_t semicolon = rest.find(';');
  if (semicolon != std::string_view::npos) {
    requirement.marker = trim(rest.substr(semicolon + 1));
    rest = trim(rest.substr(0, semicolon));
  }
  std::optional<std::string> specifiers = read_specifiers(rest);
  if (!specifiers) return std::nullopt;
  requirement.specifiers = *std::move(specifiers);
  return requirement;
}

std::string doubt_of(const PythonRequirement& requirement) {
  if (requirement.address) return "it comes from an address, and its version is not said";
  if (!requirement.marker.empty()) return "only where " + requirement.marker;
  return {};
}

std::string_view pinned_version(std::string_view specifiers) {
  for (const std::string_view part : split(specifiers, ',')) {
    const std::optional<Specifier> specifier = specifier_of(trim(part));
    const bool equal =
        specifier && (specifier->comparison == "==" || specifier->comparison == "===");
    if (equal && !specifier->version.ends_with('*')) return specifier->version;
  }
  return {};
}

bool meets_specifiers(std::string_view version, std::string_view specifiers) {
  for (const std::string_view part : split(specifiers, ',')) {
    if (trim(part).empty()) continue;
    const std::optional<Specifier> specifier = specifier_of(trim(part));
    if (!specifier || !meets(version, *specifier)) return false;
  }
  return true;
}

}  // namespace prodparity
