#include "core/report/wrap.h"

#include "core/text.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {
namespace {

// Words as a shell sees them: spaces inside quotes do not end one.
std::vector<std::string_view> shell_words(std::string_view text) {
  std::vector<std::string_view> words;
  char quote = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const char c = i < text.size() ? text[i] : ' ';
    if (quote != 0) {
      if (c == quote && i < text.size()) quote = 0;
      if (i < text.size()) continue;
    }
    if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == ' ') {
      if (i > begin) words.push_back(text.substr(begin, i - begin));
      begin = i + 1;
    }
  }
  return words;
}

std::vector<std::string> filled(const std::vector<std::string_view>& words, std::size_t columns) {
  std::vector<std::string> lines(1);
  std::size_t width = 0;
  for (const std::string_view word : words) {
    const std::size_t needed = display_width(word);
    if (width > 0 && width + 1 + needed > columns) {
      lines.emplace_back();
      width = 0;
    }
    if (width > 0) {
      lines.back() += ' ';
      ++width;
    }
    lines.back() += word;
    width += needed;
  }
  return lines;
}

}  // namespace

std::vector<std::string> wrap_sentence(std::string_view text, std::size_t columns) {
  if (columns == 0 || display_width(text) <= columns) return {std::string(text)};
  std::vector<std::string_view> words;
  for (const std::string_view word : split(text, ' ')) {
    if (!word.empty()) words.push_back(word);
  }
  std::vector<std::string> lines = filled(words, columns);
  for (std::string& line : lines)
    line = cut_to_width(line, columns);
  return lines;
}

std::vector<std::string> wrap_command(std::string_view text, std::size_t columns) {
  if (columns == 0 || display_width(text) <= columns) return {std::string(text)};
  std::vector<std::string> lines = filled(shell_words(text), columns > 2 ? columns - 2 : 1);
  for (std::size_t i = 0; i + 1 < lines.size(); ++i)
    lines[i] += " \\";
  return lines;
}

}  // namespace prodparity
