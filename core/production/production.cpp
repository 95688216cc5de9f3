#include "core/production/production.h"

#include "core/drift/comparable.h"
#include "core/drift/distribution.h"
#include "core/ecosystem.h"
#include "core/passes.h"
#include "core/production/lookup.h"
#include "core/text.h"
#include "core/version/pep440.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

std::string normalised(std::string_view ecosystem, std::string_view name) {
  // Debian's names have no capitals: who asks for OpenSSL means openssl.
  if (ecosystem == "deb") return ascii_lower(name);
  const Ecosystem* const known = find_ecosystem(ecosystem);
  return known != nullptr ? known->normalise_name(name) : std::string(name);
}

// All that either side has or answers for, sorted.
std::set<std::string> ecosystems_of(const Reference& reference, const Inventory& dev) {
  std::set<std::string> all(dev.ecosystems.begin(), dev.ecosystems.end());
  all.insert(reference.inventory.ecosystems.begin(), reference.inventory.ecosystems.end());
  for (const Component& component : reference.inventory.components)
    all.insert(component.ecosystem);
  for (const EcosystemCoverage& entry : reference.coverage)
    all.insert(entry.ecosystem);
  return all;
}

class Asking {
 public:
  Asking(const Question& question, const Owners& owners, const Reference& reference,
         const ProductionContext& context)
      : question_(question), owners_(owners), reference_(reference), context_(context) {}

  ProductionAnswer answer() {
    if (question_.asked == Asked::package || question_.asked == Asked::name) ask_packages();
    for (const Owner& owner : owners_.found)
      ask_owner(owner);
    if (subjects_.empty() && question_.asked == Asked::module) ask_module_by_name();
    if (subjects_.empty()) ask_unknown();
    for (Subject& subject : subjects_) {
      judge_condition(subject, question_, reference_, *context_.dev);
      add_shipping(subject, question_, reference_, context_);
    }
    ProductionAnswer answer{
        .reference = summary_of(reference_), .says = overall(), .notes = notes()};
    answer.subjects = std::move(subjects_);
    return answer;
  }

 private:
  const Inventory& production() const { return reference_.inventory; }

  // What both sides have of one package; nothing of it is judged but whether production has it.
  Subject subject_of(Asked as, std::string_view ecosystem, std::string_view name,
                     std::string_view arch) const {
    const auto there = instances_of(production(), ecosystem, name, arch);
    const auto here = instances_of(*context_.dev, ecosystem, name, arch);
    Subject subject{.as = {as},
                    .ecosystem = std::string(ecosystem),
                    .name = std::string(name),
                    .production = held(there),
                    .here = held(here)};
    if (!there.empty()) {
      subject.has = Says::yes;
    } else {
      Absence absence = absence_in(reference_, ecosystem);
      subject.has = absence.says;
      subject.why = std::move(absence.why);
      if (is_half_way(ecosystem, name)) {
        subject.has = Says::not_said;
        subject.why = "it was half-way as production's inventory was made";
      } else if (!arch.empty() && has_fault(FaultKind::multi_arch_collapsed) &&
                 !instances_of(production(), ecosystem, name).empty()) {
        subject.has = Says::not_said;
        subject.why = "of a package's architectures the maker of production's SBOM lists one";
      }
    }
    return subject;
  }

  bool has_fault(FaultKind kind) const {
    return std::ranges::any_of(reference_.faults,
                               [&](const Fault& fault) { return fault.kind == kind; });
  }

  bool is_half_way(std::string_view ecosystem, std::string_view name) const {
    return std::ranges::any_of(production().in_transition, [&](const InTransition& item) {
      return item.ecosystem == ecosystem && item.name == name;
    });
  }

  Subject* find(std::string_view ecosystem, std::string_view name) {
    const auto found = std::ranges::find_if(subjects_, [&](const Subject& subject) {
      return subject.ecosystem == ecosystem && subject.name == name;
    });
    return found == subjects_.end() ? nullptr : &*found;
  }

  // Production has the package of another name that stands for it, as far as names tell.
  bool stand_in(std::string_view ecosystem, const std::string& name, const Component& component,
                std::string why) {
    if (find("deb", component.name) != nullptr) return true;
    Subject subject = subject_of(Asked::package, "deb", component.name, {});
    subject.by_name = fmt::format("{} {}: {}", ecosystem, name, why);
    const bool has = subject.has == Says::yes;
    subjects_.push_back(std::move(subject));
    return has;
  }

  // A distribution that Debian packages: production's SBOM may list the deb alone.
  bool ask_debian_python(const std::string& name) {
    for (const Component* const here : instances_of(*context_.dev, "pypi", name)) {
      if (!here->owner.starts_with("deb:")) continue;
      const auto debs = instances_of(production(), "deb", here->owner.substr(4));
      if (!debs.empty())
        return stand_in("pypi", name, *debs.front(), "it is of " + here->owner + " here");
    }
    const auto debs = instances_of(production(), "deb", "python3-" + name);
    return !debs.empty() && stand_in("pypi", name, *debs.front(),
                                     "Debian's package of it is python3-" + name + ", by its name");
  }

  // In which version it is provided no SBOM says.
  bool ask_provided(const std::string& name) {
    const auto providers = providers_of(reference_, *context_.dev, name);
    if (providers.empty()) return false;
    const std::string why = "it is a virtual package that this provides";
    if (question_.relation.empty()) return stand_in("deb", name, *providers.front(), why);
    subjects_.push_back({.as = {Asked::package},
                         .ecosystem = "deb",
                         .name = name,
                         .why = fmt::format("{} provides it, in a version that is not said",
                                            providers.front()->name)});
    return true;
  }

