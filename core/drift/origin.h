#pragma once

#include "core/drift/drift.h"
#include "core/drift/evaluate.h"

namespace prodparity {

// When the dev container came to be as it is in this drift: the earliest moment that already had
// the same version (or lacked it, for prod_only). `baseline` when the image had it, or, where no
// baseline is known, when the session started with it; `unknown` without any history.
Origin origin_of(const Drift& drift, const History& history);

}  // namespace prodparity
