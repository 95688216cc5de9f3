#include "client/ask.h"
#include "client/clock.h"
#include "client/commands/commands.h"
#include "client/guard.h"
#include "client/input.h"
#include "client/reported.h"
#include "core/attribution/agent_marks.h"
#include "core/drift/waiver_edit.h"
#include "core/ecosystem.h"
#include "core/guard_config.h"
#include "core/json.h"
#include "core/limits.h"
#include "core/line_diff.h"
#include "core/report/summary.h"
#include "core/text.h"
#include "io/agent_caller.h"
#include "io/settings_file.h"
#include "program/output.h"

#include <unistd.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

namespace fs = std::filesystem;

constexpr unsigned policy_mode = 0644;

struct Options {
  AskOptions ask;
  std::string name;
  std::string reason;
  std::string expires;
  std::string ecosystem;
  std::string policy;
  std::string config = std::string(guard_config_path);
  bool anyway = false;
  bool dry_run = false;
};

// What the daemon knows now.
struct Known {
  std::string workspace;  // as this process sees it; empty: the daemon has none
  std::string instant;    // what every answer carries
  Reported reported;
};

// One package, as the policy names it.
struct Subject {
  std::string ecosystem;
  std::string name;

  bool is(const ReportedFinding& finding) const {
    return finding.ecosystem == ecosystem && finding.name == name;
  }
  std::string text() const { return printable(ecosystem + ':' + name); }
  auto operator<=>(const Subject&) const = default;
};

Error wrong_usage(std::string message) {
  return {.code = ErrorCode::wrong_usage, .message = std::move(message), .path = {}};
}

// Empty where there is no such path.
std::string canonical(const std::string& path) {
  std::error_code error;
  const fs::path whole = fs::canonical(path, error);
  return error ? std::string() : whole.string();
}

Result<std::optional<Date>> expiry_of(const std::string& text) {
  if (text.empty()) return std::optional<Date>();
  const std::optional<Date> date = parse_date(text);
  if (!date)
    return wrong_usage("--expires '" + text +
                       "' is no day of the calendar; write it as 2027-03-31");
  const Result<Date> now = today({});
  if (!now) return now.error();
  if (*date < *now) return wrong_usage("--expires " + text + " is past: it would waive nothing");
  return date;
}

Result<Known> ask_daemon(const Options& options) {
  Result<Connection> connection =
      Connection::open(socket_paths(options.ask.socket), options.ask.patience);
  if (!connection) return connection.error();
  const Result<nlohmann::json> status = ask(*connection, {.method = Method::status});
  if (!status) return status.error();
  const Result<nlohmann::json> report =
      ask(*connection, {.method = Method::report, .format = ReportFormat::json});
  if (!report) return report.error();
  Result<Reported> reported = read_reported(text_at(*report, "text"));
  if (!reported) return reported.error();
  const std::string workspace = text_at(*status, "workspace");
  return Known{
      .workspace = workspace.empty() ? "" : canonical(text_at(*status, "root") + '/' + workspace),
      .instant = instant_text(*report),
      .reported = *std::move(reported)};
}

// ---- where the policy is ----

std::string nearest_with_policy(std::string folder) {
  for (; !folder.empty(); folder = parent_of(folder)) {
    std::error_code error;
    if (fs::is_regular_file(fs::path(folder) / policy_file, error)) return folder;
    if (folder == "/") break;
  }
  return {};
}

// The workspace that the daemon was told, where we are in it; else the project that we are in.
Result<std::string> workspace_here(const Result<Known>& known) {
  const std::string here = canonical(".");
  if (known && !known->workspace.empty() &&
      (here == known->workspace || is_inside(here, known->workspace)))
    return known->workspace;
  std::string project = project_of(here);
  if (project.empty()) project = nearest_with_policy(here);
  if (!project.empty()) return project;
  return wrong_usage(
      "this folder is in no project with a devcontainer.json or a policy: say with --policy "
      "which file is meant");
}

// As the daemon finds it: the feature's option may name another file than the usual one.
SettingsPlace policy_of(const Options& options, const std::string& workspace) {
  std::string file;
  const Result<std::string> bytes = read_input(options.config, limits::config_bytes);
  const Result<GuardConfig> config =
      bytes ? read_guard_config(*bytes, options.config) : bytes.error();
  if (config) file = in_workspace(config->policy, workspace);
  if (file.empty()) return {.folder = workspace, .path = std::string(policy_file)};
  if (is_inside(file, workspace))
    return {.folder = workspace, .path = file.substr(workspace.size() + 1)};
  return {.folder = std::string(parent_of(file)), .path = fs::path(file).filename().string()};
}

Result<SettingsPlace> place_of(const Options& options, const Result<Known>& known) {
  if (options.policy.empty()) {
    const Result<std::string> workspace = workspace_here(known);
    if (!workspace) return workspace.error();
    return policy_of(options, *workspace);
  }
  const fs::path file = options.policy;
  const std::string folder = canonical(file.has_parent_path() ? file.parent_path().string() : ".");
  if (folder.empty() || !file.has_filename())
    return wrong_usage("--policy '" + options.policy + "': there is no such folder");
  return SettingsPlace{.folder = folder, .path = file.filename().string()};
}

