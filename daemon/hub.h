#pragma once

#include "core/announce.h"
#include "core/drift/evaluate.h"
#include "core/drift/finding.h"
#include "core/plan_judgement.h"
#include "core/protocol.h"
#include "core/settle.h"
#include "core/snapshot.h"
#include "daemon/answers.h"
#include "daemon/journal_store.h"

#include <nlohmann/json_fwd.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

// What the hub needs from outside; tests give their own.
struct HubOutside {
  std::function<Verdict(const Inventory&, const History&)> evaluate;
  // Who made these what they are now; not set: nobody is asked.
  std::function<std::vector<Attributed>(const ChangedVersions&)> attribute;
  std::function<std::vector<std::string>()> asked;        // names that installs asked for
  std::function<std::vector<std::string>()> environment;  // names of variables handed over
  std::function<std::string()> now;                       // RFC 3339, UTC
  std::function<SnapshotProduction()> production;         // not set: nothing is known of it
  std::function<void(const std::string& line)> tell;      // to every subscriber
  std::function<void(const std::string& text)> warn;      // to the log
  std::function<void()> publish_soon;  // calls publish() in the next moment; not set: at once
};

struct HubSettings {
  std::string root = "/";
  std::string state_folder;  // journal, what was there at the session's start
  std::string run_folder;    // snapshot
  std::string workspace;     // inside the root; for `status`
  bool in_setup = false;     // the container's own set-up commands still run
  bool enforce = false;      // hooks may stop what a rule blocks; for `status`
  bool wake_idle = false;    // what blocks wakes an agent's idle session
  bool handed_over = false;  // the same daemon begins anew: nobody was away
  Shared<VersionMap> baseline;
  std::vector<std::string> stale;  // files that the container was built from and that changed
  int pid = 0;
};

// Who asks what a plan would do.
struct PlanAsker {
  Reader reader = Reader::user;
  PlanRules rules;
  bool may_act = false;  // root or the daemon's own user: what becomes of the plan is journaled
};

// The daemon's one state: the verdict, the journal, what was told. Journals before it tells.
class Hub {
 public:
  // Goes on with the session that the journal left open.
  Hub(HubSettings settings, HubOutside outside, JournalStore journal);

  // A settled reading: diff, journal, tell.
  void believe(const Instant& instant, const Inventory& inventory);
  // The state changed and nothing was read.
  void on_instant(const Instant& instant);
  // The container's own set-up commands ended: what the next settled reading has is no session
  // drift. (What was read half-way would be told as gone, and then as new.)
  void end_setup();
  void record(JournalKind kind, std::string data);  // a reference or a policy was read
  // What is wrong with the policy file, on every answer until it is empty.
  void set_configuration_problem(const std::string& text);
  // From now on, or until `end_guard_gap`, not all that happens is seen.
  void note_guard_gap(std::string_view kind, std::string sentence, bool lasts);
  void end_guard_gap(std::string_view kind);
  void note_problem(std::string text);  // on every answer from now on
  // More is known of who made what changed lately.
  void attribute_again(std::vector<Attributed> changes);
  void publish();            // snapshot and state, as they are now
  void forget_production();  // a reference changed: the next settled reading asks anew
  // Removes the run files. A session ends where somebody stops the daemon, not where it fails.
  enum class Session { ends, goes_on };
  void stop(Session session);

