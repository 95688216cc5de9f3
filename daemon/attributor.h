#pragma once

#include "core/attribution/attribute.h"
#include "core/attribution/ledger.h"
#include "core/attribution/process_chain.h"
#include "core/attribution/tool_windows.h"
#include "core/settle.h"
#include "io/files.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {

// Watches who is at work: the windows of agents' tool calls, the processes that hold a package
// manager's lock, call from below it, or run as a folder changes; and says of a settled change who
// made it. With AttributionMode::off it reads nothing of any process and knows of nobody.
class Attributor {
 public:
  Attributor(AttributionMode mode, std::string root, const Files& files)
      : mode_(mode), root_(std::move(root)), files_(files) {}

  bool is_on() const { return mode_ != AttributionMode::off; }

  // Something of this ecosystem changed: now, for all that is known.
  void on_change(std::string_view ecosystem, Millis now);
  // Who holds the package manager's lock; 0: not to be seen.
  void on_holder(int pid, Millis now);
  // A process that the package manager itself runs (apt's hook) asks: it and those above it are
  // alive now. Of one that runs below no package manager nothing is kept.
  void note_caller(int pid, Millis now);
  // An event of an agent's hook, which runs as process `pid`. Since when what changed is to be
  // judged again; nothing: it is not.
  std::optional<Millis> on_hook(const AgentSession& caller, const ToolEvent& event, int pid,
                                Millis now);

  // `caller` with its session, where it names none: the one whose hook ran below the same program
  // as process `pid` does. Where several did it stays unnamed.
  AgentSession whose(AgentSession caller, int pid) const;

  // Who made what a settled reading has anew, by ecosystem; the changes are kept for a while.
  std::vector<Attributed> attribute(const ChangedVersions& changed, Millis now);
  // The changes kept that lasted until then or later, judged by what is known now.
  std::vector<Attributed> attribute_again(Millis since);

 private:
  struct Change {
    ChangeSpan span;
    ChangedVersions components;
    std::vector<Sighting> sightings;  // those of its time
  };
  void see(Sighting::How how, int pid, const std::string& ecosystem, Millis now);
  void look_for_installers(Millis now);
  void find_program(const AgentSession& caller, int pid, Millis now);
  void close_ended(Millis now);
  Attributed judged(const Change& change) const;
  std::string logged_command(const Change& change) const;

  AttributionMode mode_;
  std::string root_;
  const Files& files_;
  ToolWindows windows_;
  std::vector<Sighting> sightings_;
  std::vector<SessionProgram> programs_;
  std::map<std::string, ChangeSpan, std::less<>> spans_;  // since the last settled reading
  std::vector<Change> changes_;
  Millis last_look_ = 0;
};

}  // namespace prodparity
