#pragma once

#include "core/drift/finding.h"
#include "core/result.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

// A calendar day, for waivers. Text "2026-12-31".
struct Date {
  int year = 0, month = 0, day = 0;
  auto operator<=>(const Date&) const = default;
};
std::optional<Date> parse_date(std::string_view text);

// What a rule looks at; an empty field matches everything. All that are given must match.
// A pip install over a Debian package's module is of kind `version` and of kind `dev_only`.
struct Match {
  std::vector<std::string> ecosystems;
  std::vector<std::string> names;      // globs ('*', '?') on the normalised name
  std::vector<std::string> not_names;  // globs: none of these
  std::string name_regexp;             // RE2, whole name
  std::vector<std::string> sources;    // globs on the source package
  std::vector<std::string> sections;
  std::vector<DriftKind> kinds;
  std::vector<ChangeClass> classes;
  std::vector<Origin> origins;
  std::optional<bool> downgrade;
  std::optional<bool> pre_release;
  std::optional<Ships> ships;
  std::optional<bool> runtime_library;  // docs/POLICY.md: "looks like a runtime library"

  bool operator==(const Match&) const = default;
};

struct Rule {
  std::string name;
  Match match;
  Tier tier = Tier::info;
  std::string reason;
  Evidence evidence;  // file and line; empty path: compiled in
};

struct Waiver {
  Match match;
  std::string reason;
  std::optional<Date> expires;
  Evidence evidence;
};

// One entry of the list of references: where production's SBOM is, and for which paths it counts.
struct ReferenceSource {
  std::string name = "production";
  std::string source;              // a file, later an address
  std::vector<std::string> paths;  // of the workspace; empty: all
  Evidence evidence;
};

// What a production is built from, so that what this branch ships is known.
struct ShipSource {
  std::string reference;   // whose production it is; empty: the only one
  std::string dockerfile;  // in the workspace; empty: none
  std::string target;      // its stage; empty: the last one
  std::string context;     // the folder that COPY is relative to; empty: it is looked for
  std::vector<std::string> requirements;  // files that production's Python is installed from
  Evidence evidence;
};

// Ordered rules that give a Drift its tier; the first match wins: waivers, user rules, the
// allowed list and its closure, then the preset's block and warn rules; no match is info.
struct Policy {
  std::string preset = "default";  // or "strict"
  std::vector<ReferenceSource> references;
  std::vector<Rule> user_rules;
  std::vector<Waiver> waivers;
  std::vector<std::string> dev_only_allowed;  // globs; ecosystem deb unless "pypi:NAME"
  std::vector<std::string> accept_uncovered;  // ecosystems
  std::vector<ShipSource> ship;               // none: the workspace's Dockerfiles are looked for
  // For undo of what the archive no longer has: an address, or a whole "deb ..." line. Empty:
  // Debian's own snapshots of the day production's SBOM was made.
  std::string snapshot_url;
  std::string index_url;  // PyPI index for remedies; empty: pip's own configuration
  // Whether a coding agent may let a plan through that a rule blocks, with a reason.
  bool agents_may_override = false;
};

// Reads .devcontainer/prodparity.json (comments allowed; docs/policy.schema.json). Errors
// (wrong_config) name file and line: an unknown key, a wrong type, a bad expression. An expired
// waiver is no error: it does not apply, and evaluate() names it.
Result<Policy> read_policy(std::string_view bytes, std::string_view path);

// A compiled policy: RE2 and globs ready. Cheap to use, costly to make; make it once.
class PolicyEngine {
 public:
  static Result<PolicyEngine> compile(Policy policy);
  ~PolicyEngine();
  PolicyEngine(PolicyEngine&&) noexcept;
  PolicyEngine& operator=(PolicyEngine&&) noexcept;

  struct Decision {
    Tier tier = Tier::info;
    std::string rule;      // "waiver", "allowed", "allowed-closure", "none", or the rule's name
    std::string reason;    // empty for "none"
    bool allowed = false;  // dev-only, and on the allowed list, in its closure, or waived
    bool runtime_sensitive = false;
  };
  // `in_closure`: an allowed dev-only tool pulled this in (drift/closure.h).
  Decision decide(const Drift& drift, bool in_closure, Date today) const;
  // On the list of allowed dev-only packages: the preset's, or the file's.
  bool is_allowed(const Component& component) const;
  const Policy& policy() const;

 private:
  struct Compiled;
  explicit PolicyEngine(std::unique_ptr<Compiled> compiled);
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace prodparity
