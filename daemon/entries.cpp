#include "daemon/entries.h"

#include "core/json.h"
#include "core/limits.h"
#include "core/reference_proof.h"
#include "core/rfc3339.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace prodparity {

using nlohmann::json;

std::string versions_data(const VersionsFile& file) {
  return dump_json({{"file", file.name}, {"sha256", file.sha256}, {"components", file.components}});
}

std::optional<VersionsFile> read_versions_data(const std::string& data) {
  const Result<json> parsed = parse_json(data, {.limit_bytes = limits::journal_line_bytes});
  if (!parsed || !parsed->is_object()) return std::nullopt;
  const auto name = parsed->find("file");
  const auto sha256 = parsed->find("sha256");
  const auto components = parsed->find("components");
  if (name == parsed->end() || !name->is_string() || sha256 == parsed->end() ||
      !sha256->is_string() || components == parsed->end() || !components->is_number_unsigned())
    return std::nullopt;
  return VersionsFile{.name = name->get<std::string>(),
                      .sha256 = sha256->get<std::string>(),
                      .components = components->get<std::size_t>()};
}

std::string change_data(const Verdict& verdict) {
  return dump_json({{"outcome", to_string(outcome_of(verdict))},
                    {"findings", verdict.findings.size()},
                    {"gaps", verdict.gaps.size()}});
}

std::string resolved_data(std::string_view id, const OpenFinding& told) {
  return dump_json({{"id", id},
                    {"ecosystem", told.ecosystem},
                    {"name", told.name},
                    {"reference", told.reference}});
}

std::string reference_data(const Reference& reference) {
  return dump_json({{"name", reference.name},
                    {"source", reference.source},
                    {"sha256", reference.digest},
                    {"verification", to_string(reference.verification)},
                    {"proof", proof_json(reference.proof)},
                    {"components", reference.inventory.components.size()}});
}

std::string policy_data(std::string_view source, std::string_view sha256, std::string_view error) {
  json data = {{"source", source}, {"sha256", sha256}};
  if (!error.empty()) data["error"] = error;
  return dump_json(data);
}

namespace {

// When it was signed, or made, where something says it.
std::optional<std::int64_t> time_of(const Reference& reference) {
  return seconds_of_rfc3339(reference.proof.signed_at.empty() ? reference.created
                                                              : reference.proof.signed_at);
}

// Of another image of the same name the digest is enough.
std::string without_name_of(const std::string& now, const std::string& was) {
  const std::size_t at = now.find('@');
  return at != std::string::npos && was.starts_with(now.substr(0, at + 1)) ? was.substr(at + 1)
                                                                           : was;
}

// Somebody went back to what was before, or has it taken for what is now.
std::string older_words(const Reference& was, const Reference& now) {
  const std::optional<std::int64_t> before = time_of(was);
  const std::optional<std::int64_t> after = time_of(now);
  if (!before || !after || *after >= *before) return {};
  return "; its SBOM is older, of " + rfc3339_of(*after) + ", the one before of " +
         rfc3339_of(*before);
}

}  // namespace

std::string production_changed_data(const Reference& was, const Reference& now) {
  const auto called = [](const Reference& reference) {
    return reference.proof.image.empty() ? "sha256:" + reference.digest : reference.proof.image;
  };
  std::string what =
      "is now " + called(now) + ", it was " + without_name_of(called(now), called(was));
  if (called(was) == called(now)) what = "has another SBOM of " + called(now);
  if (was.digest == now.digest && called(was) == called(now))
    what = "can be compared with again: " + called(now);
  what += older_words(was, now);
  return dump_json({{"name", now.name},
                    {"was", called(was)},
                    {"now", called(now)},
                    {"sentence", now.name + ' ' + what}});
}

std::string production_unknown_data(const Gap& gap) {
  return dump_json({{"name", gap.reference}, {"sentence", gap.sentence}, {"remedy", gap.remedy}});
}

std::string reference_error_data(std::string_view name, std::string_view error) {
  return dump_json({{"name", name}, {"error", error}});
}

std::string plan_data(std::string_view decision, std::string_view reason,
                      const AgentSession& caller, const std::vector<std::string>& names) {
  json data = {{"decision", decision}, {"reason", reason}, {"names", names}};
  if (!caller.agent.empty()) data["agent"] = caller.agent;
  if (!caller.session.empty()) data["session"] = caller.session;
  return dump_json(data);
}

std::string reason_data(std::string_view reason) {
  return dump_json({{"reason", reason}});
}

}  // namespace prodparity
