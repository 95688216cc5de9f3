#include "core/drift/package_words.h"
#include "core/ship/install_words.h"
#include "core/text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

constexpr std::string_view unread_version_doubt = "its version cannot be read";

// Of NAME[:ARCH]; empty where which package that is cannot be read: a pattern, a variable.
std::string removed_name(const ShellWord& word, std::string_view text) {
  const std::string_view name = text.substr(0, text.find(':'));
  return std::string(word.fixed() && is_deb_name(name) ? name : "");
}

template <std::size_t Size>
bool is_in(const std::array<std::string_view, Size>& words, std::string_view word) {
  return std::ranges::count(words, word) != 0;
}

// apt-get(8): these install nothing.
bool is_rehearsal(std::string_view option) {
  constexpr std::array<std::string_view, 7> options = {
      "--simulate", "--just-print",    "--dry-run",   "--recon",
      "--no-act",   "--download-only", "--print-uris"};
  return is_in(options, option);
}

bool takes_value(std::string_view option) {
  constexpr std::array<std::string_view, 6> options = {
      "--option",          "--config-file",       "--target-release",
      "--default-release", "--host-architecture", "--build-profiles"};
  return is_in(options, option);
}

class AptReader {
 public:
  explicit AptReader(const std::string& doubt) : doubt_(doubt) {}

  Installation read(const std::vector<ShellWord>& words) {
    for (std::size_t i = 1; i < words.size(); ++i) {
      const ShellWord& word = words[i];
      if (word.unknown && word.literal == 0) set_doubt(variable_doubt);
      if (word.text.size() > 1 && word.text[0] == '-')
        i += take_option(word.text, i + 1 < words.size() ? words[i + 1].text : std::string());
      else if (word.text.empty() && (!word.unknown || command_.empty()))
        continue;
      else if (command_.empty())
        command_ = word.text;
      else
        packages_.push_back(&word);
    }
    return rehearsal_ ? Installation() : concluded(words);
  }

 private:
  void set_doubt(std::string_view doubt) {
    if (doubt_.empty()) doubt_ = doubt;
  }

  // How many of the next words are its value.
  std::size_t take_option(std::string_view option, std::string_view next) {
    if (option.starts_with("--")) return take_long_option(option, next);
    for (std::size_t i = 1; i < option.size(); ++i) {
      if (option[i] == 's' || option[i] == 'd') rehearsal_ = true;
      if (std::string_view("octaP").find(option[i]) == std::string_view::npos) continue;
      std::string_view value = option.substr(i + 1);
      if (value.starts_with('=')) value.remove_prefix(1);
      take_value(option[i], value.empty() ? next : value);
      return value.empty() ? 1 : 0;
    }
    return 0;
  }

  std::size_t take_long_option(std::string_view option, std::string_view next) {
    if (is_rehearsal(option)) rehearsal_ = true;
    if (option == "--no-install-recommends") recommends_ = false;
    if (option == "--install-recommends") recommends_ = true;
    if (option == "--only-upgrade") upgrade_only_ = true;
    const std::string_view name = option.substr(0, option.find('='));
    if (!takes_value(name)) return 0;
    const bool joined = name.size() < option.size();
    const std::string_view value = joined ? option.substr(name.size() + 1) : next;
    const bool release = name == "--target-release" || name == "--default-release";
    take_value(release ? 't' : name == "--option" ? 'o' : ' ', value);
    return joined ? 0 : 1;
  }

  void take_value(char option, std::string_view value) {
    if (option == 't') suite_ = value;
    if (option != 'o') return;
    const std::string setting = ascii_lower(value);
    const std::size_t equals = std::min(setting.find('='), setting.size());
    const std::string key = setting.substr(0, equals);
    const std::string word = setting.substr(std::min(equals + 1, setting.size()));
    const bool off = word == "0" || word == "false" || word == "no" || word == "off";
    if (key == "apt::install-recommends") recommends_ = !off;
    if (key == "apt::get::simulate" || key == "apt::get::download-only") rehearsal_ = !off;
    if (key == "apt::default-release") suite_ = word;
    if (key == "rootdir") rehearsal_ = true;  // another root is not the image's
  }

