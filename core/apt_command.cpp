// The words of apt's own command line: what they ask for, and how they are simulated.
#include "core/apt_plan.h"
#include "core/limits.h"
#include "core/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {
namespace {

constexpr std::array<std::string_view, 9> with_value = {"-o",
                                                        "--option",
                                                        "-c",
                                                        "--config-file",
                                                        "-t",
                                                        "--target-release",
                                                        "--default-release",
                                                        "-a",
                                                        "--host-architecture"};
// aptitude resolves in its own way: what apt-get would do says nothing of it.
constexpr std::array<std::string_view, 2> programs = {"apt-get", "apt"};
constexpr std::array<std::string_view, 10> verbs = {
    "install",      "reinstall",    "remove",     "purge",     "upgrade",
    "dist-upgrade", "full-upgrade", "autoremove", "autopurge", "build-dep"};
// Options that can do nothing but change what is planned, or how it is printed.
constexpr std::array<std::string_view, 28> harmless = {"-y",
                                                       "--yes",
                                                       "--assume-yes",
                                                       "-q",
                                                       "-qq",
                                                       "--quiet",
                                                       "-f",
                                                       "--fix-broken",
                                                       "-m",
                                                       "--fix-missing",
                                                       "--ignore-missing",
                                                       "-s",
                                                       "--simulate",
                                                       "--dry-run",
                                                       "-u",
                                                       "-V",
                                                       "--no-install-recommends",
                                                       "--install-recommends",
                                                       "--install-suggests",
                                                       "--no-install-suggests",
                                                       "--no-upgrade",
                                                       "--only-upgrade",
                                                       "--allow-downgrades",
                                                       "--allow-change-held-packages",
                                                       "--allow-remove-essential",
                                                       "--reinstall",
                                                       "--purge",
                                                       "--auto-remove"};
constexpr std::array<std::string_view, 3> releases = {"-t", "--target-release",
                                                      "--default-release"};

bool is_one_of(std::string_view word, std::span<const std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

std::string_view base_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

Error wrong(std::string message) {
  return {.code = ErrorCode::wrong_usage, .message = std::move(message)};
}

// NAME=value, as a shell takes it before a command.
bool is_assignment(std::string_view word) {
  const std::size_t equals = word.find('=');
  return equals != std::string_view::npos && equals != 0 &&
         word.substr(0, equals).find_first_not_of(
             "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") ==
             std::string_view::npos;
}

// What one word asks for; empty: nothing ("curl-" removes it).
std::string asked_name(std::string_view word) {
  const bool is_file = word.ends_with(".deb") || word.starts_with('/') || word.starts_with('.');
  if (is_file) {
    const std::string_view file = base_name(word);
    return std::string(file.substr(0, file.find('_')));
  }
  if (word.ends_with('-')) return {};
  return std::string(word.substr(0, word.find_first_of("=:/")));
}

}  // namespace

std::vector<std::string> asked_by(std::string_view command_line) {
  std::vector<std::string> names;
  bool program = true;
  bool value = false;
  std::string_view verb;
  for (const std::string_view word : split(command_line, ' ')) {
    if (word.empty()) continue;
    if (program || value) {
      program = false;
      value = false;
    } else if (word.starts_with('-')) {
      value = is_one_of(word, with_value);
    } else if (verb.empty()) {
      verb = word;
    } else if (verb == "install" || verb == "reinstall") {
      std::string name = asked_name(word);
      // "g++" is a package, "curl+" is curl: apt takes a name that there is as it stands.
      if (name.size() > 1 && name.ends_with('+')) names.push_back(name.substr(0, name.size() - 1));
      if (!name.empty()) names.push_back(std::move(name));
    }
  }
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

Result<std::vector<std::string>> apt_simulation(const std::vector<std::string>& words) {
  std::size_t at = 0;
  while (at < words.size() && (base_name(words[at]) == "sudo" || is_assignment(words[at])))
    ++at;
  if (at == words.size() || !is_one_of(base_name(words[at]), programs))
    return wrong("only apt-get, apt, pip and python3 -m pip can be simulated");
  std::vector<std::string> command = {"apt-get", "-s"};
  std::string_view verb;
  for (++at; at < words.size(); ++at) {
    const std::string& word = words[at];
    if (is_one_of(word, releases) && at + 1 < words.size()) {
      command.insert(command.end(), {word, words[++at]});
      continue;
    }
    if (word.starts_with('-') && !is_one_of(word, harmless))
      return wrong(fmt::format(
          "the option '{}' is not taken here: apt runs commands that options name, also when it "
          "simulates",
          word));
    if (!word.starts_with('-') && verb.empty()) {
      verb = word;
      if (!is_one_of(verb, verbs))
        return wrong(fmt::format("'{}' installs and removes nothing that could be planned", word));
    }
    command.push_back(word);
  }
  if (verb.empty()) return wrong("nothing is to be installed or removed");
  return command;
}

}  // namespace prodparity
