#include "core/production/python_needs.h"

#include "core/ecosystems/pypi_metadata.h"
#include "core/version/pep440.h"
#include "core/version/pep508.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {

DistributionNeeds needs_in_metadata(std::string_view bytes, std::string_view path) {
  pypi::RequiresDist needs = pypi::parse_requires_dist(bytes);
  const bool says = !needs.texts.empty() || !path.ends_with("/PKG-INFO");
  return {.known = says && !needs.cut && !bytes.empty(), .requirements = std::move(needs.texts)};
}

std::vector<std::string> asked_distributions(const Question& question, const Owners& owners) {
  std::vector<std::string> names;
  const bool by_name = question.asked == Asked::package || question.asked == Asked::name;
  if (by_name && (question.ecosystem.empty() || question.ecosystem == "pypi"))
    names.push_back(normalise_pypi_name(question.name));
  for (const Owner& owner : owners.found) {
    if (owner.component.starts_with("pypi:")) names.push_back(owner.component.substr(5));
  }
  return names;
}

std::vector<std::string> needed_names(const DistributionNeeds& needs) {
  std::vector<std::string> names;
  for (const std::string& text : needs.requirements) {
    Result<PythonRequirement> requirement = parse_python_requirement(text);
    if (requirement) names.push_back(std::move(requirement->name));
  }
  return names;
}

}  // namespace prodparity
