#include "core/json.h"
#include "core/reference_proof.h"
#include "core/report/production.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace prodparity {
namespace {

using nlohmann::json;

json held_json(const std::vector<Held>& instances) {
  json all = json::array();
  for (const Held& one : instances)
    all.push_back({{"version", one.version},
                   {"arch", one.arch},
                   {"place", one.place},
                   {"path", one.evidence.path},
                   {"line", one.evidence.line}});
  return all;
}

json known_by_json(const std::vector<Owner>& owners) {
  json all = json::array();
  for (const Owner& owner : owners)
    all.push_back({{"as", to_string(owner.as)},
                   {"path", owner.path},
                   {"package", owner.component},
                   {"source", owner.source}});
  return all;
}

json condition_json(const Subject& subject) {
  if (!subject.condition) return json();
  const Condition& condition = *subject.condition;
  return {{"text", condition.text},
          {"satisfied", to_string(condition.met)},
          {"why", condition.why},
          {"not_judged", condition.not_judged}};
}

json would_ship_json(const Subject& subject) {
  json packages = json::array();
  for (const Lacking& one : subject.lacking)
    packages.push_back({{"name", one.name},
                        {"here", one.here.empty() ? json() : json(one.here)},
                        {"production", one.production.empty() ? json() : json(one.production)}});
  json lines = json::array();
  for (const Remedy& remedy : subject.ship)
    lines.push_back(
        {{"command", remedy.command}, {"target", remedy.target}, {"note", remedy.note}});
  return {{"needs_known", subject.lacking_known},
          {"count", subject.lacking_count},
          {"packages", std::move(packages)},
          {"not_judged", subject.not_judged},
          {"lines", std::move(lines)}};
}

json subject_json(const Subject& subject) {
  json as = json::array();
  for (const Asked one : subject.as)
    as.push_back(to_string(one));
  return {{"as", std::move(as)},
          {"ecosystem", subject.ecosystem},
          {"name", subject.name},
          {"has", to_string(subject.has)},
          {"why", subject.why},
          {"production", held_json(subject.production)},
          {"here", held_json(subject.here)},
          {"known_by", known_by_json(subject.known_by)},
          {"by_name", subject.by_name},
          {"requirement", condition_json(subject)},
          {"would_ship", would_ship_json(subject)}};
}

json about_json(const AboutProduction& about) {
  json runtimes = json::array();
  for (const Runtime& runtime : about.runtimes)
    runtimes.push_back({{"language", runtime.language},
                        {"version", runtime.version},
                        {"package", runtime.package}});
  json ecosystems = json::array();
  for (const EcosystemCoverage& entry : about.ecosystems)
    ecosystems.push_back({{"ecosystem", entry.ecosystem},
                          {"covered", entry.coverage == Coverage::covered},
                          {"components", entry.components},
                          {"why", entry.why}});
  const Platform& platform = about.platform;
  return {{"distribution",
           {{"id", platform.id},
            {"version_id", platform.version_id},
            {"codename", platform.codename},
            {"pretty_name", platform.pretty_name},
            {"arch", platform.arch}}},
          {"runtimes", std::move(runtimes)},
          {"ecosystems", std::move(ecosystems)},
          {"user", about.user.empty() ? json() : json(about.user)}};
}

json reference_json(const ReferenceSummary& reference) {
  return {{"name", reference.name},
          {"source", reference.source},
          {"format", reference.format},
          {"generator", reference.generator},
          {"subject", reference.subject},
          {"created", reference.created},
          {"digest", reference.digest},
          {"verification", to_string(reference.verification)},
          {"proof", proof_json(reference.proof)},
          {"components", reference.components}};
}

json answer_json(const ProductionAnswer& answer) {
  json subjects = json::array();
  for (const Subject& subject : answer.subjects)
    subjects.push_back(subject_json(subject));
  return {{"reference", reference_json(answer.reference)},
          {"says", to_string(answer.says)},
          {"about", answer.about ? about_json(*answer.about) : json()},
          {"subjects", std::move(subjects)},
          {"notes", answer.notes}};
}

}  // namespace

std::string render_production_json(std::string_view question,
                                   std::span<const ProductionAnswer> answers) {
  json all = json::array();
  for (const ProductionAnswer& answer : answers)
    all.push_back(answer_json(answer));
  return dump_json({{"schema", "prodparity.production/1"},
                    {"question", question.empty() ? json() : json(std::string(question))},
                    {"says", to_string(says_of(answers))},
                    {"references", std::move(all)}});
}

}  // namespace prodparity
