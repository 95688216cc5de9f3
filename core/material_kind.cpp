#include "core/material_kind.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace prodparity {
namespace {

constexpr std::size_t longest_name = 32;

}  // namespace

void MaterialKindOf::take(std::string_view part) {
  for (std::size_t i = 0; i < part.size(); ++i) {
    // Most of a bundle is one string of base64: jump to its end.
    if (in_string_ && !is_escaped_ && !expects_name_) {
      const std::size_t next = part.find_first_of("\"\\", i);
      if (next == std::string_view::npos) return;
      i = next;
    }
    take_character(part[i]);
  }
}

void MaterialKindOf::take_character(char c) {
  if (in_string_) {
    if (is_escaped_) {
      is_escaped_ = false;
    } else if (c == '\\') {
      is_escaped_ = true;
    } else if (c == '"') {
      in_string_ = false;
      if (expects_name_) end_name();
      return;
    }
    if (expects_name_ && name_.size() < longest_name) name_ += c;
    return;
  }
  switch (c) {
    case '"':
      in_string_ = true;
      name_.clear();
      break;
    case '{':
    case '[':
      if (++depth_ == 1) is_object_ = c == '{';
      expects_name_ = depth_ == 1 && is_object_;
      break;
    case '}':
    case ']':
      if (depth_ > 0) --depth_;
      expects_name_ = false;
      break;
    case ',':
      expects_name_ = depth_ == 1 && is_object_;
      break;
    default:
      break;
  }
}

void MaterialKindOf::end_name() {
  expects_name_ = false;
  if (name_ == "verificationMaterial") is_bundle_ = true;
  if (name_ == "messageSignature") has_message_signature_ = true;
  if (name_ == "_type") is_statement_ = true;
  if (name_ == "payload") has_payload_ = true;
  if (name_ == "signatures") has_signatures_ = true;
}

MaterialKind MaterialKindOf::kind() const {
  if (is_bundle_) return has_message_signature_ ? MaterialKind::signature : MaterialKind::bundle;
  if (has_payload_ && has_signatures_) return MaterialKind::envelope;
  return is_statement_ ? MaterialKind::statement : MaterialKind::document;
}

}  // namespace prodparity
