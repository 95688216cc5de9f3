#pragma once

#include "core/result.h"
#include "fetch/gather.h"
#include "fetch/store.h"

#include <string>

namespace prodparity::fetch {

// What of an image is written.
enum class Wanting {
  all,             // what hangs on it; its layers where no SBOM does and none has to be signed
  only_with_sbom,  // the same, if what hangs on it may hold an SBOM; else nothing
  layers_alone,
};

// What a store has of an image, as material. False: nothing was written, as was wanted. Errors:
// those of discover() and of write_layers().
Result<bool> gather_image(Store& store, const std::string& wanted, const FetchOrder& order,
                          const GatherOutside& outside, Wanting wanting);

}  // namespace prodparity::fetch
