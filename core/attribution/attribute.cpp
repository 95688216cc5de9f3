#include "core/attribution/attribute.h"

#include "core/attribution/agent_marks.h"
#include "core/attribution/package_command.h"
#include "core/limits.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

// Who made the last event is looked at in the same turn, after it. Before the first one there is no
// such time: who was last seen then did what was settled before.
constexpr Millis looked_at_after = 100;

std::string_view how_seen(Sighting::How how) {
  switch (how) {
    case Sighting::How::holder:
      return "it held the package manager's lock during the change";
    case Sighting::How::caller:
      return "the package manager's own hook called from below it";
    case Sighting::How::scan:
      return "it ran as the folder changed";
  }
  return "";
}

std::string_view how_opened(ToolWindow::Opened opened) {
  switch (opened) {
    case ToolWindow::Opened::told:
      return "the change fell into the time of this tool call";
    case ToolWindow::Opened::by_duration:
      return "the change fell into the time of this tool call, by the duration that its agent gave";
    case ToolWindow::Opened::at_previous_event:
      return "the change fell between this tool call's end and the event before it of its session; "
             "its beginning was not told";
  }
  return "";
}

std::string how_ran(const ToolWindow& window) {
  return std::string(how_opened(window.opened)) +
         (window.background ? ", which goes on in the background" : "");
}

// The package manager's words in a tool call's command; empty: none, or of another ecosystem.
std::string words_in(const ToolWindow& window, std::string_view ecosystem) {
  for (const PackageCommand& command : package_commands_in(window.command)) {
    if (command.ecosystem == ecosystem) return command.words;
  }
  return {};
}

std::vector<std::string> words_of_each(std::span<const ToolWindow> windows,
                                       std::string_view ecosystem) {
  std::vector<std::string> words;
  for (const ToolWindow& window : windows)
    words.push_back(words_in(window, ecosystem));
  return words;
}

bool names(const ToolWindow& window, const std::string& words) {
  return !words.empty() &&
         std::ranges::any_of(package_commands_in(window.command),
                             [&](const PackageCommand& command) { return command.words == words; });
}

Cause cause_of(const ToolWindow& window, std::string words) {
  return {.actor = Actor::agent,
          .agent = window.caller.agent,
          .session = window.caller.session,
          .tool_call = window.tool_call,
          .command = std::move(words),
          .tool_command = window.command,
          .evidence = {how_ran(window)}};
}

auto is_same_as(const Cause& cause) {
  return [&cause](const Cause& known) {
    return std::tie(known.actor, known.agent, known.session, known.tool_call, known.command) ==
           std::tie(cause.actor, cause.agent, cause.session, cause.tool_call, cause.command);
  };
}

class Attributor {
 public:
  Attributor(const ChangeSpan& span, std::span<const ToolWindow> windows,
             const AttributionContext& context)
      : span_(span),
        windows_(windows),
        words_(words_of_each(windows, span.ecosystem)),
        joined_(windows.size()),
        context_(context) {}

  void take(const Sighting& sighting) {
    if (sighting.ecosystem != span_.ecosystem || sighting.from > span_.until + looked_at_after ||
        sighting.until < span_.from)
      return;
    against_agents_ = against_agents_ || sighting.seen.speaks_against_agents;
    const Millis overlap =
        std::min(sighting.until, span_.until) - std::max(sighting.from, span_.from);
    bool leads = true;
    for (Cause cause : sighting.seen.causes) {
      cause.evidence.insert(cause.evidence.begin(), std::string(how_seen(sighting.how)));
      if (cause.actor == Actor::agent) find_session(cause, sighting.seen.program);
      if (cause.actor == Actor::unknown) {
        if (std::ranges::none_of(unknown_, is_same_as(cause))) unknown_.push_back(std::move(cause));
        continue;
      }
      if (cause.actor == Actor::agent) cause = joined(std::move(cause));
      add_known({.cause = std::move(cause), .overlap = overlap, .leads = leads});
      leads = false;
    }
  }

