#pragma once

#include "core/component.h"
#include "core/inventory.h"
#include "core/production/owners.h"
#include "core/production/question.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

// What installed Python distributions say that they need (Requires-Dist): no SBOM tells it of
// production, so it is read here for the question that needs it. Pure.
namespace prodparity {

struct DistributionNeeds {
  bool known = false;                     // all of it: the metadata could be read, and says it
  std::vector<std::string> requirements;  // as written, with extras and markers

  bool operator==(const DistributionNeeds&) const = default;
};

// By the file that says it (Component::evidence.path).
using PythonNeeds = std::map<std::string, DistributionNeeds, std::less<>>;

// Of core metadata. A PKG-INFO without any says nothing: older ones have them in another file.
DistributionNeeds needs_in_metadata(std::string_view bytes, std::string_view path);

// The distributions here that a question may be about; names, normalised.
std::vector<std::string> asked_distributions(const Question& question, const Owners& owners);

// The names that these requirements lead to, whatever their markers say; normalised.
std::vector<std::string> needed_names(const DistributionNeeds& needs);

}  // namespace prodparity