  // Results as JSON text (docs/PROTOCOL.md).
  std::string status(const WatchFigures& figures) const;
  std::variant<std::string, RpcError> findings(std::uint64_t since, std::size_t limit,
                                               Reader reader) const;
  // The notifications that a subscriber who knows `since` has missed.
  std::vector<std::string> backlog(std::uint64_t since) const;
  // To an event of which nothing is told: no entries, and nothing counts as told.
  std::string no_news(Reader reader) const;
  // What this agent's session was not told yet, and counts as told from now on.
  std::variant<std::string, RpcError> news(const Request& request, Reader reader);
  // What a plan would make differ from production, `now` being what is installed.
  std::string plan(const Request& request, Inventory now, const PlanAsker& asker);
  // What counts as a package manager's doing that asks now, before all is read again: from here on,
  // and what was read in the last two seconds and was nobody's yet (dpkg may let go of its locks
  // just before its hook asks).
  std::uint64_t before_applied();
  // Findings that were told and ended after `before`.
  std::variant<std::string, RpcError> news_since(std::uint64_t before, Reader reader) const;
  // This agent's session read these entries already, where apt told them: news() leaves them out.
  // Kept in memory alone: a daemon that was killed tells them again.
  std::string seen(const AgentSession& caller, const std::vector<std::uint64_t>& entries);
  std::variant<std::string, RpcError> explain(std::string_view name, Reader reader) const;
  std::string report(const Request& request, Reader reader) const;
  // What goes with every answer, and `members` (of a JSON object, without its braces).
  std::string answer(std::string_view members) const { return write_answer(standing(), members); }

  std::uint64_t sequence() const { return journal_.sequence(); }
  std::uint64_t generation() const { return journal_.recovered().generation; }
  const Instant& instant() const { return instant_; }
  const Verdict& verdict() const { return verdict_; }
  bool in_setup() const { return settings_.in_setup; }

 private:
  void journal_early_gaps();
  void end_gaps_of_before(const std::string& ended);
  void begin_session(const Inventory& inventory);
  void resume_session();
  void note_setup_end(const Inventory& inventory);
  Shared<VersionMap> load_versions(const std::string& data);
  std::string save_versions(const VersionMap& versions, const std::string& name);
  void journal(std::vector<JournalEntry> entries);
  void journal_in_place(std::vector<JournalEntry>& entries);  // sets their sequence numbers
  void tell_news(const Announcement& news, const std::vector<JournalEntry>& entries);
  JournalEntry entry(JournalKind kind, std::string data) const;
  void judge(const Inventory& inventory);
  std::vector<JournalEntry> attribute_changes(const Inventory& inventory);
  Shared<Attribution> attribution_of(const Finding& finding) const;
  void attach_attributions();
  void add_attributions(TimelinePart& part, const Asking* asking) const;
  Standing standing() const;
  std::vector<nlohmann::json> unseen_findings(const std::string& reader, TimelinePart part,
                                              const Asking& asking) const;
  bool goes_on_for(const std::string& reader, const TimelinePart& part, const Asking& asking) const;
  bool wakes(const std::string& reader, const TimelinePart& part, const Asking& asking);
  void drop_seen(const std::string& reader, std::uint64_t reached,
                 std::vector<JournalEntry>& entries);
  Result<TimelinePart> untold(const std::string& reader, std::size_t limit) const;
  std::string hook_answer(const std::string& agent, const TimelinePart& part, Reader reader);

  HubSettings settings_;
  HubOutside outside_;
  JournalStore journal_;
  History history_;
  Instant instant_;
  Verdict verdict_;
  std::optional<SnapshotProduction> production_;  // asked for at a settled reading, where not known
  std::vector<std::string> problems_;
  std::string journal_problem_;
  std::string configuration_problem_;
  std::vector<GuardGap> early_gaps_;  // of a session that has not begun yet
  AgentCursors told_;                 // also of those who were told nothing since
  HookCalls hook_calls_;              // since this daemon's start
  std::uint64_t last_news_ = 0;       // sequence of the last entry that agents are told
  struct LastNews {
    std::uint64_t before = 0;  // sequence of the entry before them
    std::chrono::steady_clock::time_point at;
  };
  std::optional<LastNews> last_told_;  // the last reading that had news, until `applied` took it
  std::map<std::string, std::set<std::uint64_t>> seen_;  // by session: told by apt already
  std::map<std::string, std::set<std::string>> woken_;   // by session: for which findings
  std::set<std::string> in_background_;  // sessions whose commands' output may never be read
  bool setup_ends_ = false;              // said to have ended; the next settled reading is its end
  Shared<VersionMap> previous_;          // of the last settled reading, where anybody is asked
  std::string last_change_;              // data of the last `change` entry
  std::string last_state_;               // as last told
};

}  // namespace prodparity
