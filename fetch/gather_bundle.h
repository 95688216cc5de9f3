#pragma once

#include "core/bundle_file.h"
#include "core/byte_source.h"
#include "core/fetch_order.h"
#include "core/reference_address.h"
#include "core/result.h"
#include "fetch/gather.h"

#include <string_view>

namespace prodparity::fetch {

// What `prodparity bundle export` wrote, as material of this order; what goes along stays behind.
// Errors have the file's path: those of the file; unverified where it is of another image than the
// address asks for, unsupported where it was made for another platform.
Result<void> bundle_as_material(ByteSource& bundle, const FilePlace& address,
                                const FetchOrder& order, const BundleSink& sink);

// The same of the file at "FILE" or "FILE#sha256:...".
Result<Gathered> gather_bundle(std::string_view text, const FetchOrder& order,
                               const GatherOutside& outside);

}  // namespace prodparity::fetch
