#pragma once

#include "core/drift/drift.h"
#include "core/drift/finding.h"
#include "core/journal.h"
#include "core/reference.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// The data of journal entries, as JSON text (docs/PROTOCOL.md, "Files"). Pure.
namespace prodparity {

// Of session_start and setup_end: a file of the state folder that has what was there.
struct VersionsFile {
  std::string name;
  std::string sha256;
  std::size_t components = 0;

  bool operator==(const VersionsFile&) const = default;
};
std::string versions_data(const VersionsFile& file);
std::optional<VersionsFile> read_versions_data(const std::string& data);

std::string change_data(const Verdict& verdict);
std::string resolved_data(std::string_view id, const OpenFinding& told);
std::string reference_data(const Reference& reference);
// `error`: why what was read before stays in force, or a reference cannot be used.
std::string policy_data(std::string_view source, std::string_view sha256, std::string_view error);
// `was` and `now` are what was compared with and is: an image with its digest, or a file's SHA-256.
// The same twice: it can be compared with again.
std::string production_changed_data(const Reference& was, const Reference& now);
// `gap`: why nothing is there to compare with, and what to do.
std::string production_unknown_data(const Gap& gap);
std::string reference_error_data(std::string_view name, std::string_view error);
// What became of a plan that a rule blocks: "stopped" or "let_through".
std::string plan_data(std::string_view decision, std::string_view reason,
                      const AgentSession& caller, const std::vector<std::string>& names);
std::string reason_data(std::string_view reason);  // of interrupted and blind

}  // namespace prodparity
