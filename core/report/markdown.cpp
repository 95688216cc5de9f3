#include "core/report/fold.h"
#include "core/report/report.h"
#include "core/report/summary.h"
#include "core/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {
namespace {

// One cell of hostile text must not use up the comment.
constexpr std::size_t cell_bytes = 300;
constexpr std::size_t command_bytes = 1500;
constexpr std::size_t names_shown = 5;
constexpr std::size_t remedies_shown = 4;

// Only what cannot end the marker's HTML comment.
std::string marker_key(std::string_view key) {
  std::string safe;
  for (const char c : key.substr(0, 100)) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    const bool dash = c == '-' && !safe.empty() && safe.back() != '-';
    safe += letter || dash || c == '.' || c == '/' ? c : '_';
  }
  if (!safe.empty() && safe.back() == '-') safe.back() = '_';
  return safe;
}

std::string_view symbol_of(Tier tier) {
  switch (tier) {
    case Tier::block:
      return "⛔";
    case Tier::warn:
      return "⚠️";
    case Tier::info:
      return "ℹ️";
    case Tier::ignore:
      return "✅";
  }
  return "";
}

std::string_view symbol_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::block:
      return "⛔";
    case Outcome::warn:
      return "⚠️";
    case Outcome::could_not_check:
      return "❔";
    case Outcome::clean:
      return "✅";
  }
  return "";
}

// Of the verdict, without any untrusted text: it stands in HTML.
std::string title(const Verdict& verdict, const Tally& of) {
  std::vector<std::string> parts;
  if (of.block > 0) parts.push_back(fmt::format("{} block", of.block));
  if (of.warn > 0) parts.push_back(fmt::format("{} warn", of.warn));
  if (of.ships > 0) parts.push_back(fmt::format("{} shipped by this branch", of.ships));
  const auto gaps = std::count_if(verdict.gaps.begin(), verdict.gaps.end(),
                                  [](const Gap& gap) { return !gap.accepted; });
  if (gaps > 0) parts.push_back(fmt::format("{} could not be checked", gaps));
  if (parts.empty())
    parts.emplace_back(verdict.references.empty() ? "nothing was compared" : "clean");
  return fmt::format("{} Dev/prod parity: {}", symbol_of(outcome_of(verdict)),
                     fmt::join(parts, ", "));
}

std::string reference_line(const ReferenceSummary& reference) {
  std::vector<std::string> compared;
  for (const ComparedCount& count : reference.compared)
    compared.push_back(counted_components(count));
  const std::string what =
      compared.empty() ? "nothing compared" : fmt::format("{} compared", fmt::join(compared, ", "));
  return fmt::format(
      "Dev container against {} {} ({}); {}.\n", markdown_text(reference.name, cell_bytes),
      markdown_code(reference.source, cell_bytes),
      markdown_text(reference_details(reference), cell_bytes), markdown_text(what, cell_bytes));
}

std::string codes(const Row& row) {
  std::vector<std::string> parts;
  const bool with_it = row.head->drift.kind != DriftKind::version && row.members.size() > 1 &&
                       row.head->drift.name == row.head->group.head;
  const std::size_t shown = with_it ? 1 : std::min(row.names.size(), names_shown);
  for (std::size_t i = 0; i < shown; ++i)
    parts.push_back(markdown_code(row.names[i], cell_bytes));
  std::string text = fmt::format("{}", fmt::join(parts, ", "));
  if (row.names.size() > shown) text += fmt::format(" + {}", row.names.size() - shown);
  const Drift& drift = row.head->drift;
  if (!drift.place.empty()) return text + " in " + markdown_code(drift.place, cell_bytes);
  const std::string ecosystem = ecosystem_label(drift.ecosystem);
  return ecosystem.empty() ? text : text + " (" + markdown_text(ecosystem, cell_bytes) + ")";
}

std::string version_cell(const Shared<Component>& component) {
  return component ? markdown_code(component->version, cell_bytes) : "–";
}

