#include "core/fetch_order.h"

#include "core/inventory_codec.h"
#include "core/json.h"
#include "core/limits.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity {
namespace {

using namespace codec;

constexpr std::array<TextField<FetchOrder>, 8> order_texts = {{
    {"asked", &FetchOrder::asked},
    {"name", &FetchOrder::name},
    {"platform", &FetchOrder::platform},
    {"folder", &FetchOrder::folder},
    {"output", &FetchOrder::output},
    {"bundle", &FetchOrder::bundle},
    {"material", &FetchOrder::material},
    {"known_digest", &FetchOrder::known_digest},
}};
constexpr std::array<TextField<ReferenceNetwork>, 3> network_texts = {{
    {"ca_file", &ReferenceNetwork::ca_file},
    {"https_proxy", &ReferenceNetwork::https_proxy},
    {"no_proxy", &ReferenceNetwork::no_proxy},
}};
constexpr std::array<TextField<Signer>, 4> signer_texts = {{
    {"certificate_identity", &Signer::identity},
    {"certificate_identity_regexp", &Signer::identity_regexp},
    {"certificate_oidc_issuer", &Signer::issuer},
    {"certificate_oidc_issuer_regexp", &Signer::issuer_regexp},
}};
constexpr std::array<TextField<FetchOutcome>, 3> outcome_texts = {{
    {"problem", &FetchOutcome::problem},
    {"image", &FetchOutcome::image},
    {"fetched_at", &FetchOutcome::fetched_at},
}};
constexpr std::array<std::pair<FetchOutcome::State, std::string_view>, 4> states = {{
    {FetchOutcome::State::fresh, "fresh"},
    {FetchOutcome::State::unchanged, "unchanged"},
    {FetchOutcome::State::kept, "kept"},
    {FetchOutcome::State::failed, "failed"},
}};
constexpr std::array codes = {
    ErrorCode::malformed,  ErrorCode::truncated,   ErrorCode::empty,       ErrorCode::too_large,
    ErrorCode::too_deep,   ErrorCode::unsupported, ErrorCode::not_found,   ErrorCode::denied,
    ErrorCode::io,         ErrorCode::busy,        ErrorCode::timed_out,   ErrorCode::unavailable,
    ErrorCode::unverified, ErrorCode::wrong_usage, ErrorCode::wrong_config};
constexpr std::string_view order_name = "the order to fetch";
constexpr std::string_view outcome_name = "the answer of prodparity-fetch";

Json trust_json(const ReferenceTrust& trust) {
  Json json = {{"verify", to_string(trust.verify)},
               {"keys", trust.signer.keys},
               {"allow_unsigned", trust.allow_unsigned},
               {"max_age_days", trust.max_age_days}};
  write_texts(json, signer_texts, trust.signer);
  put_text(json, "trusted_root", trust.trusted_root);
  return json;
}

bool flag_of(const Json& json, const char* key) {
  const Json* const value = member_of(json, key);
  if (value == nullptr) return false;
  if (!value->is_boolean()) throw Wrong{"'" + std::string(key) + "' is neither true nor false"};
  return value->get<bool>();
}

int small_number_of(const Json& json, const char* key) {
  const Json* const value = member_of(json, key);
  if (value == nullptr) return 0;
  const std::size_t number = number_of(*value, key);
  if (number > 1'000'000'000) throw Wrong{"'" + std::string(key) + "' is too large"};
  return static_cast<int>(number);
}

ReferenceTrust trust_of(const Json& json) {
  ReferenceTrust trust{.verify = enum_of(parse_verify_mode, json, "verify")};
  read_texts(json, signer_texts, trust.signer);
  for_each_of(json, "keys",
              [&](const Json& key) { trust.signer.keys.push_back(text_of(key, "keys")); });
  if (const Json* const root = member_of(json, "trusted_root"))
    trust.trusted_root = text_of(*root, "trusted_root");
  trust.allow_unsigned = flag_of(json, "allow_unsigned");
  trust.max_age_days = small_number_of(json, "max_age_days");
  return trust;
}

FetchOrder order_of(const Json& json) {
  FetchOrder order;
  read_texts(json, order_texts, order);
  read_texts(json, network_texts, order.network);
  if (const Json* const trust = member_of(json, "trust"))
    order.trust = trust_of(object_of(*trust, "trust"));
  order.offline = flag_of(json, "offline");
  order.layers = flag_of(json, "layers");
  order.look_for_sbom = flag_of(json, "look_for_sbom");
  if (member_of(json, "progress") != nullptr) order.progress = small_number_of(json, "progress");
  if (member_of(json, "user") != nullptr)
    order.user = static_cast<unsigned>(small_number_of(json, "user"));
  if (const Json* const variables = member_of(json, "environment")) {
    for (const auto& [name, value] : object_of(*variables, "environment").items())
      order.environment.emplace(name, text_of(value, "environment"));
  }
  return order;
}

FetchOutcome outcome_of(const Json& json) {
  FetchOutcome outcome;
  const std::string state = text_at(json, "state");
  const auto known = std::ranges::find(states, state, [](const auto& one) { return one.second; });
  if (known == states.end()) throw Wrong{"'state' has an unknown value"};
  outcome.state = known->first;
  read_texts(json, outcome_texts, outcome);
  const std::string code = text_at(json, "code");
  for (const ErrorCode candidate : codes) {
    if (to_string(candidate) == code) outcome.code = candidate;
  }
  for_each_of(json, "warnings",
              [&](const Json& item) { outcome.warnings.push_back(text_of(item, "warnings")); });
  outcome.retry_after_seconds = small_number_of(json, "retry_after_seconds");
  return outcome;
}

template <class T>
Result<T> read_line(std::string_view bytes, std::string_view name, T (*read)(const Json&)) {
  const Result<Json> json = parse_json(bytes, {}, name);
  if (!json) return json.error();
  if (!json->is_object()) return damaged(ErrorCode::malformed, "it is no JSON object", name);
  try {
    return read(*json);
  } catch (const Wrong& wrong) {
    return wrong_value(wrong, name, 0);
  }
}

}  // namespace

std::string write_fetch_order(const FetchOrder& order) {
  Json json = {{"trust", trust_json(order.trust)},
               {"offline", order.offline},
               {"layers", order.layers},
               {"look_for_sbom", order.look_for_sbom},
               {"environment", order.environment}};
  write_texts(json, order_texts, order);
  write_texts(json, network_texts, order.network);
  if (order.user) json["user"] = *order.user;
  if (order.progress >= 0) json["progress"] = order.progress;
  return dump_json(json) + '\n';
}

Result<FetchOrder> read_fetch_order(std::string_view bytes) {
  return read_line(bytes, order_name, order_of);
}

std::string write_fetch_outcome(const FetchOutcome& outcome) {
  const auto state =
      std::ranges::find(states, outcome.state, [](const auto& one) { return one.first; });
  Json json = {{"state", state->second}, {"warnings", outcome.warnings}};
  write_texts(json, outcome_texts, outcome);
  if (!outcome.problem.empty()) json["code"] = to_string(outcome.code);
  if (outcome.retry_after_seconds > 0) json["retry_after_seconds"] = outcome.retry_after_seconds;
  return dump_json(json) + '\n';
}

Result<FetchOutcome> read_fetch_outcome(std::string_view bytes) {
  return read_line(bytes, outcome_name, outcome_of);
}

std::string as_of_line(const FetchOutcome& outcome) {
  if (outcome.state != FetchOutcome::State::kept) return {};
  const std::string why = outcome.problem.empty() ? "kept from then" : outcome.problem;
  return "  as of " + outcome.fetched_at + ": " + why + '\n';
}

}  // namespace prodparity
