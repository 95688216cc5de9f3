#include "client/agent_setup.h"

#include "core/settings_edit.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

constexpr unsigned settings_mode = 0644;
// Copilot passes over policy files that others than root may write.
constexpr unsigned writable_by_others = 0022;

Error at(const SettingsPlace& place, Error error) {
  error.path = place.whole();
  return error;
}

Result<AgentChange> read_change(SettingsPlace place) {
  AgentChange change{.place = std::move(place)};
  Result<std::optional<StoredSettings>> stored = read_settings(change.place);
  if (!stored) return stored.error();
  change.stored = *std::move(stored);
  if (change.stored) change.before = change.stored->bytes;
  return {boost::system::in_place_value, std::move(change)};
}

// The backup there is of it; none where there is none.
Result<std::optional<StoredSettings>> backup(const SettingsPlace& place) {
  return read_settings(backup_of(place));
}

// All of the file is ours.
Result<AgentChange> whole_file(SettingsPlace place, std::optional<std::string> text) {
  Result<AgentChange> change = read_change(std::move(place));
  if (!change) return change;
  const bool foreign = change->stored && change->before.find("prodparity") == std::string::npos;
  if (foreign)
    return at(
        change->place,
        {.code = ErrorCode::wrong_config, .message = "it is not ours: move it away", .path = {}});
  change->after = std::move(text);
  return change;
}

Result<AgentChange> add_to_file(SettingsPlace place, const std::string& text, const OwnMarks& own) {
  Result<AgentChange> change = read_change(std::move(place));
  if (!change) return change;
  change->after = text;
  if (!change->stored) return change;
  const Result<Removal> rest = remove_entries(change->before, text, own);
  if (!rest) return at(change->place, rest.error());
  const auto kept = backup(change->place);
  if (!kept) return kept.error();
  const bool made_by_us = rest->nothing_left && !*kept && rest->bytes != change->before;
  if (made_by_us) return change;
  Result<std::string> added = add_entries(change->before, text, own);
  if (!added) return at(change->place, added.error());
  change->after = *std::move(added);
  change->needs_backup = !*kept;
  return change;
}

Result<AgentChange> take_from_file(SettingsPlace place, const std::string& text,
                                   const OwnMarks& own) {
  Result<AgentChange> change = read_change(std::move(place));
  if (!change) return change;
  change->after = change->before;
  if (!change->stored) return change;
  Result<Removal> rest = remove_entries(change->before, text, own);
  // What cannot be read, and does not even name us, is nobody's concern.
  const bool names_us = change->before.find(own.program) != std::string::npos;
  if (!rest && !names_us) return change;
  if (!rest) return at(change->place, rest.error());
  if (rest->bytes == change->before) return change;
  const auto kept = backup(change->place);
  if (!kept) return kept.error();
  change->drops_backup = *kept && (*kept)->bytes == rest->bytes;
  if (rest->nothing_left && !*kept)
    change->after.reset();
  else
    change->after = std::move(rest->bytes);
  return change;
}

SettingsPlace plugin_place(const AgentTarget& target) {
  return {.folder = target.folder, .path = std::string(agent_plugin.substr(1))};
}

bool has_plugin_beside(const AgentSettings& agent, const AgentTarget& target) {
  return agent.agent == "opencode" && target.scope == AgentScope::system;
}

bool is_too_open(const AgentChange& change) {
  return change.stored && (change.stored->status.st_mode & writable_by_others) != 0 &&
         change.place.path.find("/policy.d/") != std::string::npos;
}

}  // namespace

bool AgentChange::is_none() const {
  return stored ? after == before && !is_too_open(*this) : !after || after->empty();
}

Result<std::vector<AgentChange>> plan_install(const AgentSettings& agent, const AgentTarget& target,
                                              const Environment& environment) {
  std::vector<AgentChange> changes;
  // The plugin first: what names it finds it.
  if (has_plugin_beside(agent, target)) {
    Result<AgentChange> plugin = whole_file(plugin_place(target), agent_plugin_text(target));
    if (!plugin) return plugin.error();
    changes.push_back(*std::move(plugin));
  }
  SettingsPlace place = agent_place(agent, target, environment);
  const std::string text = agent_file_text(agent, target);
  Result<AgentChange> change = agent.file(target.scope).is_program
                                   ? whole_file(std::move(place), text)
                                   : add_to_file(std::move(place), text, own_marks(target));
  if (!change) return change.error();
  changes.push_back(*std::move(change));
  return changes;
}

Result<std::vector<AgentChange>> plan_uninstall(const AgentSettings& agent,
                                                const AgentTarget& target,
                                                const Environment& environment) {
  std::vector<AgentChange> changes;
  SettingsPlace place = agent_place(agent, target, environment);
  const std::string text = agent_file_text(agent, target);
  Result<AgentChange> change = agent.file(target.scope).is_program
                                   ? whole_file(std::move(place), std::nullopt)
                                   : take_from_file(std::move(place), text, own_marks(target));
  if (!change) return change.error();
  changes.push_back(*std::move(change));
  if (has_plugin_beside(agent, target)) {
    Result<AgentChange> plugin = whole_file(plugin_place(target), std::nullopt);
    if (!plugin) return plugin.error();
    changes.push_back(*std::move(plugin));
  }
  return changes;
}

std::optional<Error> carry_out(const AgentChange& change) {
  if (change.is_none()) return std::nullopt;
  if (!change.after) return remove_settings(change.place, "usr/local/share");
  if (change.needs_backup) {
    if (auto error = back_up(change.place, *change.stored)) return error;
  }
  std::optional<StoredSettings> stored = change.stored;
  if (is_too_open(change)) stored->status.st_mode &= ~writable_by_others;
  Result<StagedSettings> staged =
      StagedSettings::make(change.place, *change.after, stored ? &*stored : nullptr, settings_mode);
  if (!staged) return staged.error();
  if (auto error = staged->commit()) return error;
  return change.drops_backup ? remove_settings(backup_of(change.place)) : std::nullopt;
}

Result<bool> is_installed(const AgentSettings& agent, const AgentTarget& target,
                          const Environment& environment) {
  const SettingsPlace place = agent_place(agent, target, environment);
  const Result<std::optional<StoredSettings>> stored = read_settings(place);
  if (!stored && stored.error().code == ErrorCode::not_found) return false;  // no home
  if (!stored) return stored.error();
  if (!*stored) return false;
  if (agent.file(target.scope).is_program)
    return (*stored)->bytes.find("prodparity") != std::string::npos;
  const Result<std::size_t> entries = count_entries((*stored)->bytes, own_marks(target));
  if (!entries) return at(place, entries.error());
  return *entries > 0;
}

}  // namespace prodparity
