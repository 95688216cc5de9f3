#pragma once

#include "core/result.h"

#include <cstddef>
#include <string_view>

namespace prodparity {

// Where the bytes of a document come from: the next part each call, empty at the end. Parts may be
// of any size; 64 KiB is good.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  virtual Result<std::string_view> next() = 0;  // valid until the next call
};

// Of bytes in memory, in parts as of a file: the same bounds and the same line numbers.
class WholeText final : public ByteSource {
 public:
  explicit WholeText(std::string_view bytes, std::size_t part_bytes = std::size_t{64} * 1024)
      : rest_(bytes), part_bytes_(part_bytes) {}
  Result<std::string_view> next() override {
    const std::string_view part = rest_.substr(0, part_bytes_);
    rest_.remove_prefix(part.size());
    return part;
  }

 private:
  std::string_view rest_;
  std::size_t part_bytes_;
};

}  // namespace prodparity
