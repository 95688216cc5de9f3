#include "core/report/fold.h"
#include "core/report/report.h"
#include "core/report/summary.h"
#include "core/report/wrap.h"
#include "core/text.h"

#include <fmt/format.h>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {
namespace {

constexpr std::size_t sentence_bytes = 2048;
constexpr std::size_t command_bytes = std::size_t{16} * 1024;
constexpr std::size_t names_shown = 4;
constexpr std::size_t text_column = 7;     // where sentences begin: " BLOCK libssl3"
constexpr std::size_t remedy_column = 13;  // and commands: "       undo: sudo apt-get"

constexpr std::string_view reset = "\x1b[0m";

// Red is for block alone.
std::string_view colour_of(Tier tier) {
  switch (tier) {
    case Tier::block:
      return "\x1b[1;31m";
    case Tier::warn:
      return "\x1b[33m";
    case Tier::info:
    case Tier::ignore:
      return "\x1b[2m";
  }
  return "";
}

std::string_view label_of(Tier tier) {
  switch (tier) {
    case Tier::block:
      return "BLOCK";
    case Tier::warn:
      return "WARN";
    case Tier::info:
      return "INFO";
    case Tier::ignore:
      return "ok";
  }
  return "";
}

// Collects the lines. Everything passes printable() here, once; colours are put around it.
class Page {
 public:
  explicit Page(const TerminalStyle& style) : style_(style) {}

  // `label` at column 1, `text` from `column` on.
  void sentence(std::string_view label, std::size_t column, std::string_view text,
                std::string_view colour = {}) {
    put(label, column, wrap_sentence(printable(text, sentence_bytes), room(column)), colour);
  }

  void command(std::string_view label, std::size_t column, std::string_view text) {
    const std::string shown = printable(text, command_bytes);
    if (shown.size() > command_bytes) {  // cut, it would be another command
      return sentence(label, column, "too long to show here: prodparity report --format json");
    }
    put(label, column, wrap_command(shown, room(column)), {});
  }

  std::string text() { return std::move(text_); }

 private:
  // Narrow terminals still get 20 columns of text, and wrap it themselves.
  std::size_t room(std::size_t column) const {
    if (style_.width == 0) return 0;
    return style_.width > column + 20 ? style_.width - column : 20;
  }

  void put(std::string_view label, std::size_t column, const std::vector<std::string>& lines,
           std::string_view colour) {
    std::string_view before = label;
    for (const std::string& line : lines) {
      const bool coloured = style_.colour && !colour.empty() && !before.empty();
      std::string head = fmt::format("{:<{}}", before, column);
      if (coloured) {
        text_ += fmt::format("{}{}{}{}", colour, before, reset, head.substr(before.size()));
      } else {
        text_ += head;
      }
      text_ += line;
      text_ += '\n';
      before = {};
    }
  }

  TerminalStyle style_;
  std::string text_;
};

std::string place_of(const Row& row) {
  const Drift& drift = row.head->drift;
  const std::string ecosystem = ecosystem_label(drift.ecosystem);
  if (ecosystem.empty()) return {};
  return drift.place.empty() ? fmt::format(" ({})", ecosystem)
                             : fmt::format(" ({}, {})", ecosystem, drift.place);
}

std::string in_brackets(const std::string& text) {
  return text.empty() ? text : fmt::format(" ({})", text);
}

// "libssl3, openssl: 3.0.22 here, 3.0.20 in production", "graphviz 2.42, with 71 packages it pulled
// in, is not in production".
std::string headline(const Row& row) {
  const Drift& drift = row.head->drift;
  const std::string special = peculiarities(row);
  const std::string ending =
      (special.empty() ? "" : ", " + special) + in_brackets(caused_by(*row.head->attribution));
  if (drift.kind == DriftKind::version)
    return names_of(row, names_shown) + place_of(row) + ": " + difference(row) + ending;
  const Shared<Component>& component = drift.dev ? drift.dev : drift.prod;
  const std::string version = component ? ' ' + component->version : std::string();
  const std::size_t others = row.members.size() - 1;
  std::string names = names_of(row, names_shown);
  if (const std::string company = company_of(row); !company.empty()) {
    return fmt::format("{}{}{}, with {}, {}{}", row.names.front(), version, place_of(row), company,
                       difference(row), ending);
  }
  names += others == 0 ? version : fmt::format(" (of {})", row.head->group.head);
  return names + place_of(row) + ' ' + difference(row) + ending;
}

void put_row(Page& page, const Row& row, bool explain) {
  const Tier colour = row.ships ? Tier::info : row.tier;
  const std::string label = fmt::format(" {}", row.ships ? "SHIPS" : label_of(row.tier));
  page.sentence(label, text_column, headline(row), colour_of(colour));
  if (row.tier == Tier::ignore) return;
  if (!row.ships) page.sentence("", text_column, why(row));
  if (explain && row.head->attribution)
    page.sentence("", text_column, evidence_of(*row.head->attribution));
  if (const std::string shipping = shipping_of(row); !shipping.empty())
    page.sentence("", text_column, shipping);
  if (row.ships) return;
  if (row.tier == Tier::info && !explain) return;
  for (const Remedy& remedy : remedies_of(row)) {
    const std::string kind = fmt::format("       {}: ", to_string(remedy.kind));
    if (remedy.command.empty()) {
      page.sentence(kind, remedy_column, remedy.note);
      continue;
    }
    const std::string target = remedy.target == "shell" || remedy.target.empty()
                                   ? std::string()
                                   : fmt::format("in {}: ", remedy.target);
    page.command(kind, remedy_column, target + remedy.command);
    if (!remedy.note.empty()) page.sentence("", remedy_column, "(" + remedy.note + ")");
  }
}

void put_gaps(Page& page, const Verdict& verdict) {
  for (const Gap& gap : verdict.gaps) {
    page.sentence(" ?", text_column, gap_title(gap) + ": " + gap.sentence, "\x1b[36m");
    if (!gap.accepted && !gap.remedy.empty())
      page.sentence("       do:", remedy_column, gap.remedy);
  }
}

// The name to try `explain` with: the first that is shown.
std::string hints(std::span<const Row> rows) {
  return fmt::format("all: prodparity findings | why: prodparity explain {}",
                     shell_word(rows.front().head->drift.name));
}

// A part of the findings is never "clean", whatever its tiers: the rest is not looked at.
std::string heading(const Verdict& verdict, std::span<const Row> rows, bool explain) {
  const Tally of = tally(rows);
  if (!explain || of.block + of.warn > 0) return verdict_line(verdict, rows);
  const std::string_view kind = of.ships > 0 ? ", shipped by this branch" : " for information";
  return counted(rows.size(), "difference", "differences").append(kind);
}

}  // namespace

std::string render_terminal(const Verdict& verdict, const TerminalStyle& style) {
  const std::vector<Row> folded = fold(verdict.findings);
  const std::vector<Row> rows = style.all ? fold(verdict.findings, true) : folded;
  Page page(style);
  page.sentence("", 0, "prodparity: " + heading(verdict, folded, style.explain));
  for (const Row& row : rows) {
    if (style.all || style.explain || row.tier >= Tier::warn) put_row(page, row, style.explain);
  }
  put_gaps(page, verdict);
  if (!verdict.findings.empty()) page.sentence("", 1, counts_line(verdict.counts));
  for (const Note& note : verdict.notes)
    page.sentence("", 1, "note: " + note.sentence);
  if (!style.explain && !rows.empty() && rows.front().tier >= Tier::warn)
    page.sentence("", 1, hints(rows));
  return page.text();
}

}  // namespace prodparity
