#include "daemon/configuration.h"

#include "core/digest.h"
#include "core/guard_config.h"
#include "core/limits.h"
#include "core/reference_address.h"
#include "daemon/entries.h"
#include "daemon/file_stamp.h"
#include "daemon/log.h"
#include "daemon/references.h"
#include "io/state_files.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace prodparity {
namespace {

constexpr std::string_view policy_file = "/.devcontainer/prodparity.json";

std::string on_machine(const std::string& root, const std::string& path) {
  return root == "/" ? path : root + path;
}

// Where a path that the policy file names is: relative to the workspace, and never out of the
// root, also not by a link.
std::string source_path(const ConfigurationPlace& place, const std::string& source) {
  const std::string inside = in_workspace(source, place.workspace);
  const std::filesystem::path path =
      std::filesystem::path(on_machine(place.root, inside)).lexically_normal();
  if (place.root == "/") return path;
  std::error_code error;
  const std::filesystem::path real = std::filesystem::weakly_canonical(path, error);
  const bool stays = !error && real.string().starts_with(place.root + '/');
  return stays ? real.string() : place.root + "/(outside of the root)" + source;
}

Gap unreadable(const ReferenceSetting& setting, const Error& error) {
  return {.kind = GapKind::no_reference,
          .reference = setting.name,
          .sentence = to_string(error),
          .remedy = "make the SBOM of " + setting.name + " again at " + setting.path +
                    "; it is read as soon as it is there"};
}

// Not there, or not to be had: whose fault it is follows from what fetching it gave.
std::string fetch_remedy(const FetchOutcome& outcome, const std::string& address) {
  const bool is_file = reference_address(address).kind == AddressKind::signed_file;
  if (is_file && outcome.code != ErrorCode::unverified)
    return "put production's SBOM there; it is read as soon as it is";
  switch (outcome.code) {
    case ErrorCode::unverified:
      return "have production's SBOM signed by who is configured, or name who signs it (verify, "
             "keys, "
             "certificateIdentity of the dev container feature)";
    case ErrorCode::denied:
      return "log in where this container runs (docker login), or hand the reference in as a file";
    case ErrorCode::not_found:
      return "attach an SBOM to the image as it is built (cosign attest --type cyclonedx " +
             address + "), or name another reference";
    default:
      return "it is tried again by itself; now: prodparity rescan";
  }
}

Gap unfetched(const ReferenceSetting& setting, const FetchOutcome* outcome) {
  const bool is_known = outcome != nullptr && !outcome->problem.empty();
  return {.kind = GapKind::no_reference,
          .reference = setting.name,
          .sentence =
              is_known ? outcome->problem : shown_address(setting.address) + " is being fetched",
          .remedy = is_known ? fetch_remedy(*outcome, shown_address(setting.address)) : ""};
}

}  // namespace

std::vector<std::string> signed_files_of(const ReferenceSetting& setting) {
  const ReferenceAddress address = reference_address(setting.address);
  if (!is_one_file(address)) return {};
  const std::string path = file_place(address.text).path;
  std::vector<std::string> files{path};
  if (address.kind == AddressKind::bundle) return files;
  for (const std::string_view ending : signature_endings)
    files.push_back(path + std::string(ending));
  return files;
}

Configuration::Configuration(ConfigurationPlace place, const Files& files)
    : place_(std::move(place)), files_(files) {}

std::string Configuration::policy_path() const {
  return place_.policy.empty() ? place_.workspace + std::string(policy_file) : place_.policy;
}

Result<std::string> Configuration::read_policy_file() const {
  if (!place_.policy.empty()) return read_own_file(place_.policy, limits::config_bytes);
  Result<std::string> bytes = files_.read(policy_path(), limits::config_bytes);
  if (!bytes && bytes.error().code == ErrorCode::not_found) return std::string();
  return bytes;
}

std::optional<Error> Configuration::take_policy(const std::string& bytes) {
  Policy policy;
  if (!bytes.empty()) {
    Result<Policy> read = read_policy(bytes, policy_path());
    if (!read) return read.error();
    policy = std::move(read).value();
  }
  Result<PolicyEngine> engine = PolicyEngine::compile(std::move(policy));
  if (!engine) return engine.error();
  policy_.emplace(std::move(engine).value());
  return std::nullopt;
}

