#pragma once

#include "core/drift/drift.h"
#include "core/drift/policy.h"
#include "core/fetch_order.h"
#include "core/journal.h"
#include "core/reference.h"
#include "core/result.h"
#include "io/files.h"
#include "io/ship_files.h"

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace prodparity {

struct ReferenceSetting {
  std::string name;
  std::string path;  // an SBOM of any kind we read, or a compact Reference; on this machine
  // What `path` is fetched from, as it was configured; empty: nobody fetches it.
  std::string address = {};

  bool operator==(const ReferenceSetting&) const = default;
};

// Of one that is a file with what vouches for it: that file and, where that is not in it, where the
// others may be.
std::vector<std::string> signed_files_of(const ReferenceSetting& setting);

// Where the policy and the references are.
struct ConfigurationPlace {
  std::string root = "/";
  std::string workspace;                     // inside the root
  std::string policy;                        // empty: WORKSPACE/.devcontainer/prodparity.json there
  std::vector<ReferenceSetting> references;  // empty: those that the policy file names
  bool must_be_signed = false;               // who must have signed a reference is configured
};

// What is to be journaled of a reload.
struct ConfigurationChange {
  JournalKind kind = JournalKind::policy;  // or reference
  std::string data;
};

// The policy and the references in force, and what the workspace's build files ship. All are read
// again when their files change: a policy that cannot be used leaves the one before in force, and
// problem() says so; a reference that cannot be read is a gap, since production is not any more
// what it was.
class Configuration {
 public:
  Configuration(ConfigurationPlace place, const Files& files);

  // At the start a policy that cannot be used is an error (wrong_config, denied, io).
  std::optional<Error> start();
  // Reads again what changed since; empty: nothing did.
  std::vector<ConfigurationChange> reload();
  bool
  reload_ships();  // after reload(): the policy says which files they are; true: another answer

  const PolicyEngine& policy() const { return *policy_; }
  std::span<const Reference> references() const { return references_; }
  std::vector<Gap> gaps() const;    // of references
  std::vector<Note> notes() const;  // of those that are older than they should be
  // What became of fetching this one: why it is not there, or not as it is now.
  void set_fetched(const std::string& name, const FetchOutcome& outcome) {
    fetched_[name] = outcome;
  }
  const ShipFiles& ships() const { return ships_; }
  const std::string& problem() const { return problem_; }  // on every answer; empty: none
  std::vector<std::string> files() const;                  // to be watched, on this machine
  const std::vector<ConfigurationChange>& at_start() const { return at_start_; }

 private:
  struct Source {
    ReferenceSetting setting;
    std::string stamp;  // of its file, as it was read
    std::optional<Gap> gap;
    std::optional<std::size_t> loaded;  // its place in references_
  };

  std::string policy_path() const;
  Result<std::string> read_policy_file() const;  // empty where there is none and none is needed
  std::optional<Error> take_policy(const std::string& bytes);
  std::vector<ConfigurationChange> reload_policy();
  std::vector<ConfigurationChange> reload_references();
  std::optional<ConfigurationChange> note_compared(const Reference& reference);
  std::optional<ConfigurationChange> note_unknown(const Gap& gap);
  std::vector<ReferenceSetting> wanted_references() const;
  Result<Reference> load(const ReferenceSetting& setting) const;
  const FetchOutcome* fetched(const std::string& name) const;  // null: nothing is known yet

  ConfigurationPlace place_;
  const Files& files_;
  std::optional<PolicyEngine> policy_;
  std::string policy_digest_;
  std::string problem_;
  std::vector<Source> sources_;
  std::vector<Reference> references_;
  std::map<std::string, Reference> compared_;  // without components: what each was the last time
  std::map<std::string, ErrorCode> unknown_;   // why it is not there: told, and still so
  ShipFiles ships_;
  std::vector<ConfigurationChange> at_start_;
  std::map<std::string, FetchOutcome> fetched_;
};

}  // namespace prodparity
