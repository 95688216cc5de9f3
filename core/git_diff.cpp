#include "core/git_diff.h"

#include "core/text.h"

#include <charconv>
#include <cstddef>
#include <optional>
#include <string_view>
#include <system_error>

namespace prodparity {
namespace {

std::optional<std::size_t> take_number(std::string_view& text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

struct Range {
  std::size_t first = 0;
  std::size_t count = 0;
};

// "+12,3" of "@@ -4 +12,3 @@".
std::optional<Range> newer_range(std::string_view line) {
  if (!line.starts_with("@@ -")) return std::nullopt;
  const std::size_t plus = line.find(" +");
  if (plus == std::string_view::npos) return std::nullopt;
  line.remove_prefix(plus + 2);
  const std::optional<std::size_t> first = take_number(line);
  if (!first) return std::nullopt;
  if (!line.starts_with(',')) return Range{.first = *first, .count = 1};
  line.remove_prefix(1);
  const std::optional<std::size_t> count = take_number(line);
  return count ? std::optional(Range{.first = *first, .count = *count}) : std::nullopt;
}

}  // namespace

bool has_changed_line(std::string_view diff, std::size_t line) {
  bool has = false;
  for_each_line(diff, [&](std::string_view text, std::size_t) {
    const std::optional<Range> range = newer_range(text);
    has = has || (range && line >= range->first && line - range->first < range->count);
  });
  return has;
}

}  // namespace prodparity