  Attribution result() {
    std::vector<Cause> windows = of_windows();
    std::vector<Cause> all = ranked();
    if (!all.empty() && all.front().actor == Actor::person && may_type())
      all.insert(all.begin(), person_or_agent());
    // Another process was at work beside those known: which of them it was is no fact.
    if (!all.empty() && !unknown_.empty()) {
      unknown_.front().evidence.emplace_back("other processes were at work in the same change");
      all.insert(all.begin(), std::move(unknown_.front()));
    }
    if (all.empty() && against_agents_) all = std::move(unknown_);
    if (all.empty() && windows.empty()) all = std::move(unknown_);
    if (all.empty() && !windows.empty() && windows_are_vague_) {
      all = std::move(unknown_);
      if (all.empty()) all.push_back(nobody_in_front());
    }
    if (all.empty() && !windows.empty()) {
      // What kept the process from telling is part of the evidence.
      for (const Cause& cause : unknown_)
        windows.front().evidence.insert(windows.front().evidence.end(), cause.evidence.begin(),
                                        cause.evidence.end());
    } else if (!all.empty()) {
      for (Cause& cause : windows)
        cause.evidence.emplace_back("no process that was seen is known to be below it");
    }
    all.insert(all.end(), std::make_move_iterator(windows.begin()),
               std::make_move_iterator(windows.end()));
    if (all.empty()) all.push_back(nobody());
    return finished(std::move(all));
  }

 private:
  struct Known {
    Cause cause;
    Millis overlap = 0;  // how long its process was seen in the time of the change
    bool leads = false;  // the likeliest of a process's, which may have several agents' marks
  };

  void add_known(Known known) {
    const auto same = std::ranges::find_if(known_, is_same_as(known.cause), &Known::cause);
    if (same == known_.end()) {
      known_.push_back(std::move(known));
      return;
    }
    same->overlap = std::max(same->overlap, known.overlap);
    same->leads = same->leads || known.leads;
  }

  // Who was seen longest first; before them, where several processes were at work, what is true of
  // whichever it was.
  std::vector<Cause> ranked() {
    std::ranges::stable_sort(known_, [](const Known& a, const Known& b) {
      return std::tuple(!a.leads, -a.overlap) < std::tuple(!b.leads, -b.overlap);
    });
    is_open_ = std::ranges::count_if(known_, &Known::leads) > 1;
    std::vector<Cause> all;
    if (is_open_) all.push_back(shared_by_leaders());
    for (Known& known : known_)
      all.push_back(std::move(known.cause));
    return all;
  }

  Cause shared_by_leaders() const {
    Cause shared = known_.front().cause;
    shared.tool_command.clear();
    for (const Known& known : known_) {
      if (!known.leads) continue;
      const Cause& cause = known.cause;
      if (cause.actor != shared.actor || cause.agent != shared.agent) {
        shared = {};
        break;
      }
      if (cause.session != shared.session) shared.session.clear();
      if (cause.tool_call != shared.tool_call || cause.session != shared.session)
        shared.tool_call.clear();
      if (cause.command != shared.command) shared.command.clear();
    }
    shared.evidence = {
        "several processes were at work in this change, and which of them made it "
        "is not known"};
    return shared;
  }

  static Cause nobody() {
    return {.evidence = {"no process was seen making this change, and no tool call of an agent ran "
                         "then"}};
  }

  // When what runs in the background ends is told by nobody: a time that may last for hours.
  static Cause nobody_in_front() {
    return {
        .evidence = {"no process was seen making this change, and of agents only commands in the "
                     "background, which call no package manager, may have been running"}};
  }

  // An agent without a program of its own (an editor's) may type into a terminal as a person does.
  bool may_type() const {
    return std::ranges::any_of(windows_, [&](const ToolWindow& window) {
      return std::ranges::none_of(context_.programs, [&](const SessionProgram& session) {
        return session.caller == window.caller && session.program.pid != 0;
      });
    });
  }
  static Cause person_or_agent() {
    return {
        .evidence = {"it was typed into a shell on a terminal, by a person or by an agent of an "
                     "editor whose tool call ran then"}};
  }

  // An agent that gives its children no session: by its program, which the session's hook runs
  // below too.
  void find_session(Cause& cause, const ProcessKey& program) const {
    if (!cause.session.empty() || program.pid == 0) return;
    const auto known =
        std::ranges::find_if(context_.programs, [&](const SessionProgram& candidate) {
          return candidate.program == program && candidate.caller.agent == cause.agent;
        });
    if (known == context_.programs.end()) return;
    cause.session = known->caller.session;
    cause.evidence.emplace_back("this session's hook runs below the same program");
  }

  bool may_be(const Cause& cause, const ToolWindow& window) const {
    return window.caller.agent == cause.agent &&
           (cause.session.empty() || window.caller.session == cause.session) &&
           (cause.tool_call.empty() || window.tool_call.empty() ||
            window.tool_call == cause.tool_call);
  }

