#include "io/signed_file.h"

#include "core/material_kind.h"
#include "core/reference_address.h"
#include "io/compressed_source.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>

namespace prodparity {
namespace {

// What is signed begins with one of its own few members; an SBOM, which may be large, is not read
// twice for that.
constexpr std::size_t beginning_bytes = 256;
constexpr std::array<std::string_view, 7> members = {
    "\"mediaType\"", "\"verificationMaterial\"", "\"dsseEnvelope\"", "\"messageSignature\"",
    "\"payload\"",   "\"payloadType\"",          "\"signatures\""};

bool may_be_signed(std::string_view beginning) {
  return std::ranges::any_of(members, [&](std::string_view member) {
    return beginning.find(member) != std::string_view::npos;
  });
}

bool is_signed_itself(const std::string& path) {
  const auto source = open_as_it_is(path);
  if (!source) return false;
  MaterialKindOf kind;
  for (bool is_first = true;; is_first = false) {
    const Result<std::string_view> part = (*source)->next();
    if (!part) return false;
    if (is_first && !may_be_signed(part->substr(0, beginning_bytes))) return false;
    if (part->empty()) break;
    kind.take(*part);
  }
  return kind.kind() == MaterialKind::bundle || kind.kind() == MaterialKind::signature ||
         kind.kind() == MaterialKind::envelope;
}

}  // namespace

bool has_signature(const std::string& path) {
  const bool has_one_beside = std::ranges::any_of(signature_endings, [&](std::string_view ending) {
    return ::access((path + std::string(ending)).c_str(), F_OK) == 0;
  });
  return has_one_beside || is_signed_itself(path);
}

std::string signed_file_address(std::string_view text) {
  const ReferenceAddress address = reference_address(text);
  std::error_code error;
  const std::filesystem::path path = std::filesystem::absolute(address.text, error);
  return "file:" + (error ? address.text : path.lexically_normal().string());
}

}  // namespace prodparity
