#include "core/line_diff.h"

#include "core/limits.h"
#include "core/text.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {
namespace {

constexpr std::size_t context = 3;

struct Line {
  char sign = ' ';  // '-' and '+' as diff has them
  std::string_view text;
};

using Lines = std::span<const std::string_view>;

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines = split(text, '\n');
  if (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

void append(std::vector<Line>& lines, char sign, Lines texts) {
  for (const std::string_view text : texts)
    lines.push_back({sign, text});
}

// By the longest common subsequence, both bounded.
void compare(Lines before, Lines after, std::vector<Line>& lines) {
  const std::size_t width = after.size() + 1;
  std::vector<std::uint16_t> common((before.size() + 1) * width);
  for (std::size_t i = before.size(); i-- > 0;) {
    for (std::size_t j = after.size(); j-- > 0;) {
      const std::uint16_t longest =
          std::max(common[(i + 1) * width + j], common[i * width + j + 1]);
      common[i * width + j] = before[i] == after[j]
                                  ? static_cast<std::uint16_t>(common[(i + 1) * width + j + 1] + 1)
                                  : longest;
    }
  }
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < before.size() && j < after.size()) {
    if (before[i] == after[j]) {
      lines.push_back({' ', before[i++]});
      ++j;
    } else if (common[(i + 1) * width + j] >= common[i * width + j + 1]) {
      lines.push_back({'-', before[i++]});
    } else {
      lines.push_back({'+', after[j++]});
    }
  }
  append(lines, '-', before.subspan(i));
  append(lines, '+', after.subspan(j));
}

// A tab shows what a line is indented by.
std::string readable(std::string_view line) {
  std::string text;
  for (const std::string_view part : split(line, '\t'))
    text += (part.data() == line.data() ? "" : "\t") + printable(part);
  return text;
}

std::vector<Line> all_lines(Lines before, Lines after) {
  const auto ends = std::ranges::mismatch(before, after);
  const auto head = static_cast<std::size_t>(ends.in1 - before.begin());
  std::size_t tail = 0;
  while (tail < std::min(before.size(), after.size()) - head &&
         before[before.size() - 1 - tail] == after[after.size() - 1 - tail])
    ++tail;
  const Lines old_part = before.subspan(head, before.size() - head - tail);
  const Lines new_part = after.subspan(head, after.size() - head - tail);
  std::vector<Line> lines;
  append(lines, ' ', before.first(head));
  if (std::max(old_part.size(), new_part.size()) <= limits::compared_lines) {
    compare(old_part, new_part, lines);
  } else {
    append(lines, '-', old_part);
    append(lines, '+', new_part);
  }
  append(lines, ' ', before.last(tail));
  return lines;
}

}  // namespace

std::string line_diff(std::string_view before, std::string_view after) {
  const std::vector<std::string_view> old_lines = lines_of(before);
  const std::vector<std::string_view> new_lines = lines_of(after);
  const std::vector<Line> lines = all_lines(old_lines, new_lines);
  const auto changes = [&](std::size_t from, std::size_t to) {
    return std::any_of(lines.begin() + static_cast<std::ptrdiff_t>(from),
                       lines.begin() + static_cast<std::ptrdiff_t>(std::min(to, lines.size())),
                       [](const Line& line) { return line.sign != ' '; });
  };
  std::string text;
  std::size_t old_line = 1;
  std::size_t new_line = 1;
  bool shown = false;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const bool near = changes(i < context ? 0 : i - context, i + context + 1);
    if (near && !shown)
      text += "@@ -" + std::to_string(old_line) + " +" + std::to_string(new_line) + " @@\n";
    if (near) text += lines[i].sign + readable(lines[i].text) + '\n';
    shown = near;
    if (lines[i].sign != '+') ++old_line;
    if (lines[i].sign != '-') ++new_line;
  }
  return text;
}

}  // namespace prodparity
