#include "core/reference_address.h"

#include "core/hex.h"
#include "core/url.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity {
namespace {

constexpr std::array<std::pair<std::string_view, AddressKind>, 6> words = {{
    {"docker://", AddressKind::image},
    {"oci:", AddressKind::layout},
    {"oci-archive:", AddressKind::layout},
    {"file:", AddressKind::signed_file},
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

// The rest of "file:PATH" and "file:///PATH".
std::string path_of(std::string_view text) {
  if (text.starts_with("///")) text.remove_prefix(2);
  return std::string(text);
}

}  // namespace

FilePlace file_place(std::string_view text) {
  constexpr std::string_view mark = "#sha256:";
  constexpr std::size_t digits = 64;
  const std::size_t at = text.rfind(mark);
  if (at == std::string_view::npos || text.size() != at + mark.size() + digits ||
      !bytes_of_hex(text.substr(at + mark.size())))
    return {.path = std::string(text), .image_digest = {}};
  return {.path = std::string(text.substr(0, at)),
          .image_digest = std::string(text.substr(at + 1))};
}

ReferenceAddress reference_address(std::string_view text) {
  for (const auto& [word, kind] : words) {
    if (!text.starts_with(word)) continue;
    const std::string_view rest = text.substr(word.size());
    return {.kind = kind,
            .text = kind == AddressKind::signed_file ? path_of(rest) : std::string(rest)};
  }
  const bool is_url = text.starts_with("https://") || text.starts_with("http://");
  const AddressKind kind = is_url           ? AddressKind::url
                           : is_image(text) ? AddressKind::image
                                            : AddressKind::file;
  return {.kind = kind, .text = std::string(text)};
}

std::string shown_address(std::string_view text) {
  if (reference_address(text).kind != AddressKind::url) return std::string(text);
  const std::size_t hash = std::min(text.find('#'), text.size());
  return shown_url(text.substr(0, hash)) + std::string(text.substr(hash));
}

}  // namespace prodparity
