#pragma once

#include "core/result.h"

#include <string_view>

namespace prodparity {

// Where the bytes of a document come from: the next part each call, empty at the end. Parts may be
// of any size; 64 KiB is good.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  virtual Result<std::string_view> next() = 0;  // valid until the next call
};

}  // namespace prodparity
