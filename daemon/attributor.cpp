#include "daemon/attributor.h"

#include "core/apt_history.h"
#include "core/attribution/package_command.h"
#include "core/attribution/redact.h"
#include "core/limits.h"
#include "io/process.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

// While a folder changes, pip and its like are looked for no more often.
constexpr Millis look_every = 200;
// What changed earlier is not judged again.
constexpr Millis kept_for = 600'000;

// "deb" of "deb:libssl3:amd64:".
std::string_view ecosystem_of(std::string_view key) {
  return key.substr(0, key.find(':'));
}

std::string_view name_of(std::string_view key) {
  key.remove_prefix(std::min(key.find(':') + 1, key.size()));
  return key.substr(0, key.find(':'));
}

// Whether this run of apt is the one that made a component what it is.
bool made(const AptRun& run, std::string_view name, std::string_view version) {
  return std::ranges::any_of(run.changes, [&](const AptChange& change) {
    const bool went =
        change.action == AptChange::Action::remove || change.action == AptChange::Action::purge;
    return change.name == name && (version.empty() ? went : !went && change.version == version);
  });
}

}  // namespace

void Attributor::on_change(std::string_view ecosystem, Millis now) {
  if (!is_on()) return;
  const auto [span, is_new] = spans_.try_emplace(
      std::string(ecosystem), ChangeSpan{.ecosystem = std::string(ecosystem), .from = now});
  span->second.until = now;
  if (ecosystem == "pypi") look_for_installers(now);
}

void Attributor::on_holder(int pid, Millis now) {
  if (is_on()) see(Sighting::How::holder, pid, "deb", now);
}

void Attributor::note_caller(int pid, Millis now) {
  if (is_on()) see(Sighting::How::caller, pid, {}, now);
}

void Attributor::look_for_installers(Millis now) {
  if (last_look_ != 0 && now - last_look_ < look_every) return;
  last_look_ = now;
  for (const int pid : find_package_managers(root_, "pypi"))
    see(Sighting::How::scan, pid, "pypi", now);
}

// Each process once: it was seen from then until now. An empty ecosystem is that of the package
// manager in the chain.
void Attributor::see(Sighting::How how, int pid, const std::string& ecosystem, Millis now) {
  const ProcessKey key = pid > 0 ? process_key(pid) : ProcessKey{};
  const auto known = std::ranges::find_if(sightings_, [&](const Sighting& sighting) {
    return sighting.process == key && sighting.how == how && sighting.until + kept_for > now;
  });
  if (known != sightings_.end() && (pid > 0 || now - known->until < look_every)) {
    known->until = now;
    return;
  }
  const ProcessChain chain = read_process_chain(pid);
  Sighting sighting{.how = how,
                    .process = key,
                    .seen = read_chain(chain),
                    .ecosystem = ecosystem,
                    .from = now,
                    .until = now};
  if (ecosystem.empty()) sighting.ecosystem = sighting.seen.ecosystem;
  if (sighting.ecosystem.empty()) return;
  if (sightings_.size() == limits::sightings) sightings_.erase(sightings_.begin());
  sightings_.push_back(std::move(sighting));
}

std::optional<Millis> Attributor::on_hook(const AgentSession& caller, const ToolEvent& event,
                                          int pid, Millis now) {
  if (!is_on()) return std::nullopt;
  find_program(caller, pid, now);
  return windows_.take(caller, event, now);
}

// Once a session: its program is what the hook runs below.
void Attributor::find_program(const AgentSession& caller, int pid, Millis now) {
  const auto known = std::ranges::find(programs_, caller, &SessionProgram::caller);
  if (known != programs_.end() &&
      (known->program.pid == 0 || process_key(known->program.pid) == known->program))
    return;
  if (known != programs_.end()) {  // the session goes on in a new process
    windows_.close(caller, now);
    programs_.erase(known);
  }
  if (programs_.size() == limits::agent_sessions) programs_.erase(programs_.begin());
  const ProcessChain chain = pid > 0 ? read_process_chain(pid) : ProcessChain{};
  programs_.push_back({.caller = caller, .program = program_of(chain, caller.agent)});
}

