// What of a Python distribution's needs production lacks.
#include "core/limits.h"
#include "core/passes.h"
#include "core/production/lookup.h"
#include "core/version/pep440_specifier.h"
#include "core/version/pep508.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

// Whether a marker holds with an extra alone: what nobody asked for is not needed.
bool is_of_extra(std::string_view marker) {
  return marker.find("extra") != std::string_view::npos &&
         marker.find(" or ") == std::string_view::npos;
}

class PythonClosure {
 public:
  PythonClosure(Subject& subject, const Reference& reference, const ProductionContext& context)
      : subject_(subject), reference_(reference), context_(context) {}

  void from(const Component& root) {
    subject_.lacking_known = needs_of(root).known;
    lack(root.name, &root, production_version(root.name));
    for (std::size_t at = 0; at < open_.size(); ++at) {
      const Component& here = *open_[at];
      const DistributionNeeds& needs = needs_of(here);
      if (!needs.known && at != 0) leave_open("what " + here.name + " needs");
      for (const std::string& text : needs.requirements)
        take(text, here);
    }
  }

 private:
  const DistributionNeeds& needs_of(const Component& component) const {
    static const DistributionNeeds unknown;
    if (context_.needs == nullptr) return unknown;
    const auto found = context_.needs->find(component.evidence.path);
    return found == context_.needs->end() ? unknown : found->second;
  }

  void take(const std::string& text, const Component& of) {
    const Result<PythonRequirement> requirement = parse_python_requirement(text);
    if (!requirement) return leave_open(fmt::format("what {} needs by '{}'", of.name, text));
    if (is_of_extra(requirement->marker) || seen_.contains(requirement->name)) return;
    const Says has = production_has(*requirement);
    if (!requirement->extras.empty()) leave_open(without_versions(*requirement));
    if (has == Says::yes) return;
    if (!requirement->marker.empty())
      return leave_open(fmt::format("{} ({})", requirement->name, requirement->marker));
    if (has == Says::not_said)
      return leave_open(fmt::format("{}, which production has several of", requirement->name));
    const Component* const here = installed_beside(requirement->name, of);
    lack(requirement->name, here, production_version(requirement->name));
    if (here == nullptr) leave_open(fmt::format("what {} needs", requirement->name));
  }

  static std::string without_versions(const PythonRequirement& requirement) {
    return fmt::format("what the extras of {}[{}] bring", requirement.name,
                       fmt::join(requirement.extras, ","));
  }

  void leave_open(std::string what) {
    if (subject_.not_judged.size() < limits::answer_packages && said_.insert(what).second)
      subject_.not_judged.push_back(std::move(what));
  }

  void lack(const std::string& name, const Component* here, std::string production) {
    seen_.insert(name);
    ++subject_.lacking_count;
    if (subject_.lacking.size() < limits::answer_packages)
      subject_.lacking.push_back({.name = name,
                                  .here = here == nullptr ? std::string() : here->version,
                                  .production = std::move(production)});
    if (here != nullptr) open_.push_back(here);
  }

  // Production's distributions of this name, else Debian's package of it, by its name.
  std::vector<std::string> versions_in_production(std::string_view name) const {
    std::vector<std::string> versions;
    for (const Component* const one : instances_of(reference_.inventory, "pypi", name))
      versions.push_back(one->version);
    if (!versions.empty()) return versions;
    for (const Component* const one :
         instances_of(reference_.inventory, "deb", "python3-" + std::string(name)))
      versions.emplace_back(debian_upstream(one->version));
    return versions;
  }

  std::string production_version(std::string_view name) const {
    const std::vector<std::string> versions = versions_in_production(name);
    return versions.empty() ? std::string() : versions.front();
  }

  // Which of several environments counts no SBOM says: then all must be within the requirement.
  Says production_has(const PythonRequirement& requirement) const {
    const std::vector<std::string> versions = versions_in_production(requirement.name);
    const auto fit =
        static_cast<std::size_t>(std::ranges::count_if(versions, [&](const std::string& version) {
          return is_within(version, requirement.clauses, PreReleases::count);
        }));
    if (fit == 0) return Says::no;
    return fit == versions.size() ? Says::yes : Says::not_said;
  }

  // In the same folder or, where that sees them, among those of the system.
  const Component* installed_beside(std::string_view name, const Component& of) const {
    const Component* found = nullptr;
    for (const Component* const one : instances_of(*context_.dev, "pypi", name)) {
      if (one->place == of.place) return one;
      const bool is_seen = !of.virtual_environment || !of.base_prefix.empty();
      if (is_seen && !one->virtual_environment && found == nullptr) found = one;
    }
    return found;
  }

  Subject& subject_;
  const Reference& reference_;
  const ProductionContext& context_;
  std::set<std::string, std::less<>> seen_;  // names
  std::set<std::string> said_;
  std::vector<const Component*> open_;
};

}  // namespace

void follow_python_needs(Subject& subject, const Component& here, const Reference& reference,
                         const ProductionContext& context) {
  PythonClosure(subject, reference, context).from(here);
}

}  // namespace prodparity
