// Whatever a devcontainer.json says, what is read for it stays in the workspace and is bounded.
#include "core/devcontainer_files.h"
#include "core/limits.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto inputs = devcontainer_inputs(bytes, ".devcontainer/devcontainer.json");
  if (inputs.size() > devcontainer_files_kept) std::abort();
  for (const std::string& path : inputs) {
    const std::string whole = '/' + path + '/';
    if (path.empty() || path.size() > limits::pattern_bytes || path.front() == '/' ||
        whole.find("/../") != std::string::npos || whole.find("//") != std::string::npos)
      std::abort();
  }
  const ComposeBuilds builds = compose_builds(bytes, ".devcontainer/compose.yaml");
  if (builds.dockerfiles.size() > devcontainer_files_kept) std::abort();
  for (const std::string& path : builds.dockerfiles) {
    if (path.empty() || ('/' + path + '/').find("/../") != std::string::npos) std::abort();
  }
  const auto digests = read_file_digests(bytes, "devcontainer-files.json");
  if (digests) {
    const auto again = read_file_digests(write_file_digests(*digests), "");
    if (!again || *again != *digests) std::abort();
  }
  return 0;
}
