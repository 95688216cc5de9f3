#include "core/drift/policy_reader.h"

#include "core/drift/comparable.h"
#include "core/drift/config_reader.h"
#include "core/drift/policy.h"
#include "core/drift/presets.h"
#include "core/ecosystem.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

using Reader = ConfigReader;
using At = ConfigValue;

constexpr ConfigField<Match> match_fields[] = {
    {"ecosystems", [](Reader& r, const At& at, Match& m) { m.ecosystems = r.texts(at); }},
    {"names", [](Reader& r, const At& at, Match& m) { m.names = r.texts(at); }},
    {"not_names", [](Reader& r, const At& at, Match& m) { m.not_names = r.texts(at); }},
    {"name_regexp", [](Reader& r, const At& at, Match& m) { m.name_regexp = r.regexp(at); }},
    {"sources", [](Reader& r, const At& at, Match& m) { m.sources = r.texts(at); }},
    {"sections", [](Reader& r, const At& at, Match& m) { m.sections = r.texts(at); }},
    {"kinds",
     [](Reader& r, const At& at, Match& m) {
       m.kinds = r.words<DriftKind>(at, parse_drift_kind, "kind of drift");
     }},
    {"classes",
     [](Reader& r, const At& at, Match& m) {
       m.classes = r.words<ChangeClass>(at, parse_change_class, "class of change");
     }},
    {"origins", [](Reader& r, const At& at,
                   Match& m) { m.origins = r.words<Origin>(at, parse_origin, "origin"); }},
    {"downgrade", [](Reader& r, const At& at, Match& m) { m.downgrade = r.boolean(at); }},
    {"pre_release", [](Reader& r, const At& at, Match& m) { m.pre_release = r.boolean(at); }},
    {"ships",
     [](Reader& r, const At& at, Match& m) {
       m.ships = parse_ships(r.text(at));
       if (!m.ships) r.fail(at, "ships must be unknown, nothing or runtime_files");
     }},
    {"runtime_library",
     [](Reader& r, const At& at, Match& m) { m.runtime_library = r.boolean(at); }},
};

void read_match(Reader& reader, const At& at, Match& match) {
  reader.object<Match>(at, match_fields, "a match", match);
}

// Names that decisions have when no rule of the file made them.
bool is_reserved(std::string_view name) {
  constexpr std::array<std::string_view, 4> reserved = {"waiver", "allowed", "allowed-closure",
                                                        "none"};
  return std::ranges::count(reserved, name) != 0;
}

constexpr ConfigField<Rule> rule_fields[] = {
    {"name",
     [](Reader& r, const At& at, Rule& rule) {
       rule.name = r.non_empty_text(at);
       if (is_reserved(rule.name)) r.fail(at, "the rule name '" + rule.name + "' is taken");
     }},
    {"match", [](Reader& r, const At& at, Rule& rule) { read_match(r, at, rule.match); }},
    {"tier",
     [](Reader& r, const At& at, Rule& rule) {
       const auto tier = parse_tier(r.text(at));
       if (!tier) r.fail(at, "tier must be block, warn, info or ignore");
       rule.tier = tier.value_or(Tier::info);
     }},
    {"reason", [](Reader& r, const At& at, Rule& rule) { rule.reason = r.non_empty_text(at); }},
};

constexpr ConfigField<Waiver> waiver_fields[] = {
    {"match", [](Reader& r, const At& at, Waiver& waiver) { read_match(r, at, waiver.match); }},
    {"reason",
     [](Reader& r, const At& at, Waiver& waiver) { waiver.reason = r.non_empty_text(at); }},
    {"expires",
     [](Reader& r, const At& at, Waiver& waiver) {
       waiver.expires = parse_date(r.text(at));
       if (!waiver.expires) r.fail(at, "expires must be a day of the calendar as YYYY-MM-DD");
     }},
};

constexpr ConfigField<ReferenceSource> reference_fields[] = {
    {"name",
     [](Reader& r, const At& at, ReferenceSource& source) { source.name = r.non_empty_text(at); }},
    {"source", [](Reader& r, const At& at,
                  ReferenceSource& source) { source.source = r.non_empty_text(at); }},
    {"paths", [](Reader& r, const At& at, ReferenceSource& source) { source.paths = r.texts(at); }},
};

constexpr ConfigField<ShipSource> ship_fields[] = {
    {"reference",
     [](Reader& r, const At& at, ShipSource& ship) { ship.reference = r.non_empty_text(at); }},
    {"dockerfile",
     [](Reader& r, const At& at, ShipSource& ship) { ship.dockerfile = r.non_empty_text(at); }},
    {"target",
     [](Reader& r, const At& at, ShipSource& ship) { ship.target = r.non_empty_text(at); }},
    {"context",
     [](Reader& r, const At& at, ShipSource& ship) { ship.context = r.non_empty_text(at); }},
    {"requirements",
     [](Reader& r, const At& at, ShipSource& ship) { ship.requirements = r.texts(at); }},
};

void require(Reader& reader, const At& at, std::string_view what,
             std::initializer_list<const char*> keys) {
  for (const char* const key : keys) {
    if (!reader.error() && !reader.has(at, key))
      reader.fail(at, std::string(what) + " needs '" + key + "'");
  }
}

