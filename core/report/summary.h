#pragma once

#include "core/drift/finding.h"
#include "core/report/fold.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

// The sentences that every format says alike. All of them hold untrusted text as it came: whoever
// shows one escapes it.
namespace prodparity {

// "deb" -> "debs", "pypi" -> "PyPI distributions", singular where `count` is 1.
std::string counted(std::size_t count, std::string_view singular, std::string_view plural);
std::string counted_components(const ComparedCount& compared);

// The whole answer in one line: "4 differences from production: 1 block, 3 warn". "Clean" says
// exactly what was compared, and claims no match where there are differences.
std::string verdict_line(const Verdict& verdict, std::span<const Row> rows);

// "dev-only: 41 allowed, 0 unexpected; prod-only: 12; version drift: 25, runtime-sensitive: 1"
std::string counts_line(const Counts& counts);

// "unsigned", "unsigned statement", "signature verified".
std::string verification_word(Verification verification);

// "CycloneDX 1.6 by trivy 0.74.0, of 2026-11-20, unsigned"
std::string reference_details(const ReferenceSummary& reference);

// "could not check pypi" or, where the policy accepts it, "not covered, accepted: pypi".
std::string gap_title(const Gap& gap);

// What is different, without names and tier: "3.0.22 here, 3.0.20 in production".
std::string difference(const Row& row);

// "PyPI" as people write it; empty for debs, which go without saying.
std::string ecosystem_label(std::string_view ecosystem);

// What came with the head of a group: "71 packages it pulled in"; "6 packages of its source" where
// no relation is known. Empty where there is none.
std::string company_of(const Row& row);

// What the files say that production is built from: "shipped by this branch (Dockerfile:7)", "may
// ship (Dockerfile:7: a variable stands there)", "Dockerfile:7: it ships another version: 2.40".
// Empty where they say nothing.
std::string shipping_of(const Row& row);

// What makes it special: "older than production", "a pre-release", "hides the deb
// python3-pip 23.0".
std::string peculiarities(const Row& row);

// Who made it: "Claude Code: make deps", "person", "Codex: pip install x, or Claude Code". Empty
// where nobody is known.
std::string caused_by(const Attribution& attribution);
// The others that may have been it, each once and but for who is named first: "Codex".
std::vector<std::string> other_actors(const Attribution& attribution);
// What speaks for it: "caused by Claude Code, session 5434: it held the lock; ..."
std::string evidence_of(const Attribution& attribution);

// Why it has its tier: "REASON (rule NAME)", naming the member that decided where it is not the
// head; "no rule speaks of it" where none does.
std::string why(const Row& row);

}  // namespace prodparity
