#include "core/ecosystems/deb_state.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace prodparity {
namespace {

constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// dpkg's words, in its spelling; nullopt for any other.
template <std::size_t N>
std::optional<std::string_view> one_of(const std::array<std::string_view, N>& words,
                                       std::string_view text) {
  const auto* const found = std::ranges::find_if(
      words, [text](std::string_view word) { return equal_in_any_case(word, text); });
  return found == words.end() ? std::nullopt : std::optional(*found);
}
constexpr std::array<std::string_view, 5> wants = {"unknown", "install", "hold", "deinstall",
                                                   "purge"};
constexpr std::array<std::string_view, 2> flags = {"ok", "reinstreq"};
constexpr std::array<std::string_view, 8> states = {
    "not-installed",   "config-files",     "half-installed",   "unpacked",
    "half-configured", "triggers-awaited", "triggers-pending", "installed"};

}  // namespace

bool equal_in_any_case(std::string_view left, std::string_view right) {
  return std::ranges::equal(left, right, {}, lower, lower);
}

std::string words_of(const DebState& state) {
  std::string words;
  if (state.deselected()) words.append(state.want).append(" ");
  if (state.reinstreq) words.append("reinstreq ");
  if (state.state != "installed") words.append(state.state).append(" ");
  if (!words.empty()) words.pop_back();
  return words;
}

std::string_view take_word(std::string_view& text) {
  constexpr std::string_view blanks = " \t\r\n";
  text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
  const std::string_view word = text.substr(0, text.find_first_of(blanks));
  text.remove_prefix(word.size());
  return word;
}

std::optional<DebState> parse_deb_state(std::string_view text) {
  if (text == "install ok installed") return DebState{};  // nearly always
  const auto want = one_of(wants, take_word(text));
  const auto flag = one_of(flags, take_word(text));
  const auto state = one_of(states, take_word(text));
  if (!want || !flag || !state || !take_word(text).empty()) return std::nullopt;
  return DebState{.want = *want, .reinstreq = *flag == "reinstreq", .state = *state};
}

}  // namespace prodparity
