#include "core/inventory_json.h"

#include "core/digest.h"
#include "core/json.h"
#include "core/limits.h"

#include <nlohmann/json.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

using Json = nlohmann::json;

constexpr std::string_view inventory_schema = "prodparity.inventory/1";
constexpr std::string_view reference_schema = "prodparity.reference/1";

// One table a type serves writing and reading, so that no field can be forgotten in one of them.
template <class T>
using TextFields = std::pair<const char*, std::string T::*>;

constexpr std::array<TextFields<Component>, 14> component_texts = {{
    {"ecosystem", &Component::ecosystem},
    {"origin", &Component::origin},
    {"name", &Component::name},
    {"version", &Component::version},
    {"arch", &Component::arch},
    {"place", &Component::place},
    {"owner", &Component::owner},
    {"hides", &Component::hides},
    {"source", &Component::source},
    {"source_version", &Component::source_version},
    {"section", &Component::section},
    {"relations", &Component::relations},
    {"provides", &Component::provides},
    {"base_prefix", &Component::base_prefix},
}};

constexpr std::array<std::pair<const char*, bool Component::*>, 6> component_flags = {{
    {"automatic", &Component::automatic},
    {"held", &Component::held},
    {"deselected", &Component::deselected},
    {"editable", &Component::editable},
    {"pre_release", &Component::pre_release},
    {"virtual_environment", &Component::virtual_environment},
}};

constexpr std::array<TextFields<Platform>, 5> platform_texts = {{
    {"id", &Platform::id},
    {"version_id", &Platform::version_id},
    {"codename", &Platform::codename},
    {"pretty_name", &Platform::pretty_name},
    {"arch", &Platform::arch},
}};

constexpr std::array<TextFields<Fact>, 3> fact_texts = {{
    {"kind", &Fact::kind},
    {"name", &Fact::name},
    {"value", &Fact::value},
}};

constexpr std::array<TextFields<InTransition>, 4> transition_texts = {{
    {"ecosystem", &InTransition::ecosystem},
    {"name", &InTransition::name},
    {"arch", &InTransition::arch},
    {"state", &InTransition::state},
}};

constexpr std::array<TextFields<Reference>, 7> reference_texts = {{
    {"name", &Reference::name},
    {"source", &Reference::source},
    {"format", &Reference::format},
    {"generator", &Reference::generator},
    {"subject", &Reference::subject},
    {"created", &Reference::created},
    {"digest", &Reference::digest},
}};

// A value that is not what its key promises. Caught where the document's path is known.
struct Wrong {
  std::string what;
};

const std::string& text_of(const Json& value, std::string_view key) {
  if (const auto* text = value.get_ptr<const std::string*>()) return *text;
  throw Wrong{"'" + std::string(key) + "' is no text"};
}

std::size_t number_of(const Json& value, std::string_view key) {
  if (!value.is_number_unsigned()) throw Wrong{"'" + std::string(key) + "' is no count"};
  return value.get<std::size_t>();
}

template <class Table, class T>
void write_texts(Json& json, const Table& table, const T& value) {
  for (const auto& [key, member] : table) {
    if (!(value.*member).empty()) json[key] = value.*member;
  }
}

template <class Table, class T>
void read_texts(const Json& json, const Table& table, T& value) {
  for (const auto& [key, member] : table) {
    if (const auto found = json.find(key); found != json.end())
      value.*member = text_of(*found, key);
  }
}

const Json* member_of(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found == json.end() ? nullptr : &*found;
}

// Calls visit(element) for each element of the array `key`, which may be absent.
template <class Visit>
void for_each_of(const Json& json, const char* key, Visit visit) {
  const Json* const list = member_of(json, key);
  if (list == nullptr) return;
  if (!list->is_array()) throw Wrong{"'" + std::string(key) + "' is no array"};
  for (const Json& element : *list)
    visit(element);
}

const Json& object_of(const Json& value, std::string_view key) {
  if (!value.is_object()) throw Wrong{"an element of '" + std::string(key) + "' is no object"};
  return value;
}

template <class Enum>
Enum enum_of(std::optional<Enum> (*parse)(std::string_view), const Json& json, const char* key) {
  const Json* const value = member_of(json, key);
  if (value == nullptr) throw Wrong{"'" + std::string(key) + "' is missing"};
  const auto parsed = parse(text_of(*value, key));
  if (!parsed) throw Wrong{"'" + std::string(key) + "' has an unknown value"};
  return *parsed;
}

