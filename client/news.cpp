#include "client/news.h"

#include "core/attribution/attribution_json.h"
#include "core/json.h"
#include "core/report/summary.h"
#include "core/text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

using nlohmann::json;

constexpr std::size_t names_shown = 3;
constexpr std::size_t name_bytes = 60;
constexpr std::size_t sentence_bytes = 500;  // two digests and the name of an image are in it

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
  const Attribution attribution = read_attribution(part_at(data, "attribution"));
  return {.id = text_at(data, "id"),
          .group = text_at(group, "id"),
          .head = text_at(group, "head"),
          .kind = text_at(data, "kind"),
          .ecosystem = text_at(data, "ecosystem"),
          .name = text_at(data, "name"),
          .dev_version = text_at(data, "dev_version"),
          .prod_version = text_at(data, "prod_version"),
          .tier = text_at(data, "tier"),
          .rule = text_at(data, "rule"),
          .reason = text_at(data, "reason"),
          .group_size = std::max<std::size_t>(number_at(group, "size"), 1),
          .ship = command_of(data, "ship"),
          .undo = command_of(data, "undo"),
          .ship_first = recommends_shipping(data),
          .cause = text_at(data, "cause"),
          .who = who_of(attribution.likeliest),
          .caused_by = caused_by(attribution)};
}

// What it did itself concerns an agent most; a person has no `cause` and asks for nothing of it.
int distance_of(const NewsLine& line) {
  int nearest = 3;
  for (const NewsItem* const item : line.members) {
    if (item->cause == "this_call") nearest = 0;
    if (item->cause == "this_session") nearest = std::min(nearest, 1);
    if (item->cause != "other") nearest = std::min(nearest, 2);
  }
  return nearest;
}

}  // namespace

std::vector<NewsLine> fold_news(const News& news) {
  std::vector<NewsLine> lines;
  for (const NewsItem& item : news.appeared) {
    NewsLine* line = nullptr;
    for (NewsLine& known : lines) {
      if (!item.group.empty() && known.members.front()->group == item.group &&
          known.members.front()->kind == item.kind)
        line = &known;
    }
    if (line == nullptr) line = &lines.emplace_back();
    line->members.push_back(&item);
    line->block = line->block || item.tier == "block";
  }
  std::ranges::stable_sort(lines, [](const NewsLine& a, const NewsLine& b) {
    return std::tuple(distance_of(a), !a.block) < std::tuple(distance_of(b), !b.block);
  });
  return lines;
}

namespace {

constexpr std::string_view usual_characters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+~:!@/=-";

// An untrusted name or version, printable. What is no usual one stands in quotation marks, so that
// words in it are read as part of the name and not as part of our sentence.
std::string shown(std::string_view name) {
  std::string text = printable(name, name_bytes);
  if (name.find_first_not_of(usual_characters) == std::string_view::npos) return text;
  std::ranges::replace(text, '"', '\'');
  return '"' + text + '"';
}

std::string shown(const std::vector<std::string>& names, std::size_t most) {
  std::vector<std::string> each;
  each.reserve(names.size());
  for (const std::string& name : names)
    each.push_back(shown(name));
  return listed(each, most);
}

std::string names_of(const NewsLine& line) {
  std::vector<std::string> names;
  for (const NewsItem* const item : line.members)
    names.push_back(item->name);
  return shown(names, names_shown);
}

}  // namespace

const NewsItem& head_of(const NewsLine& line) {
  const auto head = std::ranges::find_if(
      line.members, [](const NewsItem* item) { return item->name == item->head; });
  return head == line.members.end() ? *line.members.front() : **head;
}

std::string what_of(const NewsLine& line) {
  const NewsItem& head = head_of(line);
  const std::string here = shown(head.dev_version);
  const std::string there = shown(head.prod_version);
  if (head.kind == "dev_only") {
    const std::size_t with = std::max(head.group_size, line.members.size()) - 1;
    if (with == 0) return fmt::format("{} {} is not in production", shown(head.name), here);
    return fmt::format("{}, with {} it pulled in, is not in production",
                       shown(head.head.empty() ? head.name : head.head),
                       counted(with, "package", "packages"));
  }
  if (head.kind == "prod_only")
    return fmt::format("{} is in production ({}) and not here", names_of(line), there);
  return fmt::format("{}: {} here, {} in production", names_of(line), here, there);
}

std::string ended_line(const News& news, std::size_t most) {
  std::string text;
  if (!news.resolved.empty()) text = shown(news.resolved, most);
  std::map<std::string, std::vector<std::string>> by_place;
  for (const NewsShipped& shipped : news.shipping)
    by_place[shipped.place].push_back(shipped.name);
  std::size_t places = 0;
  for (const auto& [place, names] : by_place) {
    if (!text.empty()) text += "; ";
    if (++places > most) {
      text += "and more";
      break;
    }
    text += fmt::format("{} (shipped by this branch, {})", shown(names, most), shown(place));
  }
  return "prodparity: resolved: " + text;
}

std::string production_lines(const News& news) {
  std::string text;
  for (const std::string& sentence : news.production)
    text += "prodparity: " + sentence + '\n';
  return text;
}

namespace {

bool is_missing(const json& problem) {
  return text_at(problem, "kind") == "missing";
}

json problems_of(const json& status) {
  json problems = part_at(status, "reference_problems");
  return problems.is_array() ? problems : json::array();
}

}  // namespace

std::string unknown_production(const json& problem) {
  const std::string text = "production cannot be compared with: " +
                           printable(text_at(problem, "sentence"), sentence_bytes);
  const std::string remedy = printable(text_at(problem, "remedy"), sentence_bytes);
  return remedy.empty() ? text : text + "; what to do: " + remedy;
}

std::vector<std::string> reference_problems(const json& status) {
  std::vector<std::string> lines;
  for (const json& problem : problems_of(status))
    lines.push_back(is_missing(problem) ? unknown_production(problem)
                                        : printable(text_at(problem, "sentence"), sentence_bytes));
  return lines;
}

std::vector<std::string> missing_references(const json& status) {
  std::vector<std::string> lines;
  for (const json& problem : problems_of(status)) {
    if (is_missing(problem) && !text_at(problem, "remedy").empty())
      lines.push_back(unknown_production(problem));
  }
  return lines;
}

void add_entries(News& news, const json& entries) {
  if (!entries.is_array()) return;
  for (const json& entry : entries) {
    const std::string kind = text_at(entry, "kind");
    const json data = part_at(entry, "data");
    if (kind == "production_changed")
      news.production = {"production changed: " +
                         printable(text_at(data, "sentence"), sentence_bytes)};
    if (kind == "production_unknown") news.production = {unknown_production(data)};
    if (kind != "finding_announced" && kind != "resolved" && kind != "shipping") continue;
    const std::string id = text_at(data, "id");
    const auto known = std::ranges::find(news.appeared, id, &NewsItem::id);
    // What shipped and does not any more is told anew; what shipped and is gone is gone.
    std::erase_if(news.shipping, [&](const NewsShipped& shipped) { return shipped.id == id; });
    if (kind == "finding_announced") {
      if (known == news.appeared.end())
        news.appeared.push_back(item_of(data));
      else
        *known = item_of(data);  // told again: another version or tier
    } else if (known != news.appeared.end()) {
      news.appeared.erase(known);
    } else if (kind == "resolved") {
      news.resolved.push_back(text_at(data, "name"));
    } else {
      news.shipping.push_back(
          {.id = id,
           .name = text_at(data, "name"),
           .place = fmt::format("{}:{}", text_at(data, "path"), number_at(data, "line"))});
    }
  }
}

}  // namespace prodparity
