#include "core/version/deb.h"

#include "core/text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <string_view>

namespace prodparity {
namespace {

constexpr std::string_view digits = "0123456789";

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_alpha(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// "~" before the end, the end before letters, letters before everything else.
constexpr int order_of(std::string_view text, std::size_t at) {
  if (at >= text.size() || is_digit(text[at])) return 0;
  const char c = text[at];
  if (c == '~') return -1;
  return is_alpha(c) ? c : static_cast<signed char>(c) + 256;
}

std::string_view take_digits(std::string_view& text) {
  const std::size_t end = std::min(text.find_first_not_of(digits), text.size());
  const std::string_view number = text.substr(0, end);
  text.remove_prefix(end);
  return number;
}

// Numbers of any length, leading zeros without meaning.
std::strong_ordering compare_numbers(std::string_view left, std::string_view right) {
  left.remove_prefix(std::min(left.find_first_not_of('0'), left.size()));
  right.remove_prefix(std::min(right.find_first_not_of('0'), right.size()));
  if (left.size() != right.size()) return left.size() <=> right.size();
  return left <=> right;
}

// One part, as dpkg's verrevcmp: non-digits by order_of, then digits as a number, and so on.
std::strong_ordering compare_part(std::string_view left, std::string_view right) {
  while (!left.empty() || !right.empty()) {
    std::size_t i = 0;
    while ((i < left.size() && !is_digit(left[i])) || (i < right.size() && !is_digit(right[i]))) {
      const int l = order_of(left, i);
      const int r = order_of(right, i);
      if (l != r) return l <=> r;
      ++i;
    }
    left.remove_prefix(i);
    right.remove_prefix(i);
    const std::string_view left_number = take_digits(left);
    const std::string_view right_number = take_digits(right);
    if (const auto order = compare_numbers(left_number, right_number); order != 0) return order;
  }
  return std::strong_ordering::equal;
}

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

// Takes `mark` and the digits after it from the end of `text`. True where both were there.
bool strip_numbered(std::string_view& text, std::string_view mark) {
  const std::size_t end = text.find_last_not_of(digits);
  if (end == std::string_view::npos || end + 1 == text.size()) return false;
  const std::string_view head = text.substr(0, end + 1);
  if (!head.ends_with(mark)) return false;
  text = head.substr(0, head.size() - mark.size());
  return true;
}

bool strip_rebuild(std::string_view& text) {
  return strip_numbered(text, "+b") || strip_numbered(text, "+build") ||
         strip_numbered(text, "build");
}

// "+deb12u3" or "~deb12u3".
bool strip_debian_update(std::string_view& text) {
  std::string_view rest = text;
  if (!strip_numbered(rest, "u")) return false;
  if (!strip_numbered(rest, "+deb") && !strip_numbered(rest, "~deb")) return false;
  text = rest;
  return true;
}

// "ubuntu0.22.04.1" whole, of "ubuntu2.3" the ".3"; "~20.04.1" behind them goes along.
bool strip_ubuntu_update(std::string_view& text) {
  const std::size_t ubuntu = text.rfind("ubuntu");
  if (ubuntu == std::string_view::npos) return false;
  const std::size_t number = ubuntu + 6;
  if (text.find_first_not_of("0123456789.~", number) != std::string_view::npos) return false;
  const std::size_t dot = text.find_first_of(".~", number);
  if (dot == std::string_view::npos || dot == number) return false;
  const bool first = text.substr(number, dot - number).find_first_not_of('0') == text.npos;
  text = text.substr(0, first ? ubuntu : dot);
  return true;
}

// What a version is without what its distribution put behind it.
struct Layers {
  std::string_view upstream;  // of a native package: without the suffixes
  std::string_view revision;
  std::string_view without_rebuild;  // the part that carries suffixes, without +b1
};

Layers layers_of(const DebVersion& version) {
  std::string_view part = version.has_revision ? version.revision : version.upstream;
  while (strip_rebuild(part)) {
  }
  const std::string_view without_rebuild = part;
  while (strip_numbered(part, "+esm") || strip_debian_update(part) || strip_ubuntu_update(part)) {
  }
  Layers layers{.upstream = version.upstream, .revision = {}, .without_rebuild = without_rebuild};
  (version.has_revision ? layers.revision : layers.upstream) = part;
  return layers;
}

// Which of the dotted numbers that begin an upstream version differs first; a missing one is 0.
ChangeClass classify_upstream(std::string_view production, std::string_view dev) {
  const auto starts_with_number = [](std::string_view text) {
    return !text.empty() && is_digit(text.front());
  };
  if (!starts_with_number(production) || !starts_with_number(dev)) return ChangeClass::other;
  for (const ChangeClass level : {ChangeClass::major, ChangeClass::minor}) {
    const std::string_view left = take_digits(production);
    const std::string_view right = take_digits(dev);
    if (compare_numbers(left, right) != 0) return level;
    // Numbers go on only behind a dot: of "2024b" and "2024a" no second one differs.
    const auto next = [](std::string_view& text) {
      if (text.size() > 1 && text[0] == '.' && is_digit(text[1])) text.remove_prefix(1);
    };
    next(production);
    next(dev);
  }
  return ChangeClass::patch;
}

ChangeClass class_of(const DebVersion& production, const DebVersion& dev) {
  if (production.epoch != dev.epoch) return ChangeClass::epoch;
  const Layers left = layers_of(production);
  const Layers right = layers_of(dev);
  if (compare_part(left.upstream, right.upstream) != 0)
    return classify_upstream(left.upstream, right.upstream);
  if (compare_part(left.revision, right.revision) != 0) return ChangeClass::revision;
  return compare_part(left.without_rebuild, right.without_rebuild) != 0 ? ChangeClass::security
                                                                        : ChangeClass::rebuild;
}

}  // namespace

DebVersion split_deb_version(std::string_view text) {
  while (!text.empty() && is_blank(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back()))
    text.remove_suffix(1);
  DebVersion version;
  if (const std::size_t colon = text.find(':'); colon != std::string_view::npos && colon > 0) {
    const std::string_view number = text.substr(0, colon);
    if (number.find_first_not_of(digits) == std::string_view::npos) {
      constexpr unsigned long largest = std::numeric_limits<int>::max();
      for (const char c : number)
        version.epoch = std::min(largest, version.epoch * 10 + static_cast<unsigned long>(c - '0'));
      text.remove_prefix(colon + 1);
    }
  }
  const std::size_t hyphen = text.rfind('-');
  version.has_revision = hyphen != std::string_view::npos;
  version.upstream = text.substr(0, hyphen);
  if (version.has_revision) version.revision = text.substr(hyphen + 1);
  return version;
}

std::strong_ordering compare_deb_versions(std::string_view left, std::string_view right) {
  const DebVersion l = split_deb_version(left);
  const DebVersion r = split_deb_version(right);
  // dpkg: a package without a version is older than one with any.
  const auto informative = [](const DebVersion& version) {
    return version.epoch != 0 || !version.upstream.empty() || !version.revision.empty();
  };
  if (informative(l) != informative(r)) return informative(l) <=> informative(r);
  if (l.epoch != r.epoch) return l.epoch <=> r.epoch;
  if (const auto order = compare_part(l.upstream, r.upstream); order != 0) return order;
  return compare_part(l.revision, r.revision);
}

bool is_deb_pre_release(std::string_view version) {
  constexpr std::array<std::string_view, 6> words = {"rc",  "beta", "alpha",
                                                     "pre", "dev",  "preview"};
  const std::string_view upstream = split_deb_version(version).upstream;
  for (std::size_t tilde = upstream.find('~'); tilde != std::string_view::npos;
       tilde = upstream.find('~', tilde + 1)) {
    std::string_view word = upstream.substr(tilde + 1);
    const auto* const end = std::ranges::find_if_not(word, is_alpha);
    const bool number_follows = end != word.end() && is_digit(*end);
    word = word.substr(0, static_cast<std::size_t>(end - word.begin()));
    const auto is_word = [word](std::string_view candidate) {
      return std::ranges::equal(word, candidate, {}, lower);
    };
    if (std::ranges::any_of(words, is_word)) return true;
    if (number_follows && (is_word("a") || is_word("b"))) return true;
  }
  return false;
}

Change classify_deb(std::string_view production, std::string_view dev) {
  const auto order = compare_deb_versions(dev, production);
  if (order == 0) return {};
  return {.change_class = class_of(split_deb_version(production), split_deb_version(dev)),
          .downgrade = order < 0,
          .pre_release = is_deb_pre_release(dev) && !is_deb_pre_release(production)};
}

}  // namespace prodparity
