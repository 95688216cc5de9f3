#include "daemon/references.h"

#include "core/inventory_json.h"
#include "core/limits.h"
#include "io/child.h"
#include "io/state_files.h"

#include <array>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity {
namespace {

constexpr int child_seconds = 120;
constexpr std::string_view schema = "prodparity.reference/1";

bool is_compact(const std::string& path) {
  std::array<char, 256> start{};
  std::ifstream file(path, std::ios::binary);
  file.read(start.data(), start.size());
  return std::string_view(start.data(), static_cast<std::size_t>(file.gcount())).find(schema) !=
         std::string_view::npos;
}

}  // namespace

Result<Reference> load_reference(const std::string& name, const std::string& path) {
  // Asked once: whoever may write there could have it answered in two ways.
  const bool compact = is_compact(path);
  const Result<std::string> bytes =
      compact ? read_own_file(path, limits::reference_file_bytes)
              : run_child({program_beside("prodparity"), "read-reference", path},
                          limits::reference_file_bytes, child_seconds);
  if (!bytes) {
    Error error = bytes.error();
    if (error.path.empty() && error.message.find(path) == std::string::npos) error.path = path;
    return error;
  }
  Result<Reference> reference = read_reference(*bytes, path);
  if (!reference) return reference.error();
  reference->name = name;
  reference->source = path;
  if (compact) forget_proof(*reference);
  return reference;
}

Result<Reference> load_fetched_reference(const std::string& name, const std::string& path) {
  const Result<std::string> bytes = read_own_file(path, limits::reference_file_bytes);
  if (!bytes) return bytes.error();
  Result<Reference> reference = read_reference(*bytes, path);
  if (reference) reference->name = name;
  return reference;
}

}  // namespace prodparity