std::optional<Error> Configuration::start() {
  const Result<std::string> bytes = read_policy_file();
  if (!bytes) return bytes.error();
  if (std::optional<Error> error = take_policy(*bytes)) return error;
  policy_digest_ = sha256_hex(*bytes);
  if (!bytes->empty())
    at_start_.push_back({.data = policy_data(policy_path(), policy_digest_, "")});
  for (ConfigurationChange& change : reload_references())
    at_start_.push_back(std::move(change));
  reload_ships();
  return std::nullopt;
}

std::vector<ConfigurationChange> Configuration::reload() {
  std::vector<ConfigurationChange> changes = reload_policy();
  std::vector<ConfigurationChange> references = reload_references();
  changes.insert(changes.end(), std::make_move_iterator(references.begin()),
                 std::make_move_iterator(references.end()));
  return changes;
}

bool Configuration::reload_ships() {
  ShipFiles read = read_ship_files(files_, place_.workspace, policy_->policy());
  if (read == ships_) return false;
  ships_ = std::move(read);
  return true;
}

std::vector<ConfigurationChange> Configuration::reload_policy() {
  const Result<std::string> bytes = read_policy_file();
  std::optional<Error> error;
  if (!bytes) error = bytes.error();
  const std::string digest = bytes ? sha256_hex(*bytes) : "";
  if (bytes && digest == policy_digest_ && problem_.empty()) return {};
  if (bytes) error = take_policy(*bytes);
  std::string problem =
      error ? to_string(*error) + "; the policy that was read before stays in force" : "";
  const bool same = digest == policy_digest_ && problem == problem_;
  policy_digest_ = digest;
  problem_ = std::move(problem);
  if (same) return {};
  return {{.data = policy_data(policy_path(), digest, error ? to_string(*error) : "")}};
}

std::vector<ReferenceSetting> Configuration::wanted_references() const {
  if (!place_.references.empty()) return place_.references;
  std::vector<ReferenceSetting> wanted;
  for (const ReferenceSource& source : policy_->policy().references) {
    if (is_fetched(reference_address(source.source))) {
      wanted.push_back({.name = source.name, .path = source.source});  // load() refuses it
      continue;
    }
    if (in_workspace(source.source, place_.workspace).empty()) continue;  // there is none yet
    wanted.push_back({.name = source.name, .path = source_path(place_, source.source)});
  }
  return wanted;
}

Result<Reference> Configuration::load(const ReferenceSetting& setting) const {
  if (!setting.address.empty()) return load_fetched_reference(setting.name, setting.path);
  if (is_fetched(reference_address(setting.path)))
    return Error{.code = ErrorCode::wrong_config,
                 .message = "'" + setting.path +
                            "' in the policy file is not fetched: an agent may " +
                            "write there; name it in the dev container feature's options"};
  if (place_.must_be_signed)
    return Error{.code = ErrorCode::unverified,
                 .message = "'" + setting.path +
                            "' of the policy file is not verified, and a signature is asked for: " +
                            "name it in the dev container feature's options"};
  return load_reference(setting.name, setting.path);
}

// That production moved is nobody's doing here, and told as such.
std::optional<ConfigurationChange> Configuration::note_compared(const Reference& reference) {
  Reference now;
  now.name = reference.name;
  now.digest = reference.digest;
  now.created = reference.created;
  now.proof.image = reference.proof.image;
  now.proof.signed_at = reference.proof.signed_at;
  const bool was_unknown = unknown_.erase(reference.name) > 0;
  const auto [known, is_first] = compared_.emplace(reference.name, now);
  if (!was_unknown && (is_first || known->second == now)) return std::nullopt;
  ConfigurationChange change{JournalKind::production_changed,
                             production_changed_data(known->second, now)};
  known->second = std::move(now);
  return change;
}

