#include "fetch/found_documents.h"

#include "core/limits.h"

#include <string>
#include <string_view>
#include <utility>

namespace prodparity::fetch {
namespace {

constexpr std::size_t part_bytes = limits::mib;

}  // namespace

std::string FoundDocument::whole() const {
  std::string all;
  all.reserve(bytes);
  for (const std::string& part : parts)
    all += part;
  return all;
}

bool is_signed(MaterialKind kind) {
  return kind == MaterialKind::bundle || kind == MaterialKind::envelope ||
         kind == MaterialKind::signature;
}

void add_beside(FoundDocuments& found, FoundDocument beside) {
  if (is_signed(beside.kind)) {
    found.beside.push_back(std::move(beside));
    return;
  }
  found.warnings.push_back("'" + beside.place +
                           "' is neither a Sigstore bundle nor a signed statement");
}

Result<void> DocumentCollector::take(std::string_view part) {
  hash_.update(part);
  kind_.take(part);
  found_.bytes += part.size();
  while (!part.empty()) {
    if (found_.parts.empty() || found_.parts.back().size() == part_bytes) {
      found_.parts.emplace_back();
      found_.parts.back().reserve(part_bytes);
    }
    std::string& last = found_.parts.back();
    const std::string_view some = part.substr(0, part_bytes - last.size());
    last.append(some);
    part.remove_prefix(some.size());
  }
  return {};
}

FoundDocument DocumentCollector::done(std::string place) {
  found_.place = std::move(place);
  found_.digest = "sha256:" + hash_.hex();
  found_.kind = kind_.kind();
  return std::move(found_);
}

}  // namespace prodparity::fetch
