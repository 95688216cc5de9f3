// The order of any two texts is antisymmetric, equals nothing but itself, and agrees with classify.
#include "core/version/pep440.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::string_view left = bytes.substr(0, bytes.find('\n'));
  const std::string_view right = bytes.substr(std::min(size, left.size() + 1));
  const auto order = compare_pep440(left, right);
  if ((order < 0) != (compare_pep440(right, left) > 0)) std::abort();
  if (compare_pep440(left, left) != 0) std::abort();
  const Change change = classify_pep440(left, right);
  if ((change.change_class == ChangeClass::none) != (order == 0)) std::abort();
  if (change.downgrade && order <= 0) std::abort();
  return 0;
}
