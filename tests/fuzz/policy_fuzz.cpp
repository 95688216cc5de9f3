// A policy document: what the reader takes compiles, and decides on any drift; each of its rules
// knows its line.
#include "core/drift/policy.h"
#include "core/drift/policy_reader.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <utility>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  static_cast<void>(element_lines(bytes));
  auto policy = read_policy(bytes, "policy.json");
  if (!policy.has_value()) {
    if (policy.error().code != ErrorCode::wrong_config) std::abort();
    return 0;
  }
  for (const Rule& rule : policy->user_rules) {
    if (rule.evidence.path != "policy.json") std::abort();
  }
  const auto engine = PolicyEngine::compile(std::move(*policy));
  if (!engine.has_value()) return 0;
  Drift drift{.kind = DriftKind::dev_only, .ecosystem = "deb", .name = "libssl3"};
  drift.dev = Component{.ecosystem = "deb", .name = "libssl3", .version = "1"};
  const auto decision = engine->decide(drift, false, {2026, 11, 22});
  if (decision.rule.empty()) std::abort();
  return 0;
}
