#include "core/sbom/draft.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity::sbom {
namespace {

// Blocks of at most 255 keep the sum in a byte: compilers make vector instructions of it.
std::size_t count_lines(std::string_view text) {
  std::size_t lines = 0;
  while (!text.empty()) {
    const std::string_view block = text.substr(0, 192);
    unsigned char in_block = 0;
    for (const char c : block)
      in_block = static_cast<unsigned char>(in_block + (c == '\n' ? 1 : 0));
    lines += in_block;
    text.remove_prefix(block.size());
  }
  return lines;
}

}  // namespace

void Package::clear() {
  for (std::string* const text : {&kind, &group, &name, &version, &purl, &ref, &arch, &source,
                                  &source_version, &source_release, &source_epoch, &path, &place,
                                  &owner, &os_id, &os_version, &os_codename, &os_pretty_name})
    text->clear();
  tagged_source = false;
  line = 0;
}

std::uint64_t ref_hash(std::string_view ref) {
  return std::hash<std::string_view>()(ref);
}

void LineCounter::part(std::string_view bytes) {
  lines_ += count_lines(part_.substr(counted_));
  part_ = bytes;
  counted_ = 0;
}

std::size_t LineCounter::at(const char* place) {
  const std::less_equal<const char*> not_after;
  if (not_after(part_.data() + counted_, place) && not_after(place, part_.data() + part_.size())) {
    const auto offset = static_cast<std::size_t>(place - part_.data());
    lines_ += count_lines(part_.substr(counted_, offset - counted_));
    counted_ = offset;
  }
  return lines_;
}

void Draft::refuse(std::string what_it_is, std::string what_to_do) {
  if (error) return;
  error = Error{.code = ErrorCode::unsupported,
                .message = "it is " + std::move(what_it_is) + ": " + std::move(what_to_do),
                .path = {}};
}

void Draft::add_dependency(std::string_view who, std::string_view needs) {
  if (dependencies.size() < dependencies_limit)
    dependencies.push_back({.from = ref_hash(who), .to = ref_hash(needs)});
}

void Draft::count_fault(FaultKind kind_of_fault, std::string_view example) {
  auto found = std::ranges::find(faults, kind_of_fault, &Fault::kind);
  if (found == faults.end()) {
    faults.push_back({.kind = kind_of_fault, .count = 0, .example = std::string(example)});
    found = faults.end() - 1;
  }
  ++found->count;
}

}  // namespace prodparity::sbom
