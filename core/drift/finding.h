#pragma once

#include "core/attribution/attribution.h"
#include "core/drift/drift.h"
#include "core/drift/reason.h"
#include "core/reference.h"
#include "core/shared.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

enum class Tier { ignore, info, warn, block };  // in rising order
std::string_view to_string(Tier value);
std::optional<Tier> parse_tier(std::string_view text);

// Exact words that end a finding.
struct Remedy {
  enum class Kind { undo, ship };
  Kind kind = Kind::undo;
  std::string command;  // a shell command, or the line to add; empty where only `note` helps
  std::string target;   // "shell", "Dockerfile", "requirements.txt"
  std::string note;     // what to know before, one clause ("rebuild production on a base with ...")

  bool operator==(const Remedy&) const = default;
};

std::string_view to_string(Remedy::Kind value);

// What one install brought, or the binaries of one source package: shown as one line.
struct Group {
  std::string id;    // stable hash
  std::string head;  // the name that was asked for, or the source package
  std::size_t size = 1;

  bool operator==(const Group&) const = default;
};

// Whether the files that production is built from, as they stand here, end a Finding.
struct Shipping {
  enum class State {
    none,
    maybe,     // they may: what they say cannot be read for sure, or leaves the version open
    shipping,  // the next build of production has it
  };
  State state = State::none;
  Evidence at;      // a path in the workspace, and the line; empty where nothing speaks of it
  std::string why;  // a clause on how, or why not for sure; untrusted

  bool operator==(const Shipping&) const = default;
};
std::string_view to_string(Shipping::State value);

// A Drift with its tier, the rule that decided, the evidence, who caused it, and the remedies.
struct Finding {
  std::string id;  // 16 hex digits: hash of kind, reference, ecosystem, name, arch and place
  Drift drift;
  Tier tier = Tier::info;
  Tier shown_tier = Tier::info;  // its group's strictest member
  std::string rule;              // "openssl-version"; "none" where no rule matched
  Reason reason;
  bool runtime_sensitive = false;
  bool allowed = false;                  // dev-only and on the allowed list or in its closure
  Shared<std::vector<Remedy>> remedies;  // the recommended one first; a group shares them
  Group group;
  Shared<Attribution> attribution;  // empty: nobody was asked (another origin, or switched off)
  Shipping shipping;

  // This branch ships it: it is shown until production has it, and does not count any more.
  bool ships() const { return shipping.state == Shipping::State::shipping; }
  bool operator==(const Finding&) const = default;
};

enum class Outcome { clean, warn, block, could_not_check };
std::string_view to_string(Outcome value);

// The five counts every summary gives.
struct Counts {
  std::size_t dev_only_allowed = 0;
  std::size_t dev_only_unexpected = 0;
  std::size_t prod_only = 0;
  std::size_t version_drift = 0;
  std::size_t version_drift_runtime_sensitive = 0;  // of version_drift

  bool operator==(const Counts&) const = default;
};

// How many components of the dev container were really compared; none of an ecosystem with a gap.
struct ComparedCount {
  std::string ecosystem;
  std::size_t components = 0;

  bool operator==(const ComparedCount&) const = default;
};

// What a report says of one Reference.
struct ReferenceSummary {
  std::string name, source, format, generator, subject, created, digest;
  Verification verification = Verification::none;
  ReferenceProof proof;
  std::size_t components = 0;
  std::vector<ComparedCount> compared;  // sorted by ecosystem

  bool operator==(const ReferenceSummary&) const = default;
};

// The whole answer.
struct Verdict {
  std::vector<ReferenceSummary> references;
  std::vector<Finding>
      findings;  // strictest shown_tier first, then reference, group, canonical order
  std::vector<Gap> gaps;
  std::vector<Note> notes;
  Counts counts;

  bool operator==(const Verdict&) const = default;
};

// block outranks could_not_check (a gap that is not accepted), which outranks warn. What ships
// does not count.
Outcome outcome_of(const Verdict& verdict);

enum class FailOn { warn, block, never };

// 0 clean, 1 block, 3 warn, 4 could not check. `block` turns warn into 0, `never` turns block
// and warn into 0; 4 stays 4.
int exit_code_of(const Verdict& verdict, FailOn fail_on);

}  // namespace prodparity
