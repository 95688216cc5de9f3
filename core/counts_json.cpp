#include "core/counts_json.h"

#include "core/json.h"

#include <nlohmann/json.hpp>

namespace prodparity {

nlohmann::json counts_json(const Counts& counts) {
  return {{"dev_only_allowed", counts.dev_only_allowed},
          {"dev_only_unexpected", counts.dev_only_unexpected},
          {"prod_only", counts.prod_only},
          {"version_drift", counts.version_drift},
          {"version_drift_runtime_sensitive", counts.version_drift_runtime_sensitive}};
}

Counts read_counts(const nlohmann::json& object) {
  return {.dev_only_allowed = number_at(object, "dev_only_allowed"),
          .dev_only_unexpected = number_at(object, "dev_only_unexpected"),
          .prod_only = number_at(object, "prod_only"),
          .version_drift = number_at(object, "version_drift"),
          .version_drift_runtime_sensitive = number_at(object, "version_drift_runtime_sensitive")};
}

}  // namespace prodparity