  Installation concluded(const std::vector<ShellWord>& words) const {
    constexpr std::array<std::string_view, 2> installing = {"install", "reinstall"};
    constexpr std::array<std::string_view, 4> upgrading = {"upgrade", "dist-upgrade",
                                                           "full-upgrade", "safe-upgrade"};
    constexpr std::array<std::string_view, 5> removing = {"remove", "purge", "autoremove",
                                                          "auto-remove", "autopurge"};
    Installation installation;
    if (is_in(upgrading, command_))
      installation.installed.push_back(
          {.shipped = {.ecosystem = "deb", .doubt = doubt_, .upgrade_only = true},
           .offset = words[0].offset});
    const bool installs = is_in(installing, command_);
    for (const ShellWord* word : packages_) {
      if (installs) add_package(installation, *word);
      if (is_in(removing, command_)) add_removal(installation, *word, word->text);
    }
    return installation;
  }

  void add_removal(Installation& installation, const ShellWord& word, std::string_view text) const {
    installation.removed.push_back({.ecosystem = "deb", .name = removed_name(word, text)});
  }

  // NAME[:ARCH][=VERSION | /SUITE], NAME- removes.
  void add_package(Installation& installation, const ShellWord& word) const {
    const std::string_view text = word.text;
    const std::size_t end = std::min(text.find_first_of("=/"), text.size());
    std::string_view name = text.substr(0, end);
    if (end == text.size() && name.ends_with('-') && is_deb_name(name))
      return add_removal(installation, word, name.substr(0, name.size() - 1));
    Shipped shipped{.ecosystem = "deb",
                    .suite = suite_,
                    .recommends = recommends_,
                    .upgrade_only = upgrade_only_};
    const std::size_t colon = name.find(':');
    if (colon != std::string_view::npos) {
      const std::string_view arch = name.substr(colon + 1);
      if (!is_deb_arch(arch)) return;
      if (arch != "any" && arch != "native") shipped.arch = arch;
      name = name.substr(0, colon);
    }
    if (!is_deb_name(name)) return;  // a pattern, a file, a task
    shipped.name = name;
    shipped.doubt = doubt_;
    if (shipped.doubt.empty() && !word.fixed()) shipped.doubt = variable_doubt;
    const std::string_view rest = text.substr(std::min(end + 1, text.size()));
    if (end < text.size() && text[end] == '/') shipped.suite = rest;
    if (end < text.size() && text[end] == '=') take_version(shipped, word, rest);
    installation.installed.push_back({.shipped = std::move(shipped), .offset = word.offset});
  }

  static void take_version(Shipped& shipped, const ShellWord& word, std::string_view version) {
    std::string without_stars(version);
    std::erase(without_stars, '*');
    if (!word.unknown && is_deb_version(without_stars)) shipped.version = version;
    if (shipped.version.empty() && shipped.doubt.empty()) shipped.doubt = unread_version_doubt;
  }

  std::string doubt_;
  std::string command_;
  std::string suite_;
  std::vector<const ShellWord*> packages_;
  bool recommends_ = true;
  bool upgrade_only_ = false;
  bool rehearsal_ = false;
};

}  // namespace

Installation apt_installation(const std::vector<ShellWord>& words, const std::string& doubt) {
  return AptReader(doubt).read(words);
}

// What is marked automatic, the next autoremove takes away unless something needs it: images that
// build from source end so.
Installation apt_mark_installation(const std::vector<ShellWord>& words) {
  constexpr std::array<std::string_view, 3> marking = {"auto", "markauto", "minimize-manual"};
  Installation installation;
  std::string_view command;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const ShellWord& word = words[i];
    if (word.text.starts_with('-')) continue;
    if (command.empty() && word.fixed())
      command = word.text;
    else if (is_in(marking, command))
      installation.removed.push_back(
          {.ecosystem = "deb", .name = removed_name(word, word.text), .certain = false});
  }
  if (command == "minimize-manual")
    installation.removed.push_back({.ecosystem = "deb", .name = {}, .certain = false});
  return installation;
}

Installation dpkg_installation(const std::vector<ShellWord>& words) {
  constexpr std::array<std::string_view, 4> removing = {"-r", "--remove", "-P", "--purge"};
  Installation installation;
  if (!std::any_of(words.begin() + 1, words.end(),
                   [&](const ShellWord& word) { return is_in(removing, word.text); }))
    return installation;
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (!words[i].text.starts_with('-'))
      installation.removed.push_back(
          {.ecosystem = "deb", .name = removed_name(words[i], words[i].text)});
  }
  return installation;
}

}  // namespace prodparity
