#include "core/attribution/attribution_json.h"
#include "core/counts_json.h"
#include "core/reference_proof.h"
#include "core/report/report.h"
#include "core/text.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace prodparity {
namespace {

using Json = nlohmann::json;

Json text_or_null(std::string_view text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json version_of(const Shared<Component>& component) {
  return component ? Json(component->version) : Json(nullptr);
}

Json evidence_of(const Shared<Component>& component) {
  if (!component) return nullptr;
  const Evidence& evidence = component->evidence;
  return {{"path", evidence.path},
          {"line", evidence.line == 0 ? Json(nullptr) : Json(evidence.line)}};
}

Json change_of(const Drift& drift) {
  if (drift.kind != DriftKind::version) return nullptr;
  return {{"class", to_string(drift.change.change_class)},
          {"downgrade", drift.change.downgrade},
          {"pre_release", drift.change.pre_release}};
}

Json remedies_of(const Finding& finding) {
  Json list = Json::array();
  for (const Remedy& remedy : *finding.remedies) {
    list.push_back({{"kind", to_string(remedy.kind)},
                    {"command", text_or_null(remedy.command)},
                    {"target", text_or_null(remedy.target)},
                    {"note", text_or_null(remedy.note)}});
  }
  return list;
}

Json shipping_of(const Shipping& shipping) {
  if (shipping.state == Shipping::State::none && shipping.at.path.empty()) return nullptr;
  return {{"state", to_string(shipping.state)},
          {"path", text_or_null(shipping.at.path)},
          {"line", shipping.at.line == 0 ? Json(nullptr) : Json(shipping.at.line)},
          {"why", text_or_null(shipping.why)}};
}

Json finding_json(const Finding& finding) {
  const Drift& drift = finding.drift;
  return {{"id", finding.id},
          {"kind", to_string(drift.kind)},
          {"origin", to_string(drift.origin)},
          {"reference", drift.reference},
          {"ecosystem", drift.ecosystem},
          {"name", drift.name},
          {"arch", text_or_null(drift.arch)},
          {"place", text_or_null(drift.place)},
          {"dev_version", version_of(drift.dev)},
          {"prod_version", version_of(drift.prod)},
          {"change", change_of(drift)},
          {"hides", text_or_null(drift.dev ? drift.dev->hides : "")},
          {"tier", to_string(finding.tier)},
          {"shown_tier", to_string(finding.shown_tier)},
          {"rule", finding.rule},
          {"reason", sentence_of(finding.reason)},
          {"runtime_sensitive", finding.runtime_sensitive},
          {"allowed", finding.allowed},
          {"evidence", {{"dev", evidence_of(drift.dev)}, {"prod", evidence_of(drift.prod)}}},
          {"remedies", remedies_of(finding)},
          {"group",
           {{"id", finding.group.id}, {"head", finding.group.head}, {"size", finding.group.size}}},
          {"attribution", finding.attribution
                              ? attribution_json(*finding.attribution, AttributionReader::outside)
                              : Json(nullptr)},
          {"shipping", shipping_of(finding.shipping)}};
}

Json reference_json(const ReferenceSummary& reference) {
  Json compared = Json::object();
  for (const ComparedCount& count : reference.compared)
    compared[count.ecosystem] = count.components;
  return {{"name", reference.name},
          {"source", reference.source},
          {"format", text_or_null(reference.format)},
          {"generator", text_or_null(reference.generator)},
          {"subject", text_or_null(reference.subject)},
          {"created", text_or_null(reference.created)},
          {"digest", text_or_null(reference.digest)},
          {"verification", to_string(reference.verification)},
          {"proof", proof_json(reference.proof)},
          {"components", reference.components},
          {"compared", std::move(compared)}};
}

Json gap_json(const Gap& gap) {
  return {{"kind", to_string(gap.kind)},
          {"reference", text_or_null(gap.reference)},
          {"ecosystem", text_or_null(gap.ecosystem)},
          {"sentence", gap.sentence},
          {"remedy", text_or_null(gap.remedy)},
          {"accepted", gap.accepted}};
}

template <class Items, class Write>
Json list_of(const Items& items, Write write) {
  Json list = Json::array();
  for (const auto& item : items)
    list.push_back(write(item));
  return list;
}

}  // namespace

std::string render_json(const Verdict& verdict, std::string_view now) {
  Json report = {{"schema", "prodparity.report/1"},
                 {"verdict", to_string(outcome_of(verdict))},
                 {"references", list_of(verdict.references, reference_json)},
                 {"counts", counts_json(verdict.counts)},
                 {"findings", list_of(verdict.findings, finding_json)},
                 {"gaps", list_of(verdict.gaps, gap_json)},
                 {"notes", list_of(verdict.notes, [](const Note& note) {
                    return Json{{"code", note.code}, {"sentence", note.sentence}};
                  })}};
  if (!now.empty()) report["now"] = now;
  // Bytes that are not UTF-8 become U+FFFD, everything outside ASCII an escape.
  return report.dump(2, ' ', true, Json::error_handler_t::replace) + '\n';
}

}  // namespace prodparity
