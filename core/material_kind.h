#pragma once

#include "core/material.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace prodparity {

// What a JSON document is by the names at its top level, whatever their order: a Sigstore bundle
// (of a statement, or the signature of another document), a DSSE envelope, an in-toto Statement or,
// where it is none of them, a document. Takes the text in
// parts of any size and keeps nothing of it; what is no JSON is a document too.
class MaterialKindOf {
 public:
  void take(std::string_view part);
  MaterialKind kind() const;

 private:
  void take_character(char c);
  void end_name();

  std::size_t depth_ = 0;
  bool in_string_ = false;
  bool is_escaped_ = false;
  bool is_object_ = false;     // the outermost value
  bool expects_name_ = false;  // the next string of the outermost object is a member's name
  std::string name_;           // of a member, as far as it is read and not longer than any we know
  bool is_bundle_ = false;
  bool has_message_signature_ = false;
  bool is_statement_ = false;
  bool has_payload_ = false;
  bool has_signatures_ = false;
};

}  // namespace prodparity