void read_rules(Reader& reader, const At& at, Policy& policy) {
  reader.each(at, [&](const At& element, std::size_t) {
    Rule rule;
    reader.object<Rule>(element, rule_fields, "a rule", rule);
    require(reader, element, "a rule", {"name", "match", "tier", "reason"});
    policy.user_rules.push_back(std::move(rule));
  });
}

void read_waivers(Reader& reader, const At& at, Policy& policy) {
  reader.each(at, [&](const At& element, std::size_t) {
    Waiver waiver;
    reader.object<Waiver>(element, waiver_fields, "a waiver", waiver);
    require(reader, element, "a waiver", {"match", "reason"});
    if (waiver.match == Match{})
      reader.fail(element, "a waiver must say what it waives: its match is empty");
    policy.waivers.push_back(std::move(waiver));
  });
}

void read_references(Reader& reader, const At& at, Policy& policy) {
  std::set<std::string> names;
  reader.each(at, [&](const At& element, std::size_t) {
    ReferenceSource source;
    reader.object<ReferenceSource>(element, reference_fields, "a reference", source);
    require(reader, element, "a reference", {"source"});
    if (!names.insert(source.name).second)
      reader.fail(element, "two references are named '" + source.name + "'");
    policy.references.push_back(std::move(source));
  });
}

void read_ship(Reader& reader, const At& at, Policy& policy) {
  reader.each(at, [&](const At& element, std::size_t) {
    ShipSource ship;
    reader.object<ShipSource>(element, ship_fields, "what ships", ship);
    if (ship.dockerfile.empty() && ship.requirements.empty())
      reader.fail(element, "what ships needs 'dockerfile' or 'requirements'");
    policy.ship.push_back(std::move(ship));
  });
}

void read_accepted(Reader& reader, const At& at, Policy& policy) {
  reader.each(at, [&](const At& element, std::size_t) {
    policy.accept_uncovered.push_back(reader.text(element));
    const std::string& name = policy.accept_uncovered.back();
    // OS packages that nothing reads yet are a gap too; others are a note (docs/decisions/0003).
    if (find_ecosystem(name) == nullptr && !is_os_ecosystem(name))
      reader.fail(element, "'" + name + "' is no ecosystem that is read");
  });
}

void read_preset(Reader& reader, const At& at, Policy& policy) {
  policy.preset = reader.text(at);
  if (preset_rules(policy.preset) == nullptr)
    reader.fail(at, "there is no preset '" + policy.preset + "': use default or strict");
}

constexpr ConfigField<Policy> policy_fields[] = {
    {"$schema", [](Reader& r, const At& at, Policy&) { static_cast<void>(r.text(at)); }},
    {"preset", read_preset},
    {"references", read_references},
    {"rules", read_rules},
    {"waivers", read_waivers},
    {"dev_only_allowed",
     [](Reader& r, const At& at, Policy& p) { p.dev_only_allowed = r.texts(at); }},
    {"accept_uncovered", read_accepted},
    {"ship", read_ship},
    {"snapshot_url", [](Reader& r, const At& at, Policy& p) { p.snapshot_url = r.text(at); }},
    {"index_url", [](Reader& r, const At& at, Policy& p) { p.index_url = r.text(at); }},
    {"agents_may_override",
     [](Reader& r, const At& at, Policy& p) { p.agents_may_override = r.boolean(at); }},
};

template <class T>
std::vector<std::string> keys_of(std::span<const ConfigField<T>> fields) {
  std::vector<std::string> keys;
  for (const ConfigField<T>& field : fields)
    keys.emplace_back(field.key);
  std::ranges::sort(keys);
  return keys;
}

// Which element of which list stands where.
template <class T>
void set_evidence(std::vector<T>& entries, const std::vector<std::size_t>& lines,
                  std::string_view path) {
  for (std::size_t i = 0; i < entries.size(); ++i)
    entries[i].evidence = {.path = std::string(path), .line = i < lines.size() ? lines[i] : 0};
}

}  // namespace

std::map<std::string, std::vector<std::string>> policy_keys() {
  return {{"policy", keys_of<Policy>(policy_fields)},
          {"reference", keys_of<ReferenceSource>(reference_fields)},
          {"rule", keys_of<Rule>(rule_fields)},
          {"waiver", keys_of<Waiver>(waiver_fields)},
          {"ship", keys_of<ShipSource>(ship_fields)},
          {"match", keys_of<Match>(match_fields)}};
}

Result<Policy> read_policy(std::string_view bytes, std::string_view path) {
  const Result<nlohmann::json> document = parse_config(bytes, path);
  if (!document) return document.error();
  Reader reader(bytes, path);
  Policy policy;
  reader.object<Policy>({*document, ""}, policy_fields, "the policy", policy);
  if (reader.error()) return *reader.error();
  auto lines = element_lines(bytes);
  set_evidence(policy.user_rules, lines["rules"], path);
  set_evidence(policy.waivers, lines["waivers"], path);
  set_evidence(policy.references, lines["references"], path);
  set_evidence(policy.ship, lines["ship"], path);
  return policy;
}

}  // namespace prodparity
