#include "core/version/pep440_version.h"

#include "core/text.h"

#include <algorithm>
#include <compare>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity::pep440 {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_separator(char c) {
  return c == '.' || c == '-' || c == '_';
}

Number to_number(std::string_view digits) {
  const std::size_t first = digits.find_first_not_of('0');
  return first == std::string_view::npos ? Number() : Number(digits.substr(first));
}

// Reads the grammar of PEP 440, appendix B, left to right. Each step takes what it can and never
// has to give back: no spelling of one part is the beginning of another part.
class Reader {
 public:
  explicit Reader(std::string_view text) : lower_(ascii_lower(trim(text))), rest_(lower_) {}

  std::optional<Version> read() {
    Version version;
    take("v");
    std::string_view first = take_digits();
    if (first.empty()) return std::nullopt;
    if (take("!")) {
      version.epoch = to_number(first);
      first = take_digits();
      if (first.empty()) return std::nullopt;
    }
    version.release.push_back(to_number(first));
    while (rest_.size() >= 2 && rest_[0] == '.' && is_digit(rest_[1])) {
      rest_.remove_prefix(1);
      version.release.push_back(to_number(take_digits()));
    }
    version.written = version.release.size();
    while (!version.release.empty() && version.release.back().empty())
      version.release.pop_back();
    read_pre(version);
    read_post(version);
    version.dev = read_part({"dev"});
    if (take("+") && !read_local(version)) return std::nullopt;
    return rest_.empty() ? std::optional(std::move(version)) : std::nullopt;
  }

 private:
  bool take(std::string_view word) {
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }

  std::string_view take_digits() {
    const auto end = std::ranges::find_if_not(rest_, is_digit);
    const auto size = static_cast<std::size_t>(end - rest_.begin());
    const std::string_view digits = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return digits;
  }

  // [-_.]? WORD [-_.]? DIGITS?, the number being 0 where there is none; longer words come first.
  std::optional<Number> read_part(std::initializer_list<std::string_view> words) {
    const std::string_view before = rest_;
    if (!rest_.empty() && is_separator(rest_[0])) rest_.remove_prefix(1);
    for (const std::string_view word : words) {
      if (!take(word)) continue;
      if (!rest_.empty() && is_separator(rest_[0])) rest_.remove_prefix(1);
      return to_number(take_digits());
    }
    rest_ = before;
    return std::nullopt;
  }

  void read_pre(Version& version) {
    int phase = 0;
    for (const auto& words : {std::initializer_list<std::string_view>{"alpha", "a"},
                              {"beta", "b"},
                              {"preview", "pre", "rc", "c"}}) {
      ++phase;
      const std::optional<Number> number = read_part(words);
      if (!number) continue;
      version.pre_phase = phase;
      version.pre = *number;
      return;
    }
  }

  void read_post(Version& version) {
    if (rest_.size() >= 2 && rest_[0] == '-' && is_digit(rest_[1])) {
      rest_.remove_prefix(1);
      version.post = to_number(take_digits());
    } else {
      version.post = read_part({"post", "rev", "r"});
    }
  }

  bool read_local(Version& version) {
    for (;;) {
      const auto end = std::ranges::find_if_not(
          rest_, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'z'); });
      const std::string_view text = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
      if (text.empty()) return false;
      rest_.remove_prefix(text.size());
      const bool numeric = std::ranges::all_of(text, is_digit);
      version.local.push_back(
          {.numeric = numeric, .text = numeric ? to_number(text) : std::string(text)});
      if (rest_.empty()) return true;
      if (!is_separator(rest_[0])) return false;
      rest_.remove_prefix(1);
    }
  }

  std::string lower_;
  std::string_view rest_;
};

// A development release without any other part comes before the pre-releases; none comes last.
int pre_rank(const Version& version) {
  if (version.pre_phase != 0) return version.pre_phase;
  return !version.post && version.dev ? 0 : 4;
}

std::strong_ordering compare_segments(const LocalSegment& left, const LocalSegment& right) {
  if (left.numeric != right.numeric) return left.numeric <=> right.numeric;
  return left.numeric ? compare_numbers(left.text, right.text) : left.text <=> right.text;
}

}  // namespace

std::optional<Version> parse(std::string_view text) {
  return Reader(text).read();
}

std::strong_ordering compare_numbers(const Number& left, const Number& right) {
  if (const auto by_size = left.size() <=> right.size(); by_size != 0) return by_size;
  return left <=> right;
}

std::strong_ordering compare_release(const Version& left, const Version& right) {
  return std::lexicographical_compare_three_way(left.release.begin(), left.release.end(),
                                                right.release.begin(), right.release.end(),
                                                compare_numbers);
}

std::strong_ordering compare_public(const Version& left, const Version& right) {
  if (const auto order = compare_numbers(left.epoch, right.epoch); order != 0) return order;
  if (const auto order = compare_release(left, right); order != 0) return order;
  if (const auto order = pre_rank(left) <=> pre_rank(right); order != 0) return order;
  if (const auto order = compare_numbers(left.pre, right.pre); order != 0) return order;
  if (left.post.has_value() != right.post.has_value())
    return left.post.has_value() <=> right.post.has_value();
  if (left.post) {
    if (const auto order = compare_numbers(*left.post, *right.post); order != 0) return order;
  }
  // No development release is later than any.
  if (left.dev.has_value() != right.dev.has_value())
    return right.dev.has_value() <=> left.dev.has_value();
  return left.dev ? compare_numbers(*left.dev, *right.dev) : std::strong_ordering::equal;
}

std::strong_ordering compare(const Version& left, const Version& right) {
  if (const auto order = compare_public(left, right); order != 0) return order;
  return std::lexicographical_compare_three_way(left.local.begin(), left.local.end(),
                                                right.local.begin(), right.local.end(),
                                                compare_segments);
}

}  // namespace prodparity::pep440