AgentSession Attributor::whose(AgentSession caller, int pid) const {
  if (!caller.session.empty() || !is_on() || pid <= 0) return caller;
  const ProcessKey program = program_of(read_process_chain(pid), caller.agent);
  if (program.pid == 0) return caller;
  const auto runs_there = [&](const SessionProgram& session) {
    return session.program == program && session.caller.agent == caller.agent;
  };
  const auto first = std::ranges::find_if(programs_, runs_there);
  if (first == programs_.end() || std::any_of(first + 1, programs_.end(), runs_there))
    return caller;
  return first->caller;
}

// What an agent that ended began is over.
void Attributor::close_ended(Millis now) {
  std::erase_if(programs_, [&](const SessionProgram& session) {
    if (session.program.pid == 0 || process_key(session.program.pid) == session.program)
      return false;
    windows_.close(session.caller, now);
    return true;
  });
}

std::vector<Attributed> Attributor::attribute(const ChangedVersions& changed, Millis now) {
  std::map<std::string, ChangeSpan, std::less<>> spans = std::exchange(spans_, {});
  if (!is_on() || changed.empty()) return {};
  std::erase_if(changes_, [&](const Change& change) { return change.span.until + kept_for < now; });
  std::map<std::string, ChangedVersions, std::less<>> by_ecosystem;
  for (const auto& [key, version] : changed)
    by_ecosystem[std::string(ecosystem_of(key))].emplace(key, version);
  std::vector<Attributed> result;
  for (auto& [ecosystem, components] : by_ecosystem) {
    // Polled: when it changed is not known, but that it was before now.
    const auto span = spans.find(ecosystem);
    Change change{.span = span != spans.end()
                              ? span->second
                              : ChangeSpan{.ecosystem = ecosystem, .from = now, .until = now},
                  .components = std::move(components),
                  .sightings = sightings_};
    result.push_back(judged(change));
    if (changes_.size() == limits::recent_changes) changes_.erase(changes_.begin());
    changes_.push_back(std::move(change));
  }
  close_ended(now);
  return result;
}

std::vector<Attributed> Attributor::attribute_again(Millis since) {
  std::vector<Attributed> result;
  for (const Change& change : changes_) {
    if (change.span.until >= since) result.push_back(judged(change));
  }
  return result;
}

Attributed Attributor::judged(const Change& change) const {
  const std::vector<ToolWindow> windows = windows_.overlapping(change.span.from, change.span.until);
  AttributionContext context{.programs = programs_, .logged_command = {}, .mode = mode_};
  Attributed result{
      .attribution = prodparity::attribute(change.span, change.sightings, windows, context),
      .components = change.components};
  if (!result.attribution.likeliest.command.empty() || change.span.ecosystem != "deb")
    return result;
  context.logged_command = logged_command(change);
  if (!context.logged_command.empty())
    result.attribution = prodparity::attribute(change.span, change.sightings, windows, context);
  return result;
}

// Of the last run in apt's log that made these components so.
std::string Attributor::logged_command(const Change& change) const {
  const Result<std::string> bytes =
      files_.read("/var/log/apt/history.log", limits::apt_history_bytes);
  if (!bytes) return {};
  const std::vector<AptRun> runs = parse_apt_history(*bytes);
  const auto& first = *change.components.begin();
  const auto run = std::find_if(runs.rbegin(), runs.rend(), [&](const AptRun& candidate) {
    return made(candidate, name_of(first.first), first.second);
  });
  if (run == runs.rend()) return {};
  for (const PackageCommand& command : package_commands_in(run->command_line)) {
    if (command.ecosystem == "deb") return command.words;
  }
  return {};
}

}  // namespace prodparity
