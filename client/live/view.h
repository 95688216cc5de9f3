#pragma once

#include "core/drift/finding.h"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// What `prodparity watch` shows on a terminal, and how keys change it. Pure: the daemon's answers
// and bytes of the keyboard in, lines of the screen out.
namespace prodparity::live {

enum class Filter { open, session, block, all };  // open: block and warn; session: of these, new
std::string_view to_string(Filter value);

// A group of findings as one line. All text is printable already.
struct Row {
  std::string id;  // of the group: what is selected stays selected when the list changes
  Tier tier = Tier::info;
  bool of_session = false;           // it came since the session began
  std::string title;                 // "libssl3, with 1 more: 3.0.22 here, 3.0.20 in production"
  std::string why;                   // "REASON (rule NAME)", of the member that decided
  std::vector<std::string> details;  // who caused it, then what ends it

  bool operator==(const Row&) const = default;
};

struct View {
  std::string outcome;                // "block"; empty: nothing was answered yet
  std::string state;                  // "settled, generation 5"
  std::vector<std::string> problems;  // why not all can be seen
  std::string production;             // "production: sbom.json (CycloneDX 1.6, unsigned)"
  std::string counts;
  std::vector<Row> rows;              // what the session brought first, then strictest first
  std::vector<std::string> timeline;  // oldest first, at most timeline_lines
  std::uint64_t sequence = 0;         // of the last timeline entry taken in
  Filter filter = Filter::open;
  std::string text;      // rows whose title has it; empty: all
  bool typing = false;   // the keys go into `text`
  std::string selected;  // id of a row; of none that is shown: the first one is

  bool operator==(const View&) const = default;
};
inline constexpr std::size_t timeline_lines = 200;

// The answer to `report` with format json: where things stand, and every finding.
View with_report(View view, const nlohmann::json& answer);
// The answer to `findings`: what is new in the timeline.
View with_entries(View view, const nlohmann::json& answer);
// The daemon does not answer: what was true stays to be seen, and that it may not be so any more.
View without_daemon(View view, std::string_view problem);

// The rows that pass the filters.
std::vector<const Row*> shown_rows(const View& view);

enum class Key { up, down, page_up, page_down, home, end, enter, escape, erase, interrupt, text };
struct KeyPress {
  Key key = Key::text;
  std::string text;  // of `text`: one character

  bool operator==(const KeyPress&) const = default;
};
// The bytes a terminal sends (ECMA-48, xterm's keys). What it does not know is left out.
std::vector<KeyPress> read_keys(std::string_view bytes);

enum class Action { none, quit, rescan };
struct Pressed {
  View view;
  Action action = Action::none;
};
Pressed press(View view, const KeyPress& key);

struct Size {
  std::size_t rows = 24;
  std::size_t columns = 80;
};
// Exactly `size.rows` lines, none wider than `size.columns`. Red is for block alone.
std::vector<std::string> draw(const View& view, Size size, bool colour);

}  // namespace prodparity::live