  void ask_package(const std::string& ecosystem, bool even_if_unknown) {
    const std::string name = normalised(ecosystem, question_.name);
    const std::string_view arch = ecosystem == "deb" ? std::string_view(question_.arch) : "";
    Subject subject = subject_of(Asked::package, ecosystem, name, arch);
    if (subject.production.empty()) {
      if (ecosystem == "pypi" && ask_debian_python(name)) return;
      if (ecosystem == "deb" && ask_provided(name)) return;
    }
    if (even_if_unknown || !subject.production.empty() || !subject.here.empty())
      subjects_.push_back(std::move(subject));
  }

  void ask_packages() {
    if (!question_.ecosystem.empty()) return ask_package(question_.ecosystem, true);
    for (const std::string& ecosystem : ecosystems_of(reference_, *context_.dev))
      ask_package(ecosystem, false);
  }

  void ask_owner(const Owner& owner) {
    const std::size_t colon = owner.component.find(':');
    const std::string ecosystem = owner.component.substr(0, colon);
    const std::string name = owner.component.substr(colon + 1);
    Subject* known = find(ecosystem, name);
    if (known == nullptr) {
      subjects_.push_back(subject_of(owner.as, ecosystem, name, {}));
      known = &subjects_.back();
      known->as.clear();
    }
    if (std::ranges::count(known->as, owner.as) == 0) known->as.push_back(owner.as);
    known->known_by.push_back(owner);
  }

  // Nothing here provides it: a distribution of its name most likely does.
  void ask_module_by_name() {
    const std::string top = question_.name.substr(0, question_.name.find('.'));
    const std::string name = normalise_pypi_name(top);
    Subject subject = subject_of(Asked::module, "pypi", name, {});
    const std::string why =
        "nothing here provides the module " + top + ": a distribution of its name is meant";
    if (subject.production.empty() && ask_debian_python(name)) {
      subjects_.back().as = {Asked::module};
      return;
    }
    if (subject.production.empty()) return;
    subject.by_name = why;
    subjects_.push_back(std::move(subject));
  }

  void ask_unknown() {
    if (question_.asked != Asked::name) {
      const std::string_view word = to_string(question_.asked);
      subjects_.push_back(
          {.as = {question_.asked},
           .why = fmt::format(
               "no package here has this {}, and an SBOM lists packages, not {}", word,
               question_.asked == Asked::library ? "libraries" : std::string(word) + 's')});
      return;
    }
    // "vendor/package" is a name elsewhere; of Debian and PyPI nothing is said by not having it.
    const bool has_slash = question_.name.find('/') != std::string::npos;
    for (const std::string& ecosystem : ecosystems_of(reference_, *context_.dev)) {
      if (is_os_ecosystem(ecosystem) && !is_told_os(ecosystem)) continue;
      if (has_slash && (is_os_ecosystem(ecosystem) || ecosystem == "pypi")) continue;
      ask_package(ecosystem, true);
    }
    if (subjects_.empty() && has_slash)
      subjects_.push_back({.as = {Asked::package},
                           .why = "no package's name has a '/': of apt's NAME/SUITE ask for NAME, "
                                  "as an SBOM says no suite"});
    if (subjects_.empty())
      subjects_.push_back({.as = {Asked::package}, .why = "production's SBOM lists no package"});
  }

  // Of several kinds of OS packages that which production is made of.
  bool is_told_os(std::string_view ecosystem) const {
    const bool any = std::ranges::any_of(production().components, [](const Component& component) {
      return is_os_ecosystem(component.ecosystem);
    });
    return !any || std::ranges::any_of(production().components, [&](const Component& component) {
      return component.ecosystem == ecosystem;
    });
  }

  Says overall() const {
    bool open = false;
    for (const Subject& subject : subjects_) {
      const Says says = subject.condition ? subject.condition->met : subject.has;
      if (says == Says::yes) return Says::yes;
      open = open || says != Says::no;
    }
    return open ? Says::not_said : Says::no;
  }

  // A deb that neither side has by its name.
  bool may_be_virtual() const {
    const bool unknown = std::ranges::any_of(subjects_, [](const Subject& subject) {
      return subject.ecosystem == "deb" && subject.has == Says::no && subject.here.empty();
    });
    return unknown && std::ranges::all_of(production().components, [](const Component& component) {
             return component.provides.empty();
           });
  }

  std::vector<std::string> notes() const {
    std::vector<std::string> all;
    const Release here = release_of(*context_.dev);
    const Release there = release_of(production());
    if (!here.id.empty() && !there.id.empty() && !same_release(here, there))
      all.push_back(
          fmt::format("this container is {}, production {}: packages may have other names "
                      "there",
                      to_string(here), to_string(there)));
    if (may_be_virtual())
      all.push_back(
          "production's SBOM does not say what packages provide: a virtual package of this name "
          "would not be seen");
    if (!owners_.unread.empty())
      all.push_back(fmt::format("{} could not be read, the first: {}",
                                counted(owners_.unread.size(), "file list"),
                                to_string(owners_.unread.front())));
    return all;
  }

  const Question& question_;
  const Owners& owners_;
  const Reference& reference_;
  const ProductionContext& context_;
  std::vector<Subject> subjects_;
};

}  // namespace

std::string_view to_string(Says value) {
  switch (value) {
    case Says::yes:
      return "yes";
    case Says::no:
      return "no";
    case Says::not_said:
      break;
  }
  return "not_said";
}

ProductionAnswer ask_production(const Question& question, const Owners& owners,
                                const Reference& reference, const ProductionContext& context) {
  return Asking(question, owners, reference, context).answer();
}

}  // namespace prodparity