// Nothing is compared then, which would else look like nothing being new. Told once for each kind
// of reason: a registry that fails fails in many words.
std::optional<ConfigurationChange> Configuration::note_unknown(const Gap& gap) {
  const FetchOutcome* const outcome = fetched(gap.reference);
  if (outcome == nullptr || outcome->problem.empty()) return std::nullopt;  // it is being fetched
  const auto [known, is_first] = unknown_.emplace(gap.reference, outcome->code);
  if (!is_first && known->second == outcome->code) return std::nullopt;
  known->second = outcome->code;
  return ConfigurationChange{JournalKind::production_unknown, production_unknown_data(gap)};
}

std::vector<ConfigurationChange> Configuration::reload_references() {
  std::vector<ConfigurationChange> changes;
  std::vector<Source> sources;
  std::vector<Reference> references;
  for (const ReferenceSetting& setting : wanted_references()) {
    Source source{.setting = setting, .stamp = file_stamp(setting.path)};
    const auto known = std::find_if(sources_.begin(), sources_.end(), [&](const Source& other) {
      return other.setting == setting && other.stamp == source.stamp;
    });
    if (known != sources_.end() && known->loaded) {
      source.loaded = references.size();
      references.push_back(std::move(references_[*known->loaded]));
      sources.push_back(std::move(source));
      continue;
    }
    Result<Reference> read = load(setting);
    if (read) {
      source.loaded = references.size();
      references.push_back(std::move(read).value());
      changes.push_back({JournalKind::reference, reference_data(references.back())});
      if (std::optional<ConfigurationChange> moved = note_compared(references.back()))
        changes.push_back(*std::move(moved));
    } else {
      const bool is_missing = !setting.address.empty() && read.error().code == ErrorCode::not_found;
      source.gap = is_missing ? unfetched(setting, fetched(setting.name))
                              : unreadable(setting, read.error());
      const bool same = known != sources_.end() && known->gap == source.gap;
      if (!same) {
        const std::string why = is_missing ? source.gap->sentence : to_string(read.error());
        log::warn(why);
        changes.push_back({JournalKind::reference, reference_error_data(setting.name, why)});
      }
      if (std::optional<ConfigurationChange> unknown =
              is_missing ? note_unknown(*source.gap) : std::nullopt)
        changes.push_back(*std::move(unknown));
    }
    sources.push_back(std::move(source));
  }
  for (const Source& old : sources_) {
    const auto has_name = [&](const Source& now) { return now.setting.name == old.setting.name; };
    if (std::none_of(sources.begin(), sources.end(), has_name))
      changes.push_back({JournalKind::reference,
                         reference_error_data(old.setting.name, "no longer in the policy file")});
  }
  sources_ = std::move(sources);
  references_ = std::move(references);
  return changes;
}

const FetchOutcome* Configuration::fetched(const std::string& name) const {
  const auto found = fetched_.find(name);
  return found == fetched_.end() ? nullptr : &found->second;
}

std::vector<Note> Configuration::notes() const {
  std::vector<Note> notes;
  for (const Source& source : sources_) {
    const FetchOutcome* const outcome = fetched(source.setting.name);
    if (!source.loaded || outcome == nullptr || outcome->problem.empty()) continue;
    notes.push_back({.code = "reference_kept",
                     .sentence = shown_address(source.setting.address) +
                                 " is compared with as of " + outcome->fetched_at +
                                 ", for now: " + outcome->problem});
  }
  return notes;
}

std::vector<Gap> Configuration::gaps() const {
  std::vector<Gap> gaps;
  for (const Source& source : sources_) {
    if (source.gap) gaps.push_back(*source.gap);
  }
  return gaps;
}

std::vector<std::string> Configuration::files() const {
  std::vector<std::string> files = {place_.policy.empty() ? on_machine(place_.root, policy_path())
                                                          : place_.policy};
  for (const Source& source : sources_) {
    files.push_back(source.setting.path);
    const std::vector<std::string> others = signed_files_of(source.setting);
    files.insert(files.end(), others.begin(), others.end());
  }
  for (const std::string& file : ships_.files)
    files.push_back(on_machine(place_.root, file));
  for (std::string& file : files)
    file = std::filesystem::absolute(file).lexically_normal();
  return files;
}

}  // namespace prodparity