// It leaves the container: the package manager's own words, never a tool call's.
std::string cause_cell(const Attribution& attribution) {
  const Cause& likeliest = attribution.likeliest;
  if (likeliest.actor == Actor::unknown) return "–";
  std::string text = markdown_text(who_of(likeliest), cell_bytes);
  if (!likeliest.command.empty()) text += ", " + markdown_code(likeliest.command, cell_bytes);
  for (const std::string& other : other_actors(attribution))
    text += ", or " + markdown_text(other, cell_bytes);
  return text;
}

std::string remedy_text(const Remedy& remedy) {
  std::string text = fmt::format("{}: ", to_string(remedy.kind));
  if (remedy.command.empty()) return text + markdown_text(remedy.note, cell_bytes);
  if (!remedy.target.empty() && remedy.target != "shell")
    text += markdown_code(remedy.target, cell_bytes) + ": ";
  // A command that is cut would be another command.
  text += printable(remedy.command, command_bytes).size() > command_bytes
              ? "a command too long for a comment (`prodparity explain`)"
              : markdown_code(remedy.command, command_bytes);
  if (!remedy.note.empty()) text += " (" + markdown_text(remedy.note, cell_bytes) + ")";
  return text;
}

std::string remedies_cell(const Row& row) {
  const std::vector<Remedy> remedies = remedies_of(row);
  std::vector<std::string> parts;
  for (const Remedy& remedy : std::span(remedies).first(std::min(remedies.size(), remedies_shown)))
    parts.push_back(remedy_text(remedy));
  if (remedies.size() > remedies_shown)
    parts.push_back(fmt::format("{} more: `prodparity explain`", remedies.size() - remedies_shown));
  return fmt::format("{}", fmt::join(parts, "<br>"));
}

// Production as this branch makes it: "this branch, `Dockerfile:7`".
std::string shipped_cell(const Row& row) {
  const Evidence& at = row.head->shipping.at;
  return "this branch, " + markdown_code(fmt::format("{}:{}", at.path, at.line), cell_bytes);
}

std::string end_cell(const Row& row) {
  if (row.ships) return "done";
  const std::string remedies = remedies_cell(row);
  const std::string shipping = shipping_of(row);
  if (shipping.empty()) return remedies;
  return markdown_text(shipping, 2 * cell_bytes) + (remedies.empty() ? "" : "<br>") + remedies;
}

std::string table_row(const Row& row, bool with_cause) {
  const Drift& drift = row.head->drift;
  std::string because = markdown_text(why(row), cell_bytes);
  if (const std::string special = peculiarities(row); !special.empty())
    because = markdown_text(special, cell_bytes) + "; " + because;
  const std::string cause =
      with_cause ? " " + cause_cell(*row.head->attribution) + " |" : std::string();
  return fmt::format("| {} | {}<br><sub>{}</sub> | {} | {} |{} {} |\n",
                     row.ships ? symbol_of(Tier::ignore) : symbol_of(row.tier), codes(row), because,
                     version_cell(drift.dev),
                     row.ships ? shipped_cell(row) : version_cell(drift.prod), cause,
                     end_cell(row));
}

std::string gap_line(const Gap& gap) {
  std::string text = fmt::format("- {}: {}", markdown_text(gap_title(gap), cell_bytes),
                                 markdown_text(gap.sentence, 2 * cell_bytes));
  if (!gap.remedy.empty()) text += ". To do: " + markdown_text(gap.remedy, 2 * cell_bytes);
  return text + "\n";
}

std::string information_line(const Row& row) {
  const Drift& drift = row.head->drift;
  const std::string production = markdown_text(drift.reference, cell_bytes);
  switch (drift.kind) {
    case DriftKind::version:
      return fmt::format("- {}: {} here, {} in {}\n", codes(row), version_cell(drift.dev),
                         version_cell(drift.prod), production);
    case DriftKind::dev_only:
      return fmt::format("- {}: {} here, not in {}\n", codes(row), version_cell(drift.dev),
                         production);
    case DriftKind::prod_only:
      return fmt::format("- {}: {} in {}, not here\n", codes(row), version_cell(drift.prod),
                         production);
    case DriftKind::fact:
      break;
  }
  return fmt::format("- {}: differs from {}\n", codes(row), production);
}

