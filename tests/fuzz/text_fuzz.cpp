// What printable, markdown_text, markdown_code, shell_word and cut_to_width promise of any bytes.
#include "core/text.h"
#include "core/utf8.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

// What a POSIX shell makes of a word that shell_word wrote.
std::string as_shell_reads(std::string_view word) {
  std::string result;
  bool quoted = false;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (word[i] == '\'') {
      quoted = !quoted;
    } else if (word[i] == '\\' && !quoted) {
      result += word[++i];
    } else {
      require(quoted ||
              std::string_view(" \t\n;&|<>()$`\"*?[]#!{}").find(word[i]) == std::string_view::npos);
      result += word[i];
    }
  }
  require(!quoted);
  return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::size_t limit = size == 0 ? 0 : data[0];
  const std::string shown = printable(bytes, limit);
  require(shown.size() <= limit + 3);
  require(printable(shown) == shown);  // harmless, UTF-8, nothing more to escape
  for (std::string_view rest = shown; !rest.empty();) {
    const Utf8Character character = first_utf8(rest);
    require(character.valid && character.code_point >= 0x20);
    rest.remove_prefix(character.length);
  }
  const std::string text = markdown_text(bytes, limit);
  require(text.find_first_of("<>|`*_[]~\\$@\n") == std::string::npos);
  require(printable(text, text.size()) == text);
  const std::string code = markdown_code(bytes, limit);
  require(code.find_first_of("|\n") == std::string::npos);
  std::string without_nul(bytes);
  without_nul.erase(std::remove(without_nul.begin(), without_nul.end(), '\0'), without_nul.end());
  require(as_shell_reads(shell_word(bytes)) == without_nul);
  require(display_width(cut_to_width(shown, limit / 2)) <= limit / 2);
  return 0;
}