void write_evidence(Json& json, const Evidence& evidence) {
  if (!evidence.path.empty()) json["path"] = evidence.path;
  if (evidence.line != 0) json["line"] = evidence.line;
}

Evidence read_evidence(const Json& json) {
  Evidence evidence;
  if (const Json* const path = member_of(json, "path")) evidence.path = text_of(*path, "path");
  if (const Json* const line = member_of(json, "line")) evidence.line = number_of(*line, "line");
  return evidence;
}

Json to_json(const Component& component) {
  Json json = Json::object();
  write_texts(json, component_texts, component);
  for (const auto& [key, member] : component_flags) {
    if (component.*member) json[key] = true;
  }
  if (component.ships != Ships::unknown) json["ships"] = to_string(component.ships);
  write_evidence(json, component.evidence);
  return json;
}

Component component_of(const Json& json) {
  Component component;
  read_texts(json, component_texts, component);
  for (const auto& [key, member] : component_flags) {
    const Json* const flag = member_of(json, key);
    if (flag == nullptr) continue;
    if (!flag->is_boolean()) throw Wrong{"'" + std::string(key) + "' is neither true nor false"};
    component.*member = flag->get<bool>();
  }
  if (json.contains("ships")) component.ships = enum_of(parse_ships, json, "ships");
  component.evidence = read_evidence(json);
  if (component.ecosystem.empty() || component.name.empty())
    throw Wrong{"a component has no 'ecosystem' or no 'name'"};
  return component;
}

Json to_json(const Error& error) {
  Json json = {{"code", to_string(error.code)}, {"message", error.message}};
  write_evidence(json, {.path = error.path, .line = error.line});
  return json;
}

std::optional<ErrorCode> parse_error_code(std::string_view text) {
  for (int value = 0; value <= static_cast<int>(ErrorCode::wrong_config); ++value) {
    const auto code = static_cast<ErrorCode>(value);
    if (to_string(code) == text) return code;
  }
  return std::nullopt;
}

Error error_of(const Json& json) {
  Evidence evidence = read_evidence(json);
  const Json* const message = member_of(json, "message");
  return {.code = enum_of(parse_error_code, json, "code"),
          .message = message != nullptr ? text_of(*message, "message") : std::string(),
          .path = std::move(evidence.path),
          .line = evidence.line};
}

// Everything of an Inventory but its components.
void write_frame(Json& json, const Inventory& inventory) {
  Json platform = Json::object();
  write_texts(platform, platform_texts, inventory.platform);
  if (!platform.empty()) json["platform"] = std::move(platform);
  if (!inventory.ecosystems.empty()) json["ecosystems"] = inventory.ecosystems;
  for (const Fact& fact : inventory.facts) {
    Json item = Json::object();
    write_texts(item, fact_texts, fact);
    write_evidence(item, fact.evidence);
    json["facts"].push_back(std::move(item));
  }
  for (const Unread& unread : inventory.unread) {
    Json item = to_json(unread.error);
    if (!unread.ecosystem.empty()) item["ecosystem"] = unread.ecosystem;
    json["unread"].push_back(std::move(item));
  }
  for (const InTransition& transition : inventory.in_transition) {
    Json item = Json::object();
    write_texts(item, transition_texts, transition);
    write_evidence(item, transition.evidence);
    json["in_transition"].push_back(std::move(item));
  }
}

Inventory frame_of(const Json& json) {
  Inventory inventory;
  if (const Json* const platform = member_of(json, "platform"))
    read_texts(object_of(*platform, "platform"), platform_texts, inventory.platform);
  for_each_of(json, "ecosystems", [&](const Json& name) {
    inventory.ecosystems.push_back(text_of(name, "ecosystems"));
  });
  for_each_of(json, "facts", [&](const Json& item) {
    Fact fact;
    read_texts(object_of(item, "facts"), fact_texts, fact);
    fact.evidence = read_evidence(item);
    inventory.facts.push_back(std::move(fact));
  });
  for_each_of(json, "unread", [&](const Json& item) {
    Unread unread{.ecosystem = {}, .error = error_of(object_of(item, "unread"))};
    if (const Json* const name = member_of(item, "ecosystem"))
      unread.ecosystem = text_of(*name, "ecosystem");
    inventory.unread.push_back(std::move(unread));
  });
  for_each_of(json, "in_transition", [&](const Json& item) {
    InTransition transition;
    read_texts(object_of(item, "in_transition"), transition_texts, transition);
    transition.evidence = read_evidence(item);
    inventory.in_transition.push_back(std::move(transition));
  });
  return inventory;
}

