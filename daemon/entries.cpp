#include "daemon/entries.h"

#include "core/json.h"
#include "core/limits.h"
#include "core/reference_proof.h"

#include <nlohmann/json.hpp>

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

std::string production_changed_data(const Reference& was, const Reference& now) {
  const auto called = [](const Reference& reference) {
    return reference.proof.image.empty() ? "sha256:" + reference.digest : reference.proof.image;
  };
  const std::string what = called(was) == called(now)
                               ? "has another SBOM of " + called(now)
                               : "is now " + called(now) + ", it was " + called(was);
  return dump_json({{"name", now.name},
                    {"was", called(was)},
                    {"now", called(now)},
                    {"sentence", now.name + ' ' + what}});
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
