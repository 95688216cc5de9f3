#include "core/ship/install_words.h"
#include "core/ship/python_requirement.h"
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

constexpr std::string_view elsewhere_doubt = "it is installed into a folder of its own";
constexpr std::string_view option_doubt = "the command has an option that is not known here";

template <std::size_t Size>
bool is_in(const std::array<std::string_view, Size>& words, std::string_view word) {
  return std::ranges::count(words, word) != 0;
}

// Options of pip install and of uv pip install that take the next word.
bool takes_value(std::string_view option) {
  constexpr std::array<std::string_view, 45> options = {"-r",
                                                        "--requirement",
                                                        "--requirements",
                                                        "-c",
                                                        "--constraint",
                                                        "--constraints",
                                                        "-e",
                                                        "--editable",
                                                        "-t",
                                                        "--target",
                                                        "--root",
                                                        "--prefix",
                                                        "-i",
                                                        "--index-url",
                                                        "--default-index",
                                                        "--index",
                                                        "--extra-index-url",
                                                        "-f",
                                                        "--find-links",
                                                        "--trusted-host",
                                                        "--platform",
                                                        "--python-version",
                                                        "--implementation",
                                                        "--abi",
                                                        "--no-binary",
                                                        "--only-binary",
                                                        "--cert",
                                                        "--client-cert",
                                                        "--proxy",
                                                        "--timeout",
                                                        "--retries",
                                                        "--src",
                                                        "--upgrade-strategy",
                                                        "--progress-bar",
                                                        "--log",
                                                        "--cache-dir",
                                                        "--config-settings",
                                                        "--global-option",
                                                        "--exists-action",
                                                        "--python",
                                                        "-p",
                                                        "--report",
                                                        "--root-user-action",
                                                        "--keyring-provider",
                                                        "--use-feature"};
  return is_in(options, option);
}

bool is_flag(std::string_view option) {
  constexpr std::array<std::string_view, 32> options = {"--no-cache-dir",
                                                        "--no-cache",
                                                        "--upgrade",
                                                        "--force-reinstall",
                                                        "--ignore-installed",
                                                        "--no-deps",
                                                        "--pre",
                                                        "--user",
                                                        "--system",
                                                        "--break-system-packages",
                                                        "--quiet",
                                                        "--verbose",
                                                        "--no-input",
                                                        "--no-color",
                                                        "--disable-pip-version-check",
                                                        "--require-hashes",
                                                        "--no-build-isolation",
                                                        "--no-index",
                                                        "--isolated",
                                                        "--compile",
                                                        "--no-compile",
                                                        "--no-warn-script-location",
                                                        "--no-warn-conflicts",
                                                        "--prefer-binary",
                                                        "--no-clean",
                                                        "--ignore-requires-python",
                                                        "--require-virtualenv",
                                                        "--no-python-version-warning",
                                                        "--compile-bytecode",
                                                        "--no-build",
                                                        "--reinstall",
                                                        "--yes"};
  return is_in(options, option);
}

class PipReader {
 public:
  PipReader(std::string doubt) : doubt_(std::move(doubt)) {}

  Installation read(const std::vector<ShellWord>& words, std::size_t begin) {
    for (std::size_t i = begin; i < words.size() && !rehearsal_; ++i) {
      const ShellWord& word = words[i];
      if (word.unknown && word.literal == 0) set_doubt(variable_doubt);
      if (word.text.empty() && (!word.unknown || command_.empty())) continue;
      if (only_packages_ || !word.text.starts_with('-') || word.text == "-")
        take_argument(word);
      else if (word.text == "--")
        only_packages_ = true;
      else
        i += take_option(word, i + 1 < words.size() ? &words[i + 1] : nullptr);
    }
    return rehearsal_ ? Installation() : concluded();
  }

 private:
  void set_doubt(std::string_view doubt) {
    if (doubt_.empty()) doubt_ = doubt;
  }

  void take_argument(const ShellWord& word) {
    if (command_.empty())
      command_ = word.text;
    else
      packages_.push_back(&word);
  }

