#pragma once

#include "core/byte_source.h"
#include "core/limits.h"
#include "core/result.h"
#include "io/unique_fd.h"

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace prodparity::fetch {

// One layer as it is fetched, on disk, as it may be larger than memory; gone with this object. In
// several files without a name: how large one may be is bounded for the whole process.
class LayerFile {
 public:
  explicit LayerFile(std::size_t part_bytes = 256 * limits::mib) : part_bytes_(part_bytes) {}

  Result<void> write(std::string_view bytes);
  // What was written, as it is. Nothing is written afterwards.
  Result<std::unique_ptr<ByteSource>> read();

 private:
  std::size_t part_bytes_;
  std::size_t room_ = 0;  // in the last of them
  std::vector<UniqueFd> parts_;
};

}  // namespace prodparity::fetch
