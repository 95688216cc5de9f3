#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

// One package in one run of apt.
struct AptChange {
  enum class Action { install, reinstall, upgrade, downgrade, remove, purge };
  Action action = Action::install;
  std::string name;
  std::string arch;
  std::string version;           // new; of remove and purge: the one that went
  std::string previous_version;  // of upgrade and downgrade
  bool automatic = false;        // installed as a dependency

  bool operator==(const AptChange&) const = default;
};

// One run, as apt notes it in /var/log/apt/history.log. A hint, never truth: any root process may
// write there.
struct AptRun {
  std::string start_date;    // "2026-05-20  16:27:19", local time, as it stands there
  std::string end_date;      // empty: it did not come to its end
  std::string command_line;  // at most limits::command_line_bytes
  std::string requested_by;  // "dev (1000)"
  std::string error;
  std::vector<AptChange> changes;

  bool operator==(const AptRun&) const = default;
};

// The runs in the order of the file. Nothing is an error: lines and items of another form are
// passed over; past limits::apt_runs runs or limits::components changes the rest is left out.
std::vector<AptRun> parse_apt_history(std::string_view bytes);

// What was asked for: installed, and not as a dependency. Views into `run`.
std::vector<std::string_view> asked_for(const AptRun& run);

}  // namespace prodparity
