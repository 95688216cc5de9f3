#include "client/live/view.h"
#include "core/report/wrap.h"
#include "core/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace prodparity::live {
namespace {

constexpr std::string_view red = "\x1b[31m";
constexpr std::string_view bold = "\x1b[1m";
constexpr std::string_view plain = "\x1b[0m";
constexpr std::size_t least_list = 3;  // rows of findings, before other parts get room

struct Canvas {
  Size size;
  bool colour = false;
  std::vector<std::string> lines;

  std::size_t left() const { return size.rows - std::min(size.rows, lines.size()); }
  void add(std::string_view text, std::string_view style = {}) {
    if (left() == 0) return;
    std::string line = cut_to_width(text, size.columns);
    if (colour && !style.empty()) line = std::string(style) + line + std::string(plain);
    lines.push_back(std::move(line));
  }
};

std::string word_of(Tier tier) {
  switch (tier) {
    case Tier::block:
      return "BLOCK";
    case Tier::warn:
      return "WARN ";
    case Tier::info:
      return "info ";
    case Tier::ignore:
      return "  -  ";
  }
  return "";
}

std::string outcome_line(const View& view) {
  if (view.outcome.empty()) return "prodparity: asking the daemon";
  const std::string outcome = view.outcome == "could_not_check" ? "could not check" : view.outcome;
  return fmt::format("prodparity: {} - {}", outcome, view.state);
}

// Whole, since what to do stands at its end.
std::vector<std::string> problem_lines(std::string_view problem, std::size_t columns) {
  constexpr std::size_t mark = 2;
  std::vector<std::string> lines =
      wrap_sentence(problem, columns > 2 * mark ? columns - mark : columns);
  for (std::size_t i = 0; i < lines.size(); ++i)
    lines[i].insert(0, i == 0 ? "! " : "  ");
  return lines;
}

void draw_head(Canvas& canvas, const View& view) {
  canvas.add(outcome_line(view), view.outcome == "block" ? red : bold);
  canvas.add(view.production);
  canvas.add(view.counts);
  std::size_t room = canvas.size.rows / 4;
  for (std::size_t i = 0; i < view.problems.size(); ++i) {
    std::vector<std::string> lines = problem_lines(view.problems[i], canvas.size.columns);
    if (room == 0 || (i > 0 && lines.size() > room)) {
      canvas.add(fmt::format("and {} more: prodparity status", view.problems.size() - i));
      break;
    }
    lines.resize(std::min(lines.size(), room));
    for (const std::string& line : lines)
      canvas.add(line);
    room -= lines.size();
  }
}

// What is known of the selected row, a line each.
std::vector<std::string> details_of(const Row& row, std::size_t columns) {
  constexpr std::size_t indent = 8;
  const std::size_t width = columns > 2 * indent ? columns - indent : columns;
  std::vector<std::string> lines;
  const auto take = [&](const std::vector<std::string>& wrapped) {
    for (const std::string& line : wrapped)
      lines.push_back(std::string(columns - width, ' ') + line);
  };
  take(wrap_sentence(row.why, width));
  for (const std::string& detail : row.details)
    take(wrap_command(detail, width));
  return lines;
}

// The rows around the selected one, and its details right below it where there is room.
void draw_rows(Canvas& canvas, const View& view, std::size_t room) {
  const std::vector<const Row*> rows = shown_rows(view);
  if (rows.empty()) {
    canvas.add(view.rows.empty() ? "no differences"
                                 : "no differences pass the filter (f, / and Esc change it)");
    return;
  }
  const auto found = std::ranges::find(rows, view.selected, &Row::id);
  const std::size_t selected =
      found == rows.end() ? 0 : static_cast<std::size_t>(found - rows.begin());
  std::vector<std::string> details = details_of(*rows[selected], canvas.size.columns);
  details.resize(std::min(details.size(), room - std::min(room, least_list)));
  const std::size_t list = room - details.size();
  const std::size_t first =
      rows.size() <= list ? 0
                          : std::min(selected - std::min(selected, list / 2), rows.size() - list);
  for (std::size_t i = first; i < std::min(first + list, rows.size()); ++i) {
    const Row& row = *rows[i];
    canvas.add(fmt::format("{} {} {}{}", i == selected ? '>' : ' ', word_of(row.tier), row.title,
                           row.of_session ? "" : " (not of this session)"),
               row.tier == Tier::block ? red : std::string_view());
    if (i != selected) continue;
    for (const std::string& line : details)
      canvas.add(line);
  }
}

std::string foot_of(const View& view) {
  if (view.typing) return fmt::format("/{}_  Enter keeps it, Esc ends it", printable(view.text));
  std::string text = fmt::format("f {}", to_string(view.filter));
  text += view.text.empty() ? "  / filter" : "  /" + printable(view.text) + "  Esc all";
  return text + "  j k move  r look again  q quit";
}

}  // namespace

std::vector<std::string> draw(const View& view, Size size, bool colour) {
  Canvas canvas{.size = size, .colour = colour, .lines = {}};
  if (size.rows == 0) return {};
  canvas.size.rows = size.rows - 1;  // the last one is the foot
  draw_head(canvas, view);
  const std::size_t room = canvas.left();
  const std::size_t timeline = room < 2 * least_list ? 0 : std::min(view.timeline.size(), room / 3);
  const std::size_t list = room - timeline - (timeline == 0 ? 0 : 1);
  draw_rows(canvas, view, list);
  while (canvas.left() > room - list)
    canvas.add("");
  if (timeline != 0) canvas.add("timeline", bold);
  for (std::size_t i = view.timeline.size() - timeline; i < view.timeline.size(); ++i)
    canvas.add(view.timeline[i]);
  canvas.size.rows = size.rows;
  canvas.add(foot_of(view), bold);
  return std::move(canvas.lines);
}

}  // namespace prodparity::live
