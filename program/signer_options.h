#pragma once

#include "core/reference_trust.h"
#include "program/arguments.h"

namespace prodparity {

// Who must have signed, in cosign's words.
void declare_signer(Arguments& arguments, Signer& signer);

}  // namespace prodparity
