// Every format through the one reader; the input's first byte says how it is cut into parts, and
// the parts must not change the result.
#include "core/inventory_json.h"
#include "core/sbom/sbom.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

class PartsSource final : public prodparity::ByteSource {
 public:
  PartsSource(std::string_view bytes, std::size_t size) : rest_(bytes), size_(size) {}
  prodparity::Result<std::string_view> next() override {
    const std::string_view part = rest_.substr(0, size_);
    rest_.remove_prefix(part.size());
    return part;
  }

 private:
  std::string_view rest_;
  std::size_t size_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity;
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto whole = read_sbom(bytes, "fuzz");
  // Our own formats are told by their first part, which no file cuts so short.
  const std::size_t part_size = std::size_t{512} + data[0];
  PartsSource parts(bytes, part_size);
  const auto cut = read_sbom(parts, "fuzz");
  if (whole.has_value() != cut.has_value()) std::abort();
  if (!whole) return 0;
  if (whole->inventory.components != cut->inventory.components) std::abort();
  const bool silent = whole->inventory.components.empty() && whole->states.empty();
  if (silent) std::abort();  // nothing read must never look like something
  const auto compact = read_reference(write_reference(*whole), "fuzz");
  if (!compact || compact->inventory.components.size() != whole->inventory.components.size())
    std::abort();
  static_cast<void>(write_cyclonedx(whole->inventory));
  return 0;
}
