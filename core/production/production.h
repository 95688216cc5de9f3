#pragma once

#include "core/drift/evaluate.h"
#include "core/drift/finding.h"
#include "core/drift/policy.h"
#include "core/inventory.h"
#include "core/production/owners.h"
#include "core/production/python_needs.h"
#include "core/production/question.h"
#include "core/reference.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What production is and has, answered from a Reference. What its SBOM does not say is an answer of
// its own, never a guess. Pure.
namespace prodparity {

enum class Says {
  yes,
  no,
  not_said,  // the SBOM does not say
};
std::string_view to_string(Says value);

// A program's version and the package that tells it.
struct Runtime {
  std::string language;  // "Python", "OpenSSL"
  std::string version;
  std::string package;  // "deb:python3.11"; "pypi" where only distributions' folders tell

  bool operator==(const Runtime&) const = default;
};

// What production is, as far as its SBOM tells.
struct AboutProduction {
  Platform platform;
  std::vector<Runtime> runtimes;
  std::vector<EcosystemCoverage> ecosystems;  // with the number of packages
  std::string user;                           // empty: not said

  bool operator==(const AboutProduction&) const = default;
};

// One instance of a package, in production or here.
struct Held {
  std::string version;
  std::string arch;
  std::string place;
  Evidence evidence;

  bool operator==(const Held&) const = default;
};

// Whether what production has is what the question requires.
struct Condition {
  std::string text;  // ">=2.31,<3", "(>= 3.0)"
  Says met = Says::not_said;
  std::string why;                      // a clause: "production has 2.28.1"
  std::vector<std::string> not_judged;  // parts of the requirement: a marker, extras, an address

  bool operator==(const Condition&) const = default;
};

// What production lacks, or has in a version that is not enough, of what a package needs here.
struct Lacking {
  std::string name;
  std::string here;        // version; empty: it is needed here and not installed
  std::string production;  // version; empty: it lacks it

  bool operator==(const Lacking&) const = default;
};

// One reading of what was asked: this package, or the package whose command it is here.
struct Subject {
  std::vector<Asked> as;
  std::string ecosystem;
  std::string name;
  std::vector<Owner> known_by;  // why this package is meant, where the question did not name it
  std::string by_name;          // the same, where only a rule of names tells: one clause
  Says has = Says::not_said;
  std::string why;  // where the SBOM does not say
  std::vector<Held> production;
  std::vector<Held> here;
  std::optional<Condition> condition;
  bool lacking_known = false;     // what the package itself needs is known here
  std::size_t lacking_count = 0;  // of `lacking`, which is cut at limits::answer_packages
  std::vector<Lacking> lacking;   // what would have to ship with it, itself first
  // What may have to ship too and cannot be told: "tomli (python_version < '3.11')".
  std::vector<std::string> not_judged;
  std::vector<Remedy> ship;

  bool operator==(const Subject&) const = default;
};

// A Reference's answer.
struct ProductionAnswer {
  ReferenceSummary reference;
  std::optional<AboutProduction> about;  // where nothing was asked
  Says says = Says::not_said;            // to the whole question
  std::vector<Subject> subjects;
  std::vector<std::string> notes;  // sentences

  bool operator==(const ProductionAnswer&) const = default;
};

// What is asked of, beside the Reference.
struct ProductionContext {
  const Inventory* dev = nullptr;  // what is installed here
  const Policy* policy = nullptr;  // for the spelling of what ships it
  RemedyContext remedies;
  const PythonNeeds* needs = nullptr;  // of the distributions here; null: of none
};

ProductionAnswer about_production(const Reference& reference);
ProductionAnswer ask_production(const Question& question, const Owners& owners,
                                const Reference& reference, const ProductionContext& context);

}  // namespace prodparity
