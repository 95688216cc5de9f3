#pragma once

#include "core/attest/choice.h"

#include <string>
#include <vector>

namespace prodparity::attest {

// What a choice says to people. Untrusted text.
std::string summary_of(const std::vector<Candidate>& candidates, const Wanted& wanted,
                       const Choice& choice);
std::vector<std::string> notes_on(const std::vector<Candidate>& candidates, const Wanted& wanted,
                                  const Choice& choice);

}  // namespace prodparity::attest
