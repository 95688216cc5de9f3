// Whatever a lock file or a pyproject.toml says: names are PyPI's, lines are the file's.
#include "core/drift/package_words.h"
#include "core/ship/lock_files.h"
#include "core/ship/python_project.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

void check(const prodparity::Result<prodparity::ShipReading>& reading, std::size_t lines) {
  using namespace prodparity;
  if (!reading) return;
  for (const Shipped& shipped : reading->shipped) {
    if (!is_pypi_name(shipped.name)) std::abort();
    if (shipped.at.line == 0 || shipped.at.line > lines) std::abort();
  }
  for (const ShipInclude& include : reading->includes) {
    const std::string whole = '/' + include.paths.at(0) + '/';
    if (include.paths[0].starts_with('/') || whole.find("/../") != std::string::npos) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto lines = static_cast<std::size_t>(std::ranges::count(bytes, '\n')) + 1;
  for (const char* const name : {"poetry.lock", "uv.lock", "pylock.toml", "Pipfile.lock"})
    check(read_lock_file(bytes, name), lines);
  check(read_python_project(bytes, "pyproject.toml"), lines);
  return 0;
}
