#include "client/plan_text.h"

#include "client/news.h"
#include "core/json.h"
#include "core/text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {
namespace {

using nlohmann::json;

constexpr std::size_t names_shown = 3;
constexpr std::size_t stops_shown = 3;
constexpr std::size_t lines_shown = 2;
constexpr std::size_t name_bytes = 60;
constexpr std::size_t reason_bytes = 200;
constexpr std::size_t command_bytes = 400;

bool flag_at(const json& object, const char* key) {
  return part_at(object, key) == json(true);
}

News news_of(const json& answer) {
  News news;
  add_entries(news, part_at(answer, "entries"));
  return news;
}

std::string said(std::string_view text) {
  return fmt::format("prodparity: {}\n", text);
}

// "BLOCK libssl3: 3.0.22 here, 3.0.20 in production (rule openssl-version)".
std::string difference(const NewsLine& line) {
  const NewsItem& head = head_of(line);
  std::string text = fmt::format("{} {}", line.block ? "BLOCK" : "WARN", what_of(line));
  // Of a group the member that decides is not always its head.
  const auto decides = std::ranges::find(line.members, std::string_view("block"),
                                         [](const NewsItem* item) { return item->tier; });
  const NewsItem& decided = decides == line.members.end() ? head : **decides;
  if (&decided != &head && head.kind == "dev_only")
    text += fmt::format(", {} among them", printable(decided.name, name_bytes));
  if (!decided.rule.empty()) text += fmt::format(" (rule {})", printable(decided.rule, name_bytes));
  return text;
}

std::string command(std::string_view word, const std::string& text) {
  return text.empty() ? std::string() : fmt::format("{}: {}", word, printable(text, command_bytes));
}

// The recommended one first.
std::vector<std::string> remedies_of(const NewsItem& item) {
  std::vector<std::string> found = {command("undo", item.undo), command("ship", item.ship)};
  if (item.ship_first) std::ranges::reverse(found);
  std::erase(found, std::string());
  return found;
}

std::string not_compared(const json& answer) {
  const std::string why = text_at(answer, "not_compared");
  if (why.empty()) return {};
  return said("not compared with production: " + printable(why, reason_bytes));
}

std::string counted_rest(std::size_t rest) {
  return fmt::format("and {} more", rest);
}

// Each blocking difference with what production has, or what ships it.
std::string blocking_lines(const json& answer) {
  const News news = news_of(answer);
  std::vector<NewsLine> lines = fold_news(news);
  std::erase_if(lines, [](const NewsLine& line) { return !line.block; });
  std::string text;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i == stops_shown) {
      text += said(counted_rest(lines.size() - i));
      break;
    }
    const NewsItem& head = head_of(lines[i]);
    text += said(difference(lines[i]) +
                 (head.reason.empty() ? "" : "; " + printable(head.reason, reason_bytes)));
    if (head.kind == "version" && !head.undo.empty())
      text += said("  " + command("what production has", head.undo));
    if (!head.ship.empty()) text += said("  " + command("ship", head.ship));
  }
  return text;
}

// pip has no hook of its own: only agents' before a tool keep it from running.
std::string_view stopped_by(const News& news) {
  const bool of_pip = std::ranges::any_of(
      news.appeared, [](const NewsItem& item) { return item.ecosystem == "pypi"; });
  return of_pip ? " a coding agent's hook would deny it: enforce is block\n"
                : " apt would be stopped: enforce is block\n";
}

}  // namespace

std::string plan_warning(const json& answer) {
  const News news = news_of(answer);
  const std::vector<NewsLine> lines = fold_news(news);
  std::string text;
  for (std::size_t i = 0; i < lines.size() && i < lines_shown; ++i) {
    const bool last = i + 1 == lines_shown && lines.size() > lines_shown;
    text +=
        said("after this run: " + (last ? counted_rest(lines.size() - i) : difference(lines[i])));
  }
  if (flag_at(answer, "let_through")) text += said("let through, and journaled with its reason");
  return text + not_compared(answer);
}

