// Whatever a requirements file says: names are PyPI's, includes stay below the workspace.
#include "core/drift/package_words.h"
#include "core/limits.h"
#include "core/ship/python_requirement.h"
#include "core/ship/requirements.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const Result<ShipReading> reading = read_requirements(bytes, "api/requirements.txt");
  if (!reading) return 0;
  if (reading->includes.size() > limits::ship_files) std::abort();
  for (const Shipped& shipped : reading->shipped) {
    if (!is_pypi_name(shipped.name) || shipped.at.line == 0) std::abort();
    const std::string pinned = pinned_version(shipped.version);
    if (!pinned.empty() && !is_pypi_version(pinned)) std::abort();
    static_cast<void>(meets_specifiers("1.0", shipped.version));
  }
  for (const ShipInclude& include : reading->includes) {
    for (const std::string& path : include.paths) {
      const std::string whole = '/' + path + '/';
      if (path.starts_with('/') || whole.find("/../") != std::string::npos) std::abort();
    }
  }
  return 0;
}
