// Whatever is handed over as material: it is read to its end or refused, alike in parts of any
// size, and what was read whole is written and read again the same.
#include "core/material.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace prodparity;

struct Whole {
  MaterialHeader header;
  std::vector<std::pair<MaterialPart, std::string>> parts;
  bool operator==(const Whole&) const = default;
};

std::optional<Whole> read(const std::string& bytes, std::size_t part_bytes) {
  WholeText source(bytes, part_bytes);
  MaterialReader reader(source);
  Result<MaterialHeader> header = reader.header();
  if (!header) return std::nullopt;
  Whole whole{.header = *std::move(header), .parts = {}};
  for (;;) {
    Result<std::optional<MaterialPart>> part = reader.next();
    if (!part) return std::nullopt;
    if (!*part) return whole;
    Result<std::string> body = reader.body(bytes.size());
    if (!body) return std::nullopt;
    whole.parts.emplace_back(**std::move(part), *std::move(body));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const std::optional<Whole> whole = read(bytes, 4096);
  if (read(bytes, 3) != whole) std::abort();
  if (!whole) return 0;
  std::string again = material_header(whole->header);
  for (const auto& [part, body] : whole->parts)
    again += material_part(part) + body;
  again += material_end(whole->parts.size());
  if (read(again, 4096) != whole) std::abort();
  return 0;
}
