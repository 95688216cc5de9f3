#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace prodparity {

// The three words of dpkg's Status field, in dpkg's spelling.
struct DebState {
  std::string_view want = "install";
  bool reinstreq = false;  // it must be installed again before anything else
  std::string_view state = "installed";

  bool held() const { return want == "hold"; }
  bool deselected() const { return want == "deinstall" || want == "purge"; }
  bool gone() const { return state == "not-installed" || state == "config-files"; }
  bool installed() const { return state == "installed" && !reinstreq; }

  bool operator==(const DebState&) const = default;
};

// "install ok installed", in any case; nullopt for words that dpkg does not know.
std::optional<DebState> parse_deb_state(std::string_view text);

// Of one that is not installed(), as InTransition has it: "deinstall half-configured".
std::string words_of(const DebState& state);

// What Debian's files need besides.
bool equal_in_any_case(std::string_view left, std::string_view right);  // ASCII
std::string_view take_word(std::string_view& text);                     // moves `text` on behind it

}  // namespace prodparity
