#include "core/digest.h"
#include "core/inventory_codec.h"
#include "core/inventory_json.h"
#include "core/json.h"
#include "core/limits.h"
#include "core/reference_proof.h"

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

using namespace codec;

constexpr std::string_view reference_schema = "prodparity.reference/1";

constexpr std::array<TextField<Reference>, 7> reference_texts = {{
    {"name", &Reference::name},
    {"source", &Reference::source},
    {"format", &Reference::format},
    {"generator", &Reference::generator},
    {"subject", &Reference::subject},
    {"created", &Reference::created},
    {"digest", &Reference::digest},
}};

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
  if (Json proof = proof_json(reference.proof); !proof.is_null()) json["proof"] = std::move(proof);
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
  if (const Json* const proof = member_of(json, "proof"))
    reference.proof = proof_of(object_of(*proof, "proof"));
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

std::string write_reference(const Reference& reference) {
  std::string text = with_schema(reference_schema, header_of(reference)) + '\n';
  for (const Component& component : reference.inventory.components) {
    append_component(text, component);
    text += '\n';
  }
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
    components.shrink_to_fit();  // the daemon keeps them for as long as it lives
    return reference;
  } catch (const Wrong& wrong) {
    return wrong_value(wrong, path, number);
  }
}

}  // namespace prodparity
