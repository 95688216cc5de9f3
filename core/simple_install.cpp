#include "core/simple_install.h"

#include "core/limits.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {
namespace {

using Words = std::vector<std::string>;

constexpr std::string_view letters_and_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
// Within words these mean nothing to a shell; a '~' only where a word begins.
constexpr std::string_view unquoted = "-._+=:~,";
constexpr std::string_view in_quotes = "-._+=:~,<>!*[] ";

constexpr std::array<std::string_view, 12> apt_options = {"-y",
                                                          "--yes",
                                                          "--assume-yes",
                                                          "-q",
                                                          "-qq",
                                                          "--quiet",
                                                          "-V",
                                                          "--no-install-recommends",
                                                          "--install-recommends",
                                                          "--no-install-suggests",
                                                          "--allow-downgrades",
                                                          "--reinstall"};
// Those of pip that change neither where it installs to nor where it looks.
constexpr std::array<std::string_view, 10> pip_options = {"-U",
                                                          "--upgrade",
                                                          "-q",
                                                          "--quiet",
                                                          "--no-cache-dir",
                                                          "--no-input",
                                                          "--no-deps",
                                                          "--pre",
                                                          "--break-system-packages",
                                                          "--disable-pip-version-check"};

bool is_one_of(std::string_view word, std::span<const std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

bool starts_a_name(std::string_view word) {
  return !word.empty() && letters_and_digits.find(word.front()) != std::string_view::npos;
}

// The words as a shell would make them; nothing where it would do more than take quotes away.
std::optional<Words> plain_words(std::string_view command) {
  Words words;
  std::string word;
  bool begun = false;
  char quote = '\0';
  for (const char c : command) {
    const bool plain = letters_and_digits.find(c) != std::string_view::npos;
    if (quote != '\0') {
      if (c == quote)
        quote = '\0';
      else if (plain || in_quotes.find(c) != std::string_view::npos)
        word += c;
      else
        return std::nullopt;
    } else if (c == '\'' || c == '"') {
      quote = c;
      begun = true;
    } else if (c == ' ') {
      if (begun) words.push_back(std::move(word));
      word.clear();
      begun = false;
    } else if (plain || (unquoted.find(c) != std::string_view::npos && (c != '~' || begun))) {
      word += c;
      begun = true;
    } else {
      return std::nullopt;
    }
  }
  if (quote != '\0') return std::nullopt;
  if (begun) words.push_back(std::move(word));
  return words;
}

// Behind the program: one `install`, known options before and after it, and at least one name.
bool installs_by_name(std::span<const std::string> words,
                      std::span<const std::string_view> options) {
  bool has_verb = false;
  bool has_name = false;
  for (const std::string& word : words) {
    if (word.starts_with('-')) {
      if (!is_one_of(word, options)) return false;
    } else if (!has_verb) {
      if (word != "install") return false;
      has_verb = true;
    } else {
      if (!starts_a_name(word)) return false;
      has_name = true;
    }
  }
  return has_verb && has_name;
}

bool names_no_url(std::span<const std::string> words) {
  return std::ranges::none_of(
      words, [](const std::string& word) { return word.find(':') != std::string::npos; });
}

bool is_simple(const Words& words, bool with_sudo) {
  if (words.empty()) return false;
  const std::span<const std::string> all(words);
  if (words[0] == "apt-get" || words[0] == "apt")
    return installs_by_name(all.subspan(1), apt_options);
  if (with_sudo) return false;  // whose pip that is, sudo decides
  std::size_t program = 0;
  if (words[0] == "pip" || words[0] == "pip3") program = 1;
  if (words.size() > 3 && (words[0] == "python3" || words[0] == "python") && words[1] == "-m" &&
      words[2] == "pip")
    program = 3;
  return program != 0 && words.size() > program && words[program] == "install" &&
         names_no_url(all) && installs_by_name(all.subspan(program), pip_options);
}

}  // namespace

std::vector<std::string> simple_install(std::string_view command) {
  if (command.size() > limits::command_line_bytes) return {};
  std::optional<Words> words = plain_words(command);
  if (!words) return {};
  auto program = words->begin();
  const bool with_sudo = program != words->end() && *program == "sudo";
  if (with_sudo) ++program;
  const bool with_frontend =
      program != words->end() && *program == "DEBIAN_FRONTEND=noninteractive";
  if (with_frontend) ++program;
  words->erase(words->begin(), program);
  return is_simple(*words, with_sudo) ? *std::move(words) : Words();
}

}  // namespace prodparity