  // The cause with its tool call, where one of its session's calls can have been it.
  Cause joined(Cause cause) {
    std::vector<std::size_t> may;
    for (std::size_t i = 0; i < windows_.size(); ++i) {
      if (may_be(cause, windows_[i])) may.push_back(i);
    }
    if (may.empty()) return cause;
    const auto same_words = [&](std::size_t i) { return names(windows_[i], cause.command); };
    std::string reason;
    std::size_t chosen = may.front();
    if (may.size() > 1) {
      const auto named = std::ranges::count_if(may, same_words);
      std::ranges::stable_sort(may, [&](std::size_t a, std::size_t b) { return before(a, b); });
      chosen = named == 1 ? *std::ranges::find_if(may, same_words) : may.front();
      reason = named == 1 ? "of the tool calls that ran then its command alone has these words"
                          : "several tool calls of this agent ran then; it is the likeliest, " +
                                reason_of(chosen);
    }
    const ToolWindow& window = windows_[chosen];
    joined_[chosen] = true;
    cause.session = window.caller.session;
    cause.tool_call = window.tool_call;
    cause.tool_command = window.command;
    cause.evidence.push_back(how_ran(window));
    if (!reason.empty()) cause.evidence.push_back(std::move(reason));
    return cause;
  }

  // Likelier first: its command installs, it runs a command, it runs still in front, its beginning
  // is known, it began last.
  auto rank(std::size_t i) const {
    const ToolWindow& window = windows_[i];
    return std::tuple(words_[i].empty(), window.command.empty(), window.background,
                      window.opened != ToolWindow::Opened::told, -window.from);
  }
  bool before(std::size_t a, std::size_t b) const { return rank(a) < rank(b); }

  std::string reason_of(std::size_t i) const {
    const ToolWindow& window = windows_[i];
    if (!words_[i].empty()) return "its command calls a package manager";
    return window.background ? "it began last of those in the background" : "it began last";
  }

  std::vector<Cause> of_windows() {
    std::vector<std::size_t> left;
    for (std::size_t i = 0; i < windows_.size(); ++i) {
      if (!joined_[i]) left.push_back(i);
    }
    std::ranges::stable_sort(left, [&](std::size_t a, std::size_t b) { return before(a, b); });
    windows_are_vague_ =
        !left.empty() && windows_[left.front()].background && words_[left.front()].empty();
    std::vector<Cause> causes;
    for (const std::size_t i : left)
      causes.push_back(cause_of(windows_[i], words_[i]));
    if (left.size() > 1 && known_.empty())
      causes.front().evidence.push_back("several tool calls ran then; this is the likeliest, " +
                                        reason_of(left.front()));
    return causes;
  }

  Attribution finished(std::vector<Cause> all) const {
    if (all.size() > limits::causes) all.resize(limits::causes);
    Cause& likeliest = all.front();
    const bool kept = likeliest.actor == Actor::agent || context_.mode == AttributionMode::all;
    if (kept && !is_open_ && likeliest.command.empty() && !context_.logged_command.empty()) {
      likeliest.command = context_.logged_command;
      likeliest.evidence.emplace_back(
          "apt's log has this command line for it; a log is a claim of whoever may write it");
    }
    if (context_.mode != AttributionMode::all) {
      for (Cause& cause : all) {
        if (cause.actor != Actor::agent) cause.command.clear();
      }
    }
    Attribution result{.likeliest = std::move(all.front())};
    result.others.assign(std::make_move_iterator(all.begin() + 1),
                         std::make_move_iterator(all.end()));
    return result;
  }

  const ChangeSpan& span_;
  std::span<const ToolWindow> windows_;
  std::vector<std::string> words_;  // of each window; the commands are read once, not as they sort
  std::vector<bool> joined_;
  const AttributionContext& context_;
  std::vector<Known> known_;
  std::vector<Cause> unknown_;
  bool windows_are_vague_ = false;
  bool is_open_ = false;  // which of several processes it was
  bool against_agents_ = false;
};

}  // namespace

Attribution attribute(const ChangeSpan& span, std::span<const Sighting> sightings,
                      std::span<const ToolWindow> windows, const AttributionContext& context) {
  std::vector<ToolWindow> overlapping;
  std::ranges::copy_if(windows, std::back_inserter(overlapping), [&](const ToolWindow& window) {
    return window.from <= span.until && (!window.until || *window.until >= span.from);
  });
  Attributor attributor(span, overlapping, context);
  for (const Sighting& sighting : sightings)
    attributor.take(sighting);
  return attributor.result();
}

}  // namespace prodparity
