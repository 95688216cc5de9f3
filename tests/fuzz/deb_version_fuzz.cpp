// Three lines are three versions: their order must be one (antisymmetric, transitive), and the
// change between two must agree with it.
#include "core/text.h"
#include "core/version/deb.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity;
  std::array<std::string_view, 3> version;
  for_each_line(std::string_view(reinterpret_cast<const char*>(data), size),
                [&](std::string_view line, std::size_t number) {
                  if (number <= version.size()) version[number - 1] = line;
                });
  const auto& [a, b, c] = version;
  const auto order = compare_deb_versions(a, b);
  if ((order < 0) != (compare_deb_versions(b, a) > 0)) std::abort();
  if (order <= 0 && compare_deb_versions(b, c) <= 0 && compare_deb_versions(a, c) > 0) std::abort();
  const Change change = classify_deb(a, b);
  if ((order == 0) != (change.change_class == ChangeClass::none)) std::abort();
  if ((order > 0) != change.downgrade) std::abort();
  return 0;
}
