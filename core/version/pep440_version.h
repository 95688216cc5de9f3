#pragma once

#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// A PEP 440 version taken apart, for what needs its parts: pep440.cpp's order and the specifiers.
namespace prodparity::pep440 {

// Decimal digits without leading zeros (zero is empty); as long as the input likes, so never a
// machine integer.
using Number = std::string;

struct LocalSegment {
  bool numeric = false;
  std::string text;  // a Number where numeric
};

struct Version {
  Number epoch;
  std::vector<Number> release;  // no trailing zeros
  std::size_t written = 0;      // how many numbers of the release were written, zeros too
  int pre_phase = 0;            // 1 a, 2 b, 3 rc; 0: none
  Number pre;
  std::optional<Number> post;
  std::optional<Number> dev;
  std::vector<LocalSegment> local;

  bool is_pre_release() const { return pre_phase != 0 || dev.has_value(); }
};

// Any spelling that appendix B of the PEP allows; nullopt: it is none.
std::optional<Version> parse(std::string_view text);

std::strong_ordering compare_numbers(const Number& left, const Number& right);
std::strong_ordering compare_release(const Version& left, const Version& right);
std::strong_ordering compare_public(const Version& left, const Version& right);  // without local
std::strong_ordering compare(const Version& left, const Version& right);

}  // namespace prodparity::pep440