std::string plan_stop(const json& answer) {
  const std::string text =
      said("apt is stopped before anything changes: production is not what this run would leave") +
      blocking_lines(answer);
  if (flag_at(answer, "refused"))
    return text + said(
                      "the reason given is an agent's, and the policy does not say "
                      "agents_may_override: a person may let it through");
  return text + said("to let this one run through, journaled: -o prodparity::Allow=\"reason\"");
}

std::string plan_denial(const json& answer, std::string_view ecosystem) {
  const std::string text = said("this command was not run: production is not what it would leave") +
                           blocking_lines(answer);
  if (ecosystem == "deb")
    return text +
           said(
               "to let this one run through, journaled: -o prodparity::Allow=\"reason\"; where "
               "the policy does not say agents_may_override, a person may");
  return text + said(
                    "a waiver in the policy file lets it through (prodparity accept); a person may "
                    "run it");
}

std::string plan_report(const json& answer) {
  const News news = news_of(answer);
  const std::vector<NewsLine> lines = fold_news(news);
  std::string text;
  for (const NewsLine& line : lines) {
    const NewsItem& head = head_of(line);
    text += ' ' + difference(line) + '\n';
    if (!head.reason.empty()) text += "       " + printable(head.reason, reason_bytes) + '\n';
    if (!head.ship.empty()) text += "       " + command("ship", head.ship) + '\n';
  }
  const std::size_t shown = news.appeared.size();
  const std::size_t count = number_at(answer, "count");
  if (count > shown) text += fmt::format(" and {} more packages\n", count - shown);
  if (!news.resolved.empty()) {
    std::vector<std::string> names;
    for (const std::string& name : news.resolved)
      names.push_back(printable(name, name_bytes));
    text += fmt::format(" ends: {}\n", listed(names, names_shown));
  }
  const std::string decision = text_at(answer, "decision");
  std::string head = "prodparity: as planned, nothing that matters would differ\n";
  if (!lines.empty()) head = "prodparity: as planned, this would differ from production:\n";
  if (decision == "stop") text += stopped_by(news);
  const std::string gap = not_compared(answer);
  if (!gap.empty() && lines.empty()) return gap + text;
  return head + text + gap;
}

AppliedText applied_text(const json& answer) {
  const News news = news_of(answer);
  const std::vector<NewsLine> lines = fold_news(news);
  AppliedText result;
  std::set<std::string_view> told;  // ids
  const auto tell = [&](const NewsLine& line, const std::string& more) {
    result.text += said(difference(line) + more);
    for (const NewsItem* const item : line.members)
      told.insert(item->id);
  };
  const std::size_t ended = news.resolved.size() + news.shipping.size();
  if (lines.size() == 1 && ended == 0) {
    tell(lines[0], "");
    const std::vector<std::string> remedies = remedies_of(head_of(lines[0]));
    if (!remedies.empty()) result.text += said(fmt::format("{}", fmt::join(remedies, "; ")));
  } else if (!lines.empty()) {
    const auto with_remedy = [&](const NewsLine& line) {
      const std::vector<std::string> remedies = remedies_of(head_of(line));
      tell(line, remedies.empty() ? "" : "; " + remedies.front());
    };
    with_remedy(lines[0]);
    if (lines.size() == 2 && ended == 0) {
      with_remedy(lines[1]);
    } else {
      std::string rest = lines.size() > 1 ? counted_rest(lines.size() - 1) : std::string();
      if (ended != 0) rest += fmt::format("{}{} ended", rest.empty() ? "" : ", ", ended);
      result.text += said(rest + ": prodparity findings");
    }
  } else if (ended != 0) {
    result.text = ended_line(news, names_shown) + '\n';
  }
  const bool all_ended =
      lines.empty() && std::max(news.resolved.size(), news.shipping.size()) <= names_shown;
  const json entries = part_at(answer, "entries");
  if (!entries.is_array()) return result;
  for (const json& entry : entries) {
    const std::string id = text_at(part_at(entry, "data"), "id");
    if (told.contains(id) || (all_ended && text_at(entry, "kind") != "finding_announced"))
      result.shown.push_back(number_at(entry, "sequence"));
  }
  return result;
}

}  // namespace prodparity
