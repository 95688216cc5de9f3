#include "core/ship/install_words.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {
namespace {

constexpr std::string_view group_doubt = "the command says which groups are installed";
constexpr std::string_view relock_doubt = "the lock file may be made anew in the build";

std::string_view base_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

bool is_python(std::string_view program) {
  return program == "python" || (program.starts_with("python3") &&
                                 program.find_first_not_of("0123456789.", 6) == std::string::npos);
}

bool is_pip(std::string_view program) {
  return program == "pip" || (program.starts_with("pip3") &&
                              program.find_first_not_of("0123456789.", 3) == std::string::npos);
}

bool is_apt(std::string_view program) {
  return program == "apt-get" || program == "apt" || program == "aptitude";
}

bool is_assignment(std::string_view text) {
  const std::size_t equals = text.find('=');
  return equals != std::string_view::npos && equals != 0 && text[0] != '-' &&
         text.substr(0, equals).find('/') == std::string_view::npos;
}

// Without "sudo -E", "env A=b", "exec" and the like. What takes options of its own that are not
// known is left as it is, and is then no command we know.
std::vector<ShellWord> without_wrappers(std::vector<ShellWord> words) {
  constexpr std::array<std::string_view, 8> wrappers = {"sudo", "env",       "command", "exec",
                                                        "nice", "eatmydata", "time",    "nohup"};
  std::size_t begin = 0;
  while (begin < words.size() && std::ranges::count(wrappers, base_name(words[begin].text)) != 0) {
    const bool takes_assignments = words[begin].text == "sudo" || words[begin].text == "env";
    for (++begin; begin < words.size(); ++begin) {
      const std::string& text = words[begin].text;
      if (text != "-E" && text != "-H" && text != "-n" && text != "-i" &&
          !(takes_assignments && is_assignment(text)))
        break;
    }
  }
  words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(begin));
  return words;
}

std::vector<ShellWord> from(const std::vector<ShellWord>& words, std::size_t begin) {
  return {words.begin() + static_cast<std::ptrdiff_t>(std::min(begin, words.size())), words.end()};
}

// Which groups a tool installs from its lock file: without the development group is the usual way,
// everything else may leave out what is needed.
bool chooses_groups(const std::vector<ShellWord>& words) {
  for (std::size_t i = 2; i < words.size(); ++i) {
    const std::string_view text = words[i].text;
    const std::size_t equals = std::min(text.find('='), text.size());
    const std::string_view option = text.substr(0, equals);
    const std::string_view value = equals < text.size()   ? text.substr(equals + 1)
                                   : i + 1 < words.size() ? words[i + 1].text
                                                          : std::string_view();
    if (option == "--only-group" || option == "--only-dev" || option == "--package") return true;
    if (option == "--only" && value != "main") return true;
    if (option == "--without" && value.find("main") != std::string_view::npos) return true;
  }
  return false;
}

bool has_word(const std::vector<ShellWord>& words, std::string_view wanted) {
  return std::ranges::any_of(words, [&](const ShellWord& word) { return word.text == wanted; });
}

std::string_view lock_file_of(std::string_view program, std::string_view verb) {
  if (program == "uv" && verb == "sync") return "uv.lock";
  const bool installs = verb == "install" || verb == "sync";
  if (program == "poetry" && installs) return "poetry.lock";
  return program == "pipenv" && installs ? "Pipfile.lock" : std::string_view();
}

// "poetry install", "uv sync", "pipenv install --deploy": what the lock file of this folder says.
Installation lock_installation(const std::vector<ShellWord>& words, std::string_view file,
                               std::string doubt) {
  if (has_word(words, "--dry-run")) return {};
  if (doubt.empty() && chooses_groups(words)) doubt = group_doubt;
  const bool may_lock_anew = file == "Pipfile.lock" && words[1].text == "install" &&
                             !has_word(words, "--deploy") && !has_word(words, "--ignore-pipfile");
  if (doubt.empty() && may_lock_anew) doubt = relock_doubt;
  Installation installation;
  installation.included.push_back({.kind = ShipInclude::Kind::lock,
                                   .path = std::string(file),
                                   .doubt = std::move(doubt),
                                   .offset = words[0].offset});
  return installation;
}

}  // namespace

Installation installation_of(const ShellCommand& command) {
  const std::vector<ShellWord> words = without_wrappers(command.words);
  if (words.size() < 2) return {};
  const std::string_view program = base_name(words[0].text);
  std::string doubt = command.doubt;
  if (doubt.empty() && !words[0].fixed()) doubt = variable_doubt;
  if (is_apt(program)) return apt_installation(words, doubt);
  if (program == "apt-mark") return apt_mark_installation(words);
  if (program == "dpkg") return dpkg_installation(words);
  if (is_pip(program)) return pip_installation(words, doubt);
  const std::string_view verb = words[1].text;
  if (is_python(program)) {
    for (std::size_t i = 1; i + 1 < words.size() && words[i].text.starts_with('-'); ++i) {
      if (words[i].text == "-m" && words[i + 1].text == "pip")
        return pip_installation(from(words, i + 1), doubt);
    }
    return {};
  }
  if (program == "uv" && verb == "pip") return pip_installation(from(words, 1), doubt);
  const std::string_view lock_file = lock_file_of(program, verb);
  return lock_file.empty() ? Installation() : lock_installation(words, lock_file, doubt);
}

}  // namespace prodparity