// ---- who may ----

std::optional<Error> refused_to_agents(const std::optional<StoredSettings>& stored,
                                       const std::string& path) {
  const std::string agent = agent_above(::getpid());
  if (agent.empty()) return std::nullopt;
  if (stored) {
    const Result<Policy> policy = read_policy(stored->bytes, path);
    if (!policy) return policy.error();
    if (policy->agents_may_override) return std::nullopt;
  }
  return wrong_usage("not done: this was called by an agent (" + agent_title(agent) +
                     "), and the policy does not say agents_may_override; what is accepted is a "
                     "person's decision");
}

// ---- which package ----

std::string normalised(const std::string& name, const std::string& ecosystem) {
  const Ecosystem* const known = find_ecosystem(ecosystem);
  return known == nullptr ? name : known->normalise_name(name);
}

// "pypi:NAME" says --ecosystem, too.
Result<Subject> asked_for(const Options& options) {
  Subject subject{.ecosystem = options.ecosystem, .name = options.name};
  const std::size_t colon = options.name.find(':');
  if (colon == std::string::npos) return subject;
  const std::string before = options.name.substr(0, colon);
  if (find_ecosystem(before) == nullptr) return subject;
  if (!subject.ecosystem.empty() && subject.ecosystem != before)
    return wrong_usage("'" + options.name + "' is not of --ecosystem " + options.ecosystem);
  return Subject{.ecosystem = before, .name = options.name.substr(colon + 1)};
}

std::set<Subject> found_in(const Reported& reported, const Subject& asked) {
  std::set<Subject> found;
  for (const ReportedFinding& finding : reported.findings) {
    const bool of_it = asked.ecosystem.empty() || finding.ecosystem == asked.ecosystem;
    const bool named =
        finding.id == asked.name || finding.name == normalised(asked.name, finding.ecosystem);
    if (of_it && named) found.insert({finding.ecosystem, finding.name});
  }
  return found;
}

Result<Subject> subject_of(const Options& options, const Result<Known>& known) {
  Result<Subject> asked = asked_for(options);
  if (!asked) return asked;
  const std::string rather = "; --anyway writes the waiver all the same";
  if (!known && !options.anyway) {
    Error error = known.error();
    error.message += ": whether there is such a difference is not known" + rather;
    return error;
  }
  const std::set<Subject> found = known ? found_in(known->reported, *asked) : std::set<Subject>();
  if (found.size() > 1)
    return wrong_usage("'" + asked->name + "' differs in " + found.begin()->ecosystem + " and in " +
                       found.rbegin()->ecosystem + ": say with --ecosystem which is meant");
  if (!found.empty()) return *found.begin();
  if (!options.anyway)
    return wrong_usage("'" + options.name +
                       "' does not differ from production now, there is nothing to accept (all "
                       "that differs: prodparity findings)" +
                       rather);
  if (asked->ecosystem.empty()) asked->ecosystem = "deb";
  asked->name = normalised(asked->name, asked->ecosystem);
  return asked;
}

// ---- what is said ----

std::string tiers_of(const std::vector<const ReportedFinding*>& findings) {
  std::string text;
  for (const Tier tier : {Tier::block, Tier::warn, Tier::info, Tier::ignore}) {
    const auto count = std::ranges::count(findings, tier, &ReportedFinding::tier);
    if (count > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, to_string(tier));
  }
  return text;
}

// What else came with it counts on: a waiver is of one package.
std::string company_text(const Reported& reported, const Subject& subject) {
  std::set<std::string_view> groups;
  for (const ReportedFinding& finding : reported.findings) {
    if (subject.is(finding) && !finding.group.empty()) groups.insert(finding.group);
  }
  std::vector<const ReportedFinding*> rest;
  for (const ReportedFinding& finding : reported.findings) {
    if (groups.contains(finding.group) && !subject.is(finding) && finding.tier >= Tier::warn &&
        !finding.ships)
      rest.push_back(&finding);
  }
  if (rest.empty()) return {};
  return fmt::format(
      "prodparity: of its group {} on: {} (dev_only_allowed in the policy takes a tool "
      "with what it pulls in)\n",
      rest.size() == 1 ? "1 counts" : fmt::format("{} count", rest.size()), tiers_of(rest));
}

