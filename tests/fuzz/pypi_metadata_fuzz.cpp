// The formats of a Python distribution: whatever the bytes, what is told stays in its bounds.
#include "core/ecosystems/pypi_metadata.h"
#include "core/limits.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const pypi::Metadata metadata = pypi::parse_metadata(bytes);
  if (metadata.name.size() > limits::name_bytes) std::abort();
  if (metadata.version.size() > limits::version_bytes) std::abort();
  if (metadata.name_line > metadata.header_lines) std::abort();
  if (!metadata.name.empty() && metadata.name_line == 0) std::abort();
  const pypi::RequiresDist needs = pypi::parse_requires_dist(bytes);
  if (needs.texts.size() > limits::answer_packages) std::abort();
  for (const std::string& text : needs.texts) {
    if (text.size() > limits::question_bytes) std::abort();
  }
  const pypi::Environment environment = pypi::parse_pyvenv_cfg(bytes);
  if (environment.base_prefix.size() > limits::name_bytes) std::abort();
  const std::string_view first = bytes.substr(0, bytes.find('\n'));
  if (const std::optional<pypi::FolderName> name = pypi::parse_folder_name(first)) {
    if (name->name.empty()) std::abort();
  }
  static_cast<void>(pypi::record_lists_installer(bytes, first));
  static_cast<void>(pypi::parse_egg_link(bytes, "/site"));
  return 0;
}
