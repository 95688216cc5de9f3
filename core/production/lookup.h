#pragma once

#include "core/production/production.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

// The parts of production.cpp.
namespace prodparity {

// Pointers into the inventory. An empty `arch` is any; "all" packages are of every architecture.
std::vector<const Component*> instances_of(const Inventory& inventory, std::string_view ecosystem,
                                           std::string_view name, std::string_view arch = {});
std::vector<Held> held(std::span<const Component* const> components);

// What it means that production's SBOM lists no such package: `no`, or `not_said` and why.
struct Absence {
  Says says = Says::no;
  std::string why;
};
Absence absence_in(const Reference& reference, std::string_view ecosystem);

// The packages of production that provide `name`, by the SBOM or, where it does not list what
// packages provide, by what the same packages provide here.
std::vector<const Component*> providers_of(const Reference& reference, const Inventory& dev,
                                           std::string_view name);

// Sets `condition` of a subject that the question requires something of.
void judge_condition(Subject& subject, const Question& question, const Reference& reference,
                     const Inventory& dev);

// Sets `lacking` and `ship` of a subject that production lacks or has too old.
void add_shipping(Subject& subject, const Question& question, const Reference& reference,
                  const ProductionContext& context);

// Sets `lacking` and `not_judged` of a distribution: what of its needs (Requires-Dist, as it is
// installed here) production lacks. Needs behind markers are not judged, and those of extras that
// nobody asked for are none.
void follow_python_needs(Subject& subject, const Component& here, const Reference& reference,
                         const ProductionContext& context);

}  // namespace prodparity
