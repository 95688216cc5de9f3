#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {

// One change of a text: what is erased at a place, and what comes there. Positions are those of the
// text as it was, so that edits do not move each other.
struct TextEdit {
  std::size_t position = 0;
  std::size_t erased = 0;
  std::string inserted;
};

// Edits may not overlap; those at one place come in their order.
inline std::string edited(std::string_view text, std::vector<TextEdit> edits) {
  std::ranges::stable_sort(edits, {}, &TextEdit::position);
  std::string result;
  std::size_t at = 0;
  for (const TextEdit& edit : edits) {
    result += text.substr(at, edit.position - at);
    result += edit.inserted;
    at = edit.position + edit.erased;
  }
  result += text.substr(at);
  return result;
}

}  // namespace prodparity
