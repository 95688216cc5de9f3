#include "core/inventory_codec.h"

#include "core/json.h"

#include <nlohmann/json.hpp>

#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace prodparity::codec {
namespace {

// In the order of their keys. `line` and `path` are evidence's, beside the rest.
using ComponentMember =
    std::variant<std::string Component::*, bool Component::*, Ships Component::*,
                 std::string Evidence::*, std::size_t Evidence::*>;

constexpr std::array<std::pair<std::string_view, ComponentMember>, 23> component_members = {{
    {"arch", &Component::arch},
    {"automatic", &Component::automatic},
    {"base_prefix", &Component::base_prefix},
    {"deselected", &Component::deselected},
    {"ecosystem", &Component::ecosystem},
    {"editable", &Component::editable},
    {"held", &Component::held},
    {"hides", &Component::hides},
    {"line", &Evidence::line},
    {"name", &Component::name},
    {"origin", &Component::origin},
    {"owner", &Component::owner},
    {"path", &Evidence::path},
    {"place", &Component::place},
    {"pre_release", &Component::pre_release},
    {"provides", &Component::provides},
    {"relations", &Component::relations},
    {"section", &Component::section},
    {"ships", &Component::ships},
    {"source", &Component::source},
    {"source_version", &Component::source_version},
    {"version", &Component::version},
    {"virtual_environment", &Component::virtual_environment},
}};

// Written without building a JSON value first: an inventory has many of them. Nothing for what is
// empty, false or unknown.
class ComponentWriter {
 public:
  ComponentWriter(std::string& text, const Component& component)
      : text_(text), component_(component) {}

  void write(std::string_view key, const ComponentMember& member) {
    key_ = key;
    std::visit(*this, member);
  }

  void operator()(std::string Component::*member) { put_text(component_.*member); }
  void operator()(std::string Evidence::*member) { put_text(component_.evidence.*member); }
  void operator()(bool Component::*member) {
    if (component_.*member) put("true");
  }
  void operator()(Ships Component::*member) {
    if (component_.*member != Ships::unknown) put_text(to_string(component_.*member));
  }
  void operator()(std::size_t Evidence::*member) {
    if (component_.evidence.*member != 0) put(std::to_string(component_.evidence.*member));
  }

 private:
  void put(std::string_view value) {
    text_.append(text_.back() == '{' ? "\"" : ",\"").append(key_).append("\":").append(value);
  }
  void put_text(std::string_view value) {
    if (value.empty()) return;
    put("");
    append_json_text(text_, value);
  }

  std::string& text_;
  const Component& component_;
  std::string_view key_;
};

class ComponentReader {
 public:
  ComponentReader(const Json& value, std::string_view key, Component& component)
      : value_(value), key_(key), component_(component) {}

  void operator()(std::string Component::*member) const {
    component_.*member = text_of(value_, key_);
  }
  void operator()(std::string Evidence::*member) const {
    component_.evidence.*member = text_of(value_, key_);
  }
  void operator()(std::size_t Evidence::*member) const {
    component_.evidence.*member = number_of(value_, key_);
  }
  void operator()(bool Component::*member) const {
    if (!value_.is_boolean()) throw Wrong{"'" + std::string(key_) + "' is neither true nor false"};
    component_.*member = value_.get<bool>();
  }
  void operator()(Ships Component::*member) const {
    const auto parsed = parse_ships(text_of(value_, key_));
    if (!parsed) throw Wrong{"'" + std::string(key_) + "' has an unknown value"};
    component_.*member = *parsed;
  }

 private:
  const Json& value_;
  std::string_view key_;
  Component& component_;
};

constexpr std::array<TextField<Platform>, 5> platform_texts = {{
    {"id", &Platform::id},
    {"version_id", &Platform::version_id},
    {"codename", &Platform::codename},
    {"pretty_name", &Platform::pretty_name},
    {"arch", &Platform::arch},
}};

constexpr std::array<TextField<Fact>, 3> fact_texts = {{
    {"kind", &Fact::kind},
    {"name", &Fact::name},
    {"value", &Fact::value},
}};

constexpr std::array<TextField<InTransition>, 4> transition_texts = {{
    {"ecosystem", &InTransition::ecosystem},
    {"name", &InTransition::name},
    {"arch", &InTransition::arch},
    {"state", &InTransition::state},
}};

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

}  // namespace

const Json* member_of(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found == json.end() ? nullptr : &*found;
}

const std::string& text_of(const Json& value, std::string_view key) {
  if (const auto* text = value.get_ptr<const std::string*>()) return *text;
  throw Wrong{"'" + std::string(key) + "' is no text"};
}

std::size_t number_of(const Json& value, std::string_view key) {
  if (!value.is_number_unsigned()) throw Wrong{"'" + std::string(key) + "' is no count"};
  return value.get<std::size_t>();
}

const Json& object_of(const Json& value, std::string_view key) {
  if (!value.is_object()) throw Wrong{"an element of '" + std::string(key) + "' is no object"};
  return value;
}

void put_text(Json& json, const char* key, const std::string& text) {
  if (!text.empty()) json[key] = text;
}

void for_each_of(const Json& json, const char* key, const std::function<void(const Json&)>& visit) {
  const Json* const list = member_of(json, key);
  if (list == nullptr) return;
  if (!list->is_array()) throw Wrong{"'" + std::string(key) + "' is no array"};
  for (const Json& element : *list)
    visit(element);
}

void append_component(std::string& text, const Component& component) {
  text += '{';
  ComponentWriter writer(text, component);
  for (const auto& [key, member] : component_members)
    writer.write(key, member);
  text += '}';
}

Component component_of(const Json& json) {
  Component component;
  for (const auto& [key, member] : component_members) {
    if (const auto value = json.find(key); value != json.end())
      std::visit(ComponentReader(*value, key, component), member);
  }
  if (component.ecosystem.empty() || component.name.empty())
    throw Wrong{"a component has no 'ecosystem' or no 'name'"};
  return component;
}

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

std::string with_schema(std::string_view schema, const Json& json) {
  std::string text = "{\"schema\":\"" + std::string(schema) + '"';
  if (!json.empty()) text += ',';
  return text + dump_json(json).substr(1);
}

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

Error damaged(ErrorCode code, std::string message, std::string_view path, std::size_t line) {
  return {.code = code, .message = std::move(message), .path = std::string(path), .line = line};
}

Error wrong_value(const Wrong& wrong, std::string_view path, std::size_t line) {
  return {
      .code = ErrorCode::malformed, .message = wrong.what, .path = std::string(path), .line = line};
}

}  // namespace prodparity::codec