// As much as `budget` bytes take: adds the lines of `items` while they fit, and says how many did
// not.
template <class Item>
std::string within(std::size_t budget, std::span<const Item> items, std::string_view what,
                   const std::function<std::string(const Item&)>& line) {
  constexpr std::size_t room_for_the_rest = 100;
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string next = line(items[i]);
    if (text.size() + next.size() + room_for_the_rest > budget) {
      return text + fmt::format("\n{} more {} did not fit here: `prodparity report`.\n",
                                items.size() - i, what);
    }
    text += next;
  }
  return text;
}

std::string difference_table(std::span<const Row> rows, std::size_t budget) {
  if (rows.empty()) return {};
  const bool with_cause = std::any_of(rows.begin(), rows.end(), [](const Row& row) {
    return row.head->attribution->likeliest.actor != Actor::unknown;
  });
  std::string head = with_cause ? "| | Difference | Dev | Production | Caused by | To end it |\n"
                                  "|---|---|---|---|---|---|\n"
                                : "| | Difference | Dev | Production | To end it |\n"
                                  "|---|---|---|---|---|\n";
  return "\n" + head + within<Row>(budget, rows, "differences", [&](const Row& row) {
           return table_row(row, with_cause);
         });
}

std::string information(std::span<const Row> rows, std::size_t budget) {
  if (rows.empty()) return {};
  const std::string head = fmt::format("\n<details><summary>{} for information</summary>\n\n",
                                       counted(rows.size(), "more difference", "more differences"));
  const std::string_view end = "\n</details>\n";
  if (budget < head.size() + end.size() + 200) return {};  // the counts still tell of them
  return head +
         within<Row>(budget - head.size() - end.size(), rows, "differences", information_line) +
         std::string(end);
}

// As a sentence begins, where a word begins it: a file name keeps its own letters.
std::string capitalised(std::string text) {
  const std::size_t end = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz-");
  if (end == 0 || (end != std::string::npos && text[end] != ' ' && text[end] != ':')) return text;
  text.front() = static_cast<char>(text.front() - 'a' + 'A');
  return text;
}

std::string footer(const Verdict& verdict, std::size_t budget) {
  return "\n<sub>" + markdown_text(capitalised(counts_line(verdict.counts))) + "." +
         within<Note>(budget, verdict.notes, "notes",
                      [](const Note& note) {
                        return " " + markdown_text(capitalised(note.sentence), cell_bytes) + ".";
                      }) +
         "</sub>\n";
}

std::string gaps(const Verdict& verdict, std::size_t budget) {
  if (verdict.gaps.empty()) return {};
  return "\n**Not checked**\n\n" + within<Gap>(budget, verdict.gaps, "gaps", gap_line);
}

}  // namespace

std::string render_markdown(const Verdict& verdict, const MarkdownStyle& style) {
  const std::vector<Row> rows = fold(verdict.findings);
  const auto first_quiet =
      std::find_if(rows.begin(), rows.end(), [](const Row& row) { return row.tier < Tier::warn; });
  const auto first_ignored = std::find_if(first_quiet, rows.end(),
                                          [](const Row& row) { return row.tier == Tier::ignore; });
  const std::string head = fmt::format("<!-- prodparity:{} --><h3>{}</h3>\n\n",
                                       marker_key(style.key), title(verdict, tally(rows))) +
                           within<ReferenceSummary>(style.limit_characters / 8, verdict.references,
                                                    "references", reference_line);
  const std::string end = footer(verdict, style.limit_characters / 8);
  const auto left = [&](std::size_t used) {
    return style.limit_characters > used ? style.limit_characters - used : 0;
  };
  std::size_t used = head.size() + end.size();
  const std::string gap_list = gaps(verdict, left(used) / 3);
  used += gap_list.size() + 200;  // the table's head
  const std::string table = difference_table({rows.begin(), first_quiet}, left(used));
  used += table.size();
  return head + table + gap_list + information({first_quiet, first_ignored}, left(used)) + end;
}

}  // namespace prodparity
