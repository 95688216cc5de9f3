#include "core/version/pep440.h"

#include "core/text.h"
#include "core/version/pep440_version.h"

#include <algorithm>
#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace prodparity {
namespace {

using pep440::Number;
using pep440::Version;

ChangeClass class_of(const Version& production, const Version& dev) {
  if (pep440::compare_numbers(production.epoch, dev.epoch) != 0) return ChangeClass::epoch;
  const std::size_t size = std::max(production.release.size(), dev.release.size());
  const Number zero;
  for (std::size_t i = 0; i < size; ++i) {
    const Number& left = i < production.release.size() ? production.release[i] : zero;
    const Number& right = i < dev.release.size() ? dev.release[i] : zero;
    if (left == right) continue;
    if (i == 0) return ChangeClass::major;
    return i == 1 ? ChangeClass::minor : ChangeClass::patch;
  }
  return compare_public(production, dev) != 0 ? ChangeClass::patch : ChangeClass::local;
}

}  // namespace

std::strong_ordering compare_pep440(std::string_view left, std::string_view right) {
  const std::optional<Version> left_version = pep440::parse(left);
  const std::optional<Version> right_version = pep440::parse(right);
  if (left_version.has_value() != right_version.has_value())
    return left_version.has_value() <=> right_version.has_value();
  return left_version ? compare(*left_version, *right_version) : left <=> right;
}

Change classify_pep440(std::string_view production, std::string_view dev) {
  if (production == dev) return {};
  const std::optional<Version> from = pep440::parse(production);
  const std::optional<Version> to = pep440::parse(dev);
  if (!from || !to)
    return {.change_class = ChangeClass::other, .pre_release = to && to->is_pre_release()};
  const std::strong_ordering order = compare(*to, *from);
  if (order == 0) return {};
  return {.change_class = class_of(*from, *to),
          .downgrade = order < 0,
          .pre_release = to->is_pre_release() && !from->is_pre_release()};
}

bool is_pep440(std::string_view version) {
  return pep440::parse(version).has_value();
}

bool is_pep440_pre_release(std::string_view version) {
  const std::optional<Version> parsed = pep440::parse(version);
  return parsed && parsed->is_pre_release();
}

std::string normalise_pypi_name(std::string_view name) {
  std::string normal;
  for (const char c : ascii_lower(name)) {
    if (c != '.' && c != '-' && c != '_') {
      normal += c;
    } else if (normal.empty() || normal.back() != '-') {
      normal += '-';
    }
  }
  return normal;
}

}  // namespace prodparity