std::string effect_text(const Options& options, const Result<Known>& known,
                        const SettingsPlace& place, const Subject& subject) {
  if (!known)
    return "prodparity: what it changes in the verdict is not known: " +
           printable(to_string(known.error())) + '\n';
  if (known->workspace.empty() || place.whole() != policy_of(options, known->workspace).whole())
    return "prodparity: the daemon's workspace has another policy: its verdict stays as it is\n";
  std::vector<const ReportedFinding*> waived;
  for (const ReportedFinding& finding : known->reported.findings) {
    if (subject.is(finding)) waived.push_back(&finding);
  }
  if (waived.empty()) return "prodparity: it changes nothing in the verdict of now\n";
  const Outcome now = outcome_of(known->reported, [](const ReportedFinding&) { return true; });
  const Outcome then = outcome_of(
      known->reported, [&](const ReportedFinding& finding) { return !subject.is(finding); });
  return known->instant +
         fmt::format(
             "prodparity: {} of {} ({}) waived; the verdict is {}{}\n",
             counted(waived.size(), "difference", "differences"), subject.text(), tiers_of(waived),
             to_string(now),
             now == then ? ", with it or without" : fmt::format(", with it {}", to_string(then))) +
         company_text(known->reported, subject);
}

std::string done_text(const Options& options, const WaiverEdit& edit, const std::string& path,
                      const Subject& subject) {
  if (edit.change == WaiverChange::none)
    return fmt::format("prodparity: {} waives {} for this reason already: nothing is written\n",
                       path, subject.text());
  std::string text;
  if (edit.change == WaiverChange::replaced)
    text = fmt::format("prodparity: it was waived already, its words are replaced: {}\n",
                       printable(edit.was));
  if (options.dry_run) return text + "prodparity: nothing is written (--dry-run)\n";
  return text + fmt::format(
                    "prodparity: written to {}; it holds here, and for others once it is "
                    "committed and reviewed\n",
                    path);
}

std::optional<Error> write(const SettingsPlace& place, const std::string& bytes,
                           const std::optional<StoredSettings>& stored) {
  Result<StagedSettings> staged =
      StagedSettings::make(place, bytes, stored ? &*stored : nullptr, policy_mode);
  return staged ? staged->commit() : staged.error();
}

Result<ExitCode> accept(const Options& options) {
  const Result<std::optional<Date>> expires = expiry_of(options.expires);
  if (!expires) return expires.error();
  const Result<Known> known = ask_daemon(options);
  const Result<SettingsPlace> place = place_of(options, known);
  if (!place) return place.error();
  const Result<std::optional<StoredSettings>> stored = read_settings(*place);
  if (!stored) return stored.error();
  if (auto error = refused_to_agents(*stored, place->whole())) return *std::move(error);
  const Result<Subject> subject = subject_of(options, known);
  if (!subject) return subject.error();

  const std::optional<std::string_view> before =
      *stored ? std::optional<std::string_view>((*stored)->bytes) : std::nullopt;
  const Result<WaiverEdit> edit = put_waiver(before, place->whole(),
                                             {.ecosystem = subject->ecosystem,
                                              .name = subject->name,
                                              .reason = options.reason,
                                              .expires = *expires});
  if (!edit) return edit.error();
  const std::string path = printable(place->whole());
  std::string text;
  if (edit->change != WaiverChange::none) {
    if (!options.dry_run) {
      if (auto error = write(*place, edit->bytes, *stored)) return *std::move(error);
    }
    text = fmt::format("--- {}\n+++ {}\n{}", *stored ? path : "/dev/null", path,
                       line_diff(before.value_or(""), edit->bytes));
  }
  text += done_text(options, *edit, path, *subject);
  if (edit->change != WaiverChange::none) text += effect_text(options, known, *place, *subject);
  const Result<void> written = write_output(text);
  if (!written) return written.error();
  return ExitCode::clean;
}

RunCommand declare(Arguments& arguments) {
  const auto options = std::make_shared<Options>();
  std::vector<std::string> names;
  for (const Ecosystem* const ecosystem : ecosystems())
    names.emplace_back(ecosystem->name);
  arguments.positional("NAME", options->name,
                       "What differs: libssl3, deb:libssl3, pypi:pip, or a finding's id");
  arguments.required("--reason", "TEXT", options->reason, "Why, for whoever reviews it");
  arguments.text("--expires", "DATE", options->expires,
                 "The last day on which it holds, as 2027-03-31 (default: no end)");
  arguments.choice("--ecosystem", options->ecosystem, names, "Where the name is of several");
  arguments.text("--policy", "FILE", options->policy,
                 "The policy (default: .devcontainer/prodparity.json of the project)");
  arguments.text("--config", "FILE", options->config,
                 "The guard's configuration, which may name the policy");
  arguments.flag("--anyway", options->anyway,
                 "Also where nothing of this name differs now, or no daemon can tell");
  arguments.text("--socket", "PATH", options->ask.socket,
                 "Where the daemon listens (also: PRODPARITY_SOCKET)");
  arguments.flag("--dry-run", options->dry_run, "Show what would change, and change nothing");
  return [options] { return accept(*options); };
}

}  // namespace

const Command accept_command = {
    .name = "accept",
    .summary = "Write a waiver of one package into the policy file, for review",
    .examples =
        "  prodparity accept graphviz --reason \"diagrams are drawn here\"\n"
        "  prodparity accept pypi:black --reason \"formatter\" --expires 2027-03-31 --dry-run\n",
    .declare = declare};

}  // namespace prodparity
