#include "core/plan_json.h"

#include "core/limits.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace prodparity {

using nlohmann::json;

// [NAME, ARCHITECTURE, OLD, NEW]; of pypi the second is the folder.
std::string set_changes(Plan& target, const json& value) {
  if (!value.is_array() || value.size() > limits::planned_changes)
    return "must be a list of at most " + std::to_string(limits::planned_changes);
  for (const json& change : value) {
    const bool texts = change.is_array() && change.size() == 4 &&
                       std::ranges::all_of(change, [](const json& part) {
                         return part.is_string() &&
                                part.get_ref<const std::string&>().size() <= limits::name_bytes;
                       });
    if (!texts || change[0].get_ref<const std::string&>().empty())
      return "must hold lists of name, architecture, old and new version";
    target.changes.push_back({.name = change[0].get<std::string>(),
                              .arch = change[1].get<std::string>(),
                              .old_version = change[2].get<std::string>(),
                              .new_version = change[3].get<std::string>()});
  }
  return {};
}

std::string set_asked(Plan& target, const json& value) {
  if (!value.is_array()) return "must be a list";
  for (const json& name : value) {
    if (!name.is_string()) return "must hold names";
    target.asked.push_back(name.get<std::string>());
  }
  return {};
}

void take_places(Plan& plan) {
  for (PlannedChange& change : plan.changes)
    change.place = std::exchange(change.arch, {});
}

json plan_json(const Plan& plan) {
  json changes = json::array();
  for (const PlannedChange& change : plan.changes)
    changes.push_back({change.name, plan.ecosystem == "pypi" ? change.place : change.arch,
                       change.old_version, change.new_version});
  json params = {{"changes", std::move(changes)}};
  if (plan.ecosystem != Plan().ecosystem) params["ecosystem"] = plan.ecosystem;
  if (!plan.asked.empty()) params["asked"] = plan.asked;
  return params;
}

}  // namespace prodparity
