#pragma once

#include "core/reference.h"
#include "core/sbom/draft.h"
#include "core/sbom/faults.h"

// What a Reference says about its own completeness.
//
// Two wrong answers are possible. "Covered" for what the maker does not list turns everything in
// the dev container into drift; "not covered" for what production really lacks turns drift into
// `could not check`. The second is said aloud and can be accepted in the policy, the first is
// believed: so in doubt it is not covered.
// - deb: covered when the document has one. Without any OS package the state says so.
// - pypi with distributions: covered. Without: not covered when the document shows a Python
//   (python3 debs, an interpreter, requirements that were declared) and its maker is one that
//   lists no installed distribution (cdxgen, its trivy), or lists no language package at all
//   here; nor when there are no OS packages that would show one. Otherwise production has no
//   Python, and pypi is covered with 0. A Python in /usr/local that only such a maker described is
//   not seen.
// - others: as found.
namespace prodparity::sbom {

std::vector<EcosystemCoverage> judge_coverage(const Draft& draft, const Generator& generator);
std::vector<ReferenceState> judge_states(const Draft& draft);

// The distribution and architecture: the operating system that the document names, completed by
// what purls say; the architecture of most packages.
Platform judge_platform(const Draft& draft);

}  // namespace prodparity::sbom
