#include "core/snappy.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace prodparity {
namespace {

Error failure(ErrorCode code, std::string_view what) {
  return {.code = code, .message = "cannot unpack snappy: " + std::string(what)};
}

// Takes little-endian numbers and bytes off the front; nothing where too few are left.
class Input {
 public:
  explicit Input(std::string_view bytes) : bytes_(bytes) {}

  bool at_end() const { return bytes_.empty(); }
  std::optional<std::size_t> number(std::size_t size) {
    if (bytes_.size() < size) return std::nullopt;
    std::size_t value = 0;
    for (std::size_t i = size; i-- > 0;)
      value = value << 8 | static_cast<unsigned char>(bytes_[i]);
    bytes_.remove_prefix(size);
    return value;
  }
  // Seven bits a byte, at most five of them.
  std::optional<std::size_t> varint() {
    std::size_t value = 0;
    for (unsigned shift = 0; shift < 35; shift += 7) {
      const auto byte = number(1);
      if (!byte) return std::nullopt;
      value |= (*byte & 0x7f) << shift;
      if ((*byte & 0x80) == 0) return value;
    }
    return std::nullopt;
  }
  std::optional<std::string_view> bytes(std::size_t size) {
    if (bytes_.size() < size) return std::nullopt;
    const std::string_view taken = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return taken;
  }

 private:
  std::string_view bytes_;
};

struct Copy {
  std::size_t size = 0;
  std::size_t back = 0;
};

// The copy that `tag` begins.
std::optional<Copy> read_copy(std::size_t tag, Input& input) {
  const std::size_t kind = tag & 3;
  if (kind == 1) {
    const auto low = input.number(1);
    if (!low) return std::nullopt;
    return Copy{.size = 4 + (tag >> 2 & 7), .back = (tag >> 5) << 8 | *low};
  }
  const auto back = input.number(kind == 2 ? 2 : 4);
  if (!back) return std::nullopt;
  return Copy{.size = (tag >> 2) + 1, .back = *back};
}

// The literal that `tag` begins: short ones say their size in it, others behind it.
std::optional<std::string_view> read_literal(std::size_t tag, Input& input) {
  constexpr std::size_t longest_in_tag = 59;
  std::size_t size = tag >> 2;
  if (size > longest_in_tag) {
    const auto behind = input.number(size - longest_in_tag);
    if (!behind) return std::nullopt;
    size = *behind;
  }
  return input.bytes(size + 1);
}

}  // namespace

Result<std::string> unpack_snappy(std::string_view packed, std::size_t limit_bytes) {
  Input input(packed);
  const auto size = input.varint();
  if (!size) return failure(ErrorCode::truncated, "it does not say how long it is");
  if (*size > limit_bytes)
    return failure(ErrorCode::too_large,
                   "it is longer than " + std::to_string(limit_bytes) + " bytes");
  std::string out;  // grows as there is something: the size that is said may be made up
  while (!input.at_end()) {
    const std::size_t tag = *input.number(1);
    if ((tag & 3) == 0) {
      const auto literal = read_literal(tag, input);
      if (!literal) return failure(ErrorCode::truncated, "it ends within a literal");
      out.append(*literal);
    } else {
      const auto copy = read_copy(tag, input);
      if (!copy) return failure(ErrorCode::truncated, "it ends within a copy");
      if (copy->back == 0 || copy->back > out.size())
        return failure(ErrorCode::malformed, "a copy is of nothing that came before");
      // Byte by byte: what is copied may be part of the copy.
      for (std::size_t i = 0; i < copy->size; ++i)
        out.push_back(out[out.size() - copy->back]);
    }
    if (out.size() > *size) return failure(ErrorCode::malformed, "it is longer than it says");
  }
  if (out.size() < *size) return failure(ErrorCode::truncated, "it is shorter than it says");
  return out;
}

}  // namespace prodparity
