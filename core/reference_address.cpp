#include "core/reference_address.h"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity {
namespace {

constexpr std::array<std::pair<std::string_view, AddressKind>, 5> words = {{
    {"docker://", AddressKind::image},
    {"oci:", AddressKind::layout},
    {"oci-archive:", AddressKind::layout},
    {"github:", AddressKind::github},
    {"bundle:", AddressKind::bundle},
}};

bool is_image(std::string_view text) {
  if (text.find("@sha256:") != std::string_view::npos ||
      text.find("@sha512:") != std::string_view::npos)
    return true;
  if (text.starts_with('/') || text.starts_with('.')) return false;
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return false;
  const std::string_view host = text.substr(0, slash);
  const std::string_view last = text.substr(text.rfind('/') + 1);
  const bool is_host = host == "localhost" || host.find_first_of(".:") != std::string_view::npos;
  return is_host && last.find(':') != std::string_view::npos;
}

}  // namespace

ReferenceAddress reference_address(std::string_view text) {
  for (const auto& [word, kind] : words) {
    if (text.starts_with(word))
      return {.kind = kind, .text = std::string(text.substr(word.size()))};
  }
  const bool is_url = text.starts_with("https://") || text.starts_with("http://");
  const AddressKind kind = is_url           ? AddressKind::url
                           : is_image(text) ? AddressKind::image
                                            : AddressKind::file;
  return {.kind = kind, .text = std::string(text)};
}

BundleAddress bundle_address(std::string_view text) {
  const std::size_t mark = text.rfind("#sha256:");
  if (mark == std::string_view::npos) return {.path = std::string(text), .image_digest = {}};
  return {.path = std::string(text.substr(0, mark)),
          .image_digest = std::string(text.substr(mark + 1))};
}

}  // namespace prodparity
