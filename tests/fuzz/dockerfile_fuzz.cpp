// Whatever a Dockerfile says, what is read of it is bounded, has its place in the file, and names
// are such that its ecosystem could have.
#include "core/drift/package_words.h"
#include "core/limits.h"
#include "core/ship/build_stages.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto lines = static_cast<std::size_t>(std::ranges::count(bytes, '\n')) + 1;
  const Result<ShipReading> reading = read_dockerfile(bytes, {.path = "Dockerfile"});
  if (!reading) return 0;
  for (const Shipped& shipped : reading->shipped) {
    if (shipped.at.line == 0 || shipped.at.line > lines) std::abort();
    if (shipped.ecosystem == "deb" && !shipped.name.empty() && !is_deb_name(shipped.name))
      std::abort();
    if (shipped.ecosystem == "deb" && shipped.name.empty() && !shipped.upgrade_only) std::abort();
    if (shipped.ecosystem == "pypi" && !is_pypi_name(shipped.name)) std::abort();
  }
  if (reading->base && (reading->base->image.empty() || reading->base->at.line == 0 ||
                        reading->base->at.line > lines))
    std::abort();
  for (const ShipInclude& include : reading->includes) {
    if (include.paths.empty() || include.at.line == 0 || include.at.line > lines) std::abort();
  }
  return 0;
}