  std::size_t take_option(const ShellWord& word, const ShellWord* next) {
    const std::string_view text = word.text;
    if (text.starts_with("--")) {
      const std::size_t equals = std::min(text.find('='), text.size());
      const std::string_view name = text.substr(0, equals);
      if (name == "--dry-run") rehearsal_ = true;
      if (equals < text.size()) {
        if (takes_value(name))
          take_value(name, text.substr(equals + 1), word);
        else if (!is_flag(name))
          set_doubt(option_doubt);
        return 0;
      }
      if (!takes_value(name)) {
        if (!is_flag(name) && !rehearsal_) set_doubt(option_doubt);
        return 0;
      }
      if (next != nullptr) take_value(name, next->text, *next);
      return 1;
    }
    const std::string_view name = text.substr(0, 2);
    if (!takes_value(name)) {
      if (text.find_first_not_of("qvUIyq", 1) != std::string_view::npos) set_doubt(option_doubt);
      return 0;
    }
    if (text.size() > 2) {
      take_value(name, text.substr(text[2] == '=' ? 3 : 2), word);
      return 0;
    }
    if (next != nullptr) take_value(name, next->text, *next);
    return 1;
  }

  void take_value(std::string_view option, std::string_view value, const ShellWord& word) {
    if (option == "-r" || option == "--requirement" || option == "--requirements")
      include(ShipInclude::Kind::requirements, value, word);
    else if (option == "-c" || option == "--constraint" || option == "--constraints")
      include(ShipInclude::Kind::constraints, value, word);
    else if (option == "-e" || option == "--editable")
      take_project(value, word);
    else if (option == "-t" || option == "--target" || option == "--root" || option == "--prefix")
      set_doubt(elsewhere_doubt);
  }

  void include(ShipInclude::Kind kind, std::string_view path, const ShellWord& word) {
    included_.push_back({.kind = kind,
                         .path = std::string(path),
                         .doubt = std::string(word.fixed() ? "" : variable_doubt),
                         .offset = word.offset});
  }

  // "." or "./app[extra]": a folder with a pyproject.toml. An archive says nothing.
  void take_project(std::string_view path, const ShellWord& word) {
    path = path.substr(0, path.find('['));
    if (path.find("://") != std::string_view::npos || path.ends_with(".whl") ||
        path.ends_with(".gz") || path.ends_with(".zip"))
      return;
    if (path == "." || path == ".." || path.find('/') != std::string_view::npos)
      include(ShipInclude::Kind::project, std::string(path) + "/pyproject.toml", word);
  }

  Installation concluded() {
    Installation installation;
    if (command_ == "sync") {  // uv pip sync FILE ...
      for (const ShellWord* word : packages_)
        include(ShipInclude::Kind::requirements, word->text, *word);
      packages_.clear();
    } else if (command_ == "uninstall") {
      for (const ShellWord* word : packages_) {
        const auto requirement = shipped_requirement(word->text);
        const bool known = word->fixed() && requirement;
        installation.removed.push_back({"pypi", known ? requirement->name : std::string()});
      }
      return installation;
    } else if (command_ != "install") {
      return installation;
    }
    for (const ShellWord* word : packages_)
      add_package(installation, *word);
    for (IncludedWord& included : included_) {
      if (included.doubt.empty()) included.doubt = doubt_;
      installation.included.push_back(std::move(included));
    }
    return installation;
  }

  void add_package(Installation& installation, const ShellWord& word) {
    const auto requirement = shipped_requirement(word.text);
    if (!requirement) return take_project(word.text, word);
    Shipped shipped{.ecosystem = "pypi",
                    .name = requirement->name,
                    .version = word.unknown ? std::string() : specifiers_of(*requirement),
                    .doubt = doubt_};
    if (shipped.certain()) shipped.doubt = doubt_of(*requirement);
    if (shipped.certain() && !word.fixed()) shipped.doubt = variable_doubt;
    installation.installed.push_back({.shipped = std::move(shipped), .offset = word.offset});
  }

  std::string doubt_;
  std::string command_;
  std::vector<const ShellWord*> packages_;
  std::vector<IncludedWord> included_;
  bool only_packages_ = false;
  bool rehearsal_ = false;
};

}  // namespace

Installation pip_installation(const std::vector<ShellWord>& words, const std::string& doubt) {
  return PipReader(doubt).read(words, 1);
}

}  // namespace prodparity