// The schema comes first, so that a reader knows the document by its first bytes.
std::string with_schema(std::string_view schema, const Json& json) {
  std::string text = "{\"schema\":\"" + std::string(schema) + '"';
  if (!json.empty()) text += ',';
  return text + dump_json(json).substr(1);
}

std::string_view coverage_name(Coverage coverage) {
  return coverage == Coverage::covered ? "covered" : "not_covered";
}

std::optional<Coverage> parse_coverage(std::string_view text) {
  if (text == "covered") return Coverage::covered;
  if (text == "not_covered") return Coverage::not_covered;
  return std::nullopt;
}

Json header_of(const Reference& reference) {
  Json json = {{"verification", to_string(reference.verification)},
               {"coverage", Json::array()},
               {"faults", Json::array()},
               {"states", Json::array()}};
  write_texts(json, reference_texts, reference);
  write_frame(json, reference.inventory);
  for (const EcosystemCoverage& item : reference.coverage)
    json["coverage"].push_back({{"ecosystem", item.ecosystem},
                                {"coverage", coverage_name(item.coverage)},
                                {"components", item.components},
                                {"why", item.why}});
  for (const Fault& fault : reference.faults)
    json["faults"].push_back(
        {{"kind", to_string(fault.kind)}, {"count", fault.count}, {"example", fault.example}});
  for (const ReferenceState state : reference.states)
    json["states"].push_back(to_string(state));
  return json;
}

Reference reference_of(const Json& json) {
  Reference reference;
  reference.name.clear();
  read_texts(json, reference_texts, reference);
  reference.verification = enum_of(parse_verification, json, "verification");
  reference.inventory = frame_of(json);
  for_each_of(json, "coverage", [&](const Json& item) {
    reference.coverage.push_back(
        {.ecosystem = text_of(object_of(item, "coverage").value("ecosystem", Json()), "ecosystem"),
         .coverage = enum_of(parse_coverage, item, "coverage"),
         .components = number_of(item.value("components", Json(0U)), "components"),
         .why = text_of(item.value("why", Json("")), "why")});
  });
  for_each_of(json, "faults", [&](const Json& item) {
    reference.faults.push_back(
        {.kind = enum_of(parse_fault_kind, object_of(item, "faults"), "kind"),
         .count = number_of(item.value("count", Json(0U)), "count"),
         .example = text_of(item.value("example", Json("")), "example")});
  });
  for_each_of(json, "states", [&](const Json& item) {
    const auto state = parse_reference_state(text_of(item, "states"));
    if (!state) throw Wrong{"'states' has an unknown value"};
    reference.states.push_back(*state);
  });
  return reference;
}

// "prodparity.inventory/1" is read, "prodparity.inventory/2" is a newer program's.
std::optional<Error> wrong_schema(const Json& json, std::string_view wanted,
                                  std::string_view path) {
  const Json* const schema = json.is_object() ? member_of(json, "schema") : nullptr;
  const std::string found =
      schema != nullptr && schema->is_string() ? schema->get<std::string>() : std::string();
  if (found == wanted) return std::nullopt;
  const bool newer = found.starts_with(wanted.substr(0, wanted.find('/') + 1));
  return Error{.code = newer ? ErrorCode::unsupported : ErrorCode::malformed,
               .message = newer ? "its schema is '" + found + "', this program reads '" +
                                      std::string(wanted) + "': use the program that wrote it"
                                : "it is no '" + std::string(wanted) + "' document",
               .path = std::string(path)};
}

Error wrong_value(const Wrong& wrong, std::string_view path, std::size_t line) {
  return {
      .code = ErrorCode::malformed, .message = wrong.what, .path = std::string(path), .line = line};
}

Error damaged(ErrorCode code, std::string message, std::string_view path, std::size_t line = 0) {
  return {.code = code, .message = std::move(message), .path = std::string(path), .line = line};
}

// A line of the compact Reference; each is small JSON of its own.
Result<Json> parse_line(std::string_view line, std::string_view path, std::size_t number) {
  auto json = parse_json(line, {.limit_bytes = limits::reference_file_bytes}, path);
  if (json && json->is_object()) return json;
  Error error =
      json ? damaged(ErrorCode::malformed, "the line is no JSON object", path) : json.error();
  error.line = number;
  return error;
}

