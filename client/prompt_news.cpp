#include "client/prompt_news.h"

#include "core/json.h"
#include "core/report/summary.h"
#include "core/text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

using nlohmann::json;

constexpr std::size_t names_shown = 3;
constexpr std::size_t name_bytes = 60;
constexpr std::size_t command_bytes = 400;

// The first remedy of this kind that can be typed.
std::string command_of(const json& data, std::string_view kind) {
  const json remedies = part_at(data, "remedies");
  if (!remedies.is_array()) return {};
  for (const json& remedy : remedies) {
    if (text_at(remedy, "kind") != kind) continue;
    std::string command = text_at(remedy, "command");
    const std::string target = text_at(remedy, "target");
    if (command.empty()) continue;
    return target == "shell" ? command : fmt::format("in {}: {}", target, command);
  }
  return {};
}

// Remedies come the recommended one first: to ship, where dev is ahead by a security update.
bool recommends_shipping(const json& data) {
  const json remedies = part_at(data, "remedies");
  return remedies.is_array() && !remedies.empty() && text_at(remedies.front(), "kind") == "ship";
}

NewsItem item_of(const json& data) {
  const json group = part_at(data, "group");
  return {.id = text_at(data, "id"),
          .group = text_at(group, "id"),
          .head = text_at(group, "head"),
          .kind = text_at(data, "kind"),
          .ecosystem = text_at(data, "ecosystem"),
          .name = text_at(data, "name"),
          .dev_version = text_at(data, "dev_version"),
          .prod_version = text_at(data, "prod_version"),
          .tier = text_at(data, "tier"),
          .group_size = std::max<std::size_t>(number_at(group, "size"), 1),
          .ship = command_of(data, "ship"),
          .undo = command_of(data, "undo"),
          .ship_first = recommends_shipping(data)};
}

// One line's worth: a group's members in it, the strictest tier among them.
struct Line {
  std::vector<const NewsItem*> members;
  bool block = false;
};

std::vector<Line> lines_of(const News& news) {
  std::vector<Line> lines;
  for (const NewsItem& item : news.appeared) {
    Line* line = nullptr;
    for (Line& known : lines) {
      if (!item.group.empty() && known.members.front()->group == item.group &&
          known.members.front()->kind == item.kind)
        line = &known;
    }
    if (line == nullptr) line = &lines.emplace_back();
    line->members.push_back(&item);
    line->block = line->block || item.tier == "block";
  }
  std::ranges::stable_sort(lines, [](const Line& a, const Line& b) { return a.block > b.block; });
  return lines;
}

std::string names_of(const Line& line) {
  std::string names;
  for (std::size_t i = 0; i < line.members.size(); ++i) {
    if (i == names_shown) {
      names += fmt::format(" and {} more", line.members.size() - i);
      break;
    }
    names += (i == 0 ? "" : ", ") + printable(line.members[i]->name, name_bytes);
  }
  return names;
}

const NewsItem& head_of(const Line& line) {
  const auto head = std::ranges::find_if(
      line.members, [](const NewsItem* item) { return item->name == item->head; });
  return head == line.members.end() ? *line.members.front() : **head;
}

std::string what_of(const Line& line) {
  const NewsItem& head = head_of(line);
  const std::string here = printable(head.dev_version, name_bytes);
  const std::string there = printable(head.prod_version, name_bytes);
  if (head.kind == "dev_only") {
    const std::size_t with = std::max(head.group_size, line.members.size()) - 1;
    if (with == 0)
      return fmt::format("{} {} is not in production", printable(head.name, name_bytes), here);
    return fmt::format("{}, with {} it pulled in, is not in production",
                       printable(head.head.empty() ? head.name : head.head, name_bytes),
                       counted(with, "package", "packages"));
  }
  if (head.kind == "prod_only")
    return fmt::format("{} is in production ({}) and not here", names_of(line), there);
  return fmt::format("{}: {} here, {} in production", names_of(line), here, there);
}

struct Text {
  std::string text;
  std::size_t lines = 0;

  void add(const std::string& line) {
    text += line + '\n';
    ++lines;
  }
};

// What ends it: for a block the recommended way too, if that is to ship.
void add_remedies(Text& text, const Line& line, std::size_t last) {
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

std::string heading(const std::vector<Line>& lines) {
  const auto blocks = static_cast<std::size_t>(
      std::ranges::count_if(lines, [](const Line& line) { return line.block; }));
  std::string tiers;
  if (blocks > 0) tiers = fmt::format("{} block", blocks);
  if (blocks < lines.size())
    tiers += fmt::format("{}{} warn", tiers.empty() ? "" : ", ", lines.size() - blocks);
  return fmt::format("prodparity: {} from production: {}",
                     counted(lines.size(), "new difference", "new differences"), tiers);
}

void add_appeared(Text& text, const std::vector<Line>& lines, bool colour, std::size_t last) {
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
    text.add(std::string(tier) + what_of(lines[i]));
    const std::size_t others = lines.size() - i - 1;
    add_remedies(text, lines[i], last - std::min(last, std::min<std::size_t>(others, 2)));
  }
  text.add(
      fmt::format(" all: prodparity findings | why: prodparity explain {} | "
                  "quiet here: prodparity mute",
                  printable(shell_word(head_of(lines.front()).name), name_bytes)));
}

std::string resolved_line(const std::vector<std::string>& names) {
  std::string text = "prodparity: resolved: ";
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i == names_shown) return text + fmt::format(" and {} more", names.size() - i);
    text += (i == 0 ? "" : ", ") + printable(names[i], name_bytes);
  }
  return text;
}

}  // namespace

void add_entries(News& news, const json& entries) {
  if (!entries.is_array()) return;
  for (const json& entry : entries) {
    const std::string kind = text_at(entry, "kind");
    if (kind != "finding_announced" && kind != "resolved") continue;
    const json data = part_at(entry, "data");
    const std::string id = text_at(data, "id");
    const auto known = std::ranges::find(news.appeared, id, &NewsItem::id);
    if (kind == "finding_announced") {
      if (known == news.appeared.end())
        news.appeared.push_back(item_of(data));
      else
        *known = item_of(data);  // told again: another version or tier
    } else if (known != news.appeared.end()) {
      news.appeared.erase(known);
    } else {
      news.resolved.push_back(text_at(data, "name"));
    }
  }
}

std::string render_news(const News& news, bool colour) {
  if (news.empty()) return {};
  Text text;
  if (!news.resolved.empty()) text.add(resolved_line(news.resolved));
  const std::vector<Line> lines = lines_of(news);
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
