#include "client/prompt_news.h"

#include "core/report/summary.h"
#include "core/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

constexpr std::size_t names_shown = 3;
constexpr std::size_t name_bytes = 60;
constexpr std::size_t command_bytes = 400;

struct Text {
  std::string text;
  std::size_t lines = 0;

  void add(const std::string& line) {
    text += line + '\n';
    ++lines;
  }
};

// What ends it: for a block the recommended way too, if that is to ship.
void add_remedies(Text& text, const NewsLine& line, std::size_t last) {
  const NewsItem& head = head_of(line);
  const auto add = [&](std::string_view kind, const std::string& command) {
    if (!command.empty() && text.lines < last)
      text.add(fmt::format("       {}: {}", kind, printable(command, command_bytes)));
  };
  const bool both = line.block && !head.ship.empty() && !head.undo.empty();
  if (both && head.ship_first) add("ship", head.ship);
  add("undo", head.undo);
  if ((both && !head.ship_first) || head.undo.empty()) add("ship", head.ship);
}

// "(Claude Code: make deps)"
std::string caused_by_of(const NewsLine& line) {
  const std::string caused_by = printable(head_of(line).caused_by, command_bytes);
  return caused_by.empty() ? caused_by : fmt::format(" ({})", caused_by);
}

std::string heading(const std::vector<NewsLine>& lines) {
  const auto blocks = static_cast<std::size_t>(
      std::ranges::count_if(lines, [](const NewsLine& line) { return line.block; }));
  std::string tiers;
  if (blocks > 0) tiers = fmt::format("{} block", blocks);
  if (blocks < lines.size())
    tiers += fmt::format("{}{} warn", tiers.empty() ? "" : ", ", lines.size() - blocks);
  return fmt::format("prodparity: {} from production: {}",
                     counted(lines.size(), "new difference", "new differences"), tiers);
}

void add_appeared(Text& text, const std::vector<NewsLine>& lines, bool colour, std::size_t last) {
  text.add(heading(lines));
  for (std::size_t i = 0; i < lines.size(); ++i) {
    // The last line that is left belongs to those that are not shown.
    if (text.lines + 1 >= last && i + 1 < lines.size()) {
      text.add(fmt::format(" and {} more", lines.size() - i));
      break;
    }
    const std::string_view tier = !lines[i].block ? " WARN  "
                                  : colour        ? " \x1b[31mBLOCK\x1b[0m "
                                                  : " BLOCK ";
    text.add(std::string(tier) + what_of(lines[i]) + caused_by_of(lines[i]));
    const std::size_t others = lines.size() - i - 1;
    add_remedies(text, lines[i], last - std::min(last, std::min<std::size_t>(others, 2)));
  }
  text.add(
      fmt::format(" all: prodparity findings | why: prodparity explain {} | "
                  "quiet here: prodparity mute",
                  printable(shell_word(head_of(lines.front()).name), name_bytes)));
}

}  // namespace

std::string render_news(const News& news, bool colour) {
  if (news.empty()) return {};
  Text text;
  for_each_line(production_lines(news), [&](std::string_view line, std::size_t) {
    if (!line.empty()) text.add(std::string(line));
  });
  if (news.ended()) text.add(ended_line(news, names_shown));
  const std::vector<NewsLine> lines = fold_news(news);
  if (!lines.empty()) add_appeared(text, lines, colour, prompt_lines - 1);
  return text.text;
}

std::uint64_t sequence_of(std::string_view line) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), number);
  const bool whole = error == std::errc() && (end == line.data() + line.size() || *end == ' ');
  return whole ? number : no_sequence;
}

}  // namespace prodparity