// The bytes before the last line once its count and digest agree with them.
struct Sealed {
  std::string_view body;
  std::size_t components = 0;
};

Result<Sealed> unseal(std::string_view bytes, std::string_view path) {
  const auto torn = [&] {
    return damaged(ErrorCode::truncated, "the reference file ends too early: fetch it again", path);
  };
  if (bytes.empty()) return damaged(ErrorCode::empty, "nothing is in it", path);
  if (bytes.back() != '\n') return torn();
  const std::size_t before = bytes.substr(0, bytes.size() - 1).rfind('\n');
  if (before == std::string_view::npos) return torn();
  const std::string_view body = bytes.substr(0, before + 1);
  const auto end = parse_json(bytes.substr(before + 1));
  if (!end || !end->is_object() || !end->contains("end")) return torn();
  if (end->value("sha256", Json()) != sha256_hex(body) || !(*end)["end"].is_number_unsigned())
    return damaged(ErrorCode::malformed, "its digest does not fit its content: fetch it again",
                   path);
  return Sealed{.body = body, .components = (*end)["end"].get<std::size_t>()};
}

}  // namespace

std::string write_inventory(const Inventory& inventory) {
  Json frame = Json::object();
  write_frame(frame, inventory);
  // One component a line: a diff of two inventories, and evidence lines, mean something.
  std::string text = with_schema(inventory_schema, frame);
  text.pop_back();
  text += ",\"components\":[";
  const char* separator = "\n";
  for (const Component& component : inventory.components) {
    text += separator + dump_json(to_json(component));
    separator = ",\n";
  }
  return text + "\n]}\n";
}

Result<Inventory> read_inventory(std::string_view bytes, std::string_view path) {
  const auto json = parse_json(bytes, {.limit_bytes = limits::reference_file_bytes}, path);
  if (!json) return json.error();
  if (const auto error = wrong_schema(*json, inventory_schema, path)) return *error;
  std::size_t index = 0;
  try {
    Inventory inventory = frame_of(*json);
    const Json* const components = member_of(*json, "components");
    if (components == nullptr) throw Wrong{"'components' is missing"};
    if (components->size() > limits::components)
      return damaged(ErrorCode::too_large, "too many components", path);
    inventory.components.reserve(components->size());
    for_each_of(*json, "components", [&](const Json& item) {
      inventory.components.push_back(component_of(object_of(item, "components")));
      ++index;
    });
    sort_canonical(inventory);
    return inventory;
  } catch (const Wrong& wrong) {
    return wrong_value(wrong, path, line_of(bytes, "/components/" + std::to_string(index)));
  }
}

std::string write_reference(const Reference& reference) {
  std::string text = with_schema(reference_schema, header_of(reference)) + '\n';
  for (const Component& component : reference.inventory.components)
    text += dump_json(to_json(component)) + '\n';
  const Json end = {{"end", reference.inventory.components.size()}, {"sha256", sha256_hex(text)}};
  return text + dump_json(end) + '\n';
}

Result<Reference> read_reference(std::string_view bytes, std::string_view path) {
  if (bytes.size() > limits::reference_file_bytes)
    return damaged(ErrorCode::too_large, "larger than a reference file may be", path);
  const auto sealed = unseal(bytes, path);
  if (!sealed) return sealed.error();
  std::size_t number = 1;
  try {
    const std::size_t header_end = sealed->body.find('\n');
    const auto header = parse_line(sealed->body.substr(0, header_end), path, number);
    if (!header) return header.error();
    if (const auto error = wrong_schema(*header, reference_schema, path)) return *error;
    Reference reference = reference_of(*header);
    std::vector<Component>& components = reference.inventory.components;
    if (sealed->components > limits::components)
      return damaged(ErrorCode::too_large, "too many components", path);
    std::string_view rest = sealed->body.substr(header_end + 1);
    while (!rest.empty()) {
      const std::size_t end = rest.find('\n');
      const auto line = parse_line(rest.substr(0, end), path, ++number);
      if (!line) return line.error();
      components.push_back(component_of(*line));
      rest.remove_prefix(end + 1);
    }
    if (components.size() != sealed->components)
      return damaged(ErrorCode::malformed, "it does not hold as many components as it says", path);
    return reference;
  } catch (const Wrong& wrong) {
    return wrong_value(wrong, path, number);
  }
}

}  // namespace prodparity
