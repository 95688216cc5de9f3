#include "core/attribution/package_command.h"

#include "core/attribution/redact.h"
#include "core/limits.h"
#include "core/text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace prodparity {
namespace {

using Words = std::span<const std::string>;

constexpr int deepest_shell = 3;           // `bash -c "bash -c ..."`
constexpr std::size_t commands_most = 64;  // of one command line
constexpr std::size_t words_most = 1024;   // of one command

struct Tool {
  std::string_view program;
  std::string_view ecosystem;
  std::string_view verbs;  // one of them must be there; empty: whatever it is told
};
constexpr std::string_view pip_verbs = "install uninstall";
constexpr Tool tools[] = {
    {"apt", "deb", ""},
    {"apt-get", "deb", ""},
    {"aptitude", "deb", ""},
    {"dpkg", "deb", ""},
    {"nala", "deb", ""},
    {"unattended-upgrade", "deb", ""},
    {"unattended-upgrades", "deb", ""},
    {"pip", "pypi", pip_verbs},
    {"pipx", "pypi", "install uninstall upgrade inject upgrade-all reinstall"},
    {"uv", "pypi", "pip add remove sync tool"},
    {"poetry", "pypi", "install add remove update sync"},
    {"pdm", "pypi", "install add remove update sync"},
    {"pipenv", "pypi", "install uninstall update sync"},
    {"pip-sync", "pypi", ""},
    {"conda", "pypi", "install create update remove env"},
    {"mamba", "pypi", "install create update remove env"},
    {"micromamba", "pypi", "install create update remove env"},
};

std::string_view base_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

bool is_version(std::string_view text) {
  return text.find_first_not_of("0123456789.") == std::string_view::npos;
}

// "pip3.11" is pip, "python3" python.
std::string_view unversioned(std::string_view name) {
  for (const std::string_view base : {"pip", "python", "pypy"}) {
    if (name.starts_with(base) && is_version(name.substr(base.size()))) return base;
  }
  return name;
}

const Tool* tool_of(std::string_view word) {
  const std::string_view name = unversioned(base_name(word));
  const auto* const found = std::ranges::find(tools, name, &Tool::program);
  return found == std::end(tools) ? nullptr : found;
}

bool is_python(std::string_view word) {
  const std::string_view name = unversioned(base_name(word));
  return name == "python" || name == "pypy";
}

bool is_shell(std::string_view word) {
  constexpr std::array<std::string_view, 6> shells = {"sh", "bash", "dash", "zsh", "ash", "ksh"};
  return std::ranges::find(shells, base_name(word)) != shells.end();
}

bool is_option(std::string_view word) {
  return word.size() > 1 && word.front() == '-';
}

bool is_assignment(std::string_view word) {
  const std::size_t equals = word.find('=');
  if (equals == 0 || equals == std::string_view::npos) return false;
  return word.substr(0, equals).find_first_not_of(
             "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") ==
         std::string_view::npos;
}

// What runs the rest of its words; `valued` are its options whose value is a word of its own, and
// `operands` the words before the command.
struct Wrapper {
  std::string_view program;
  std::string_view valued;
  std::size_t operands = 0;
};
constexpr Wrapper wrappers[] = {
    {"sudo", "-u -g -h -p -C -D -R -T -U -r -t"},
    {"doas", "-u -C"},
    {"env", "-u -C -S"},
    {"nice", "-n"},
    {"ionice", "-c -n -p"},
    {"time", "-f -o"},
    {"timeout", "-k -s", 1},
    {"stdbuf", "-i -o -e"},
    {"xargs", "-I -n -P -L -d -a -s -E"},
    {"nohup", ""},
    {"setsid", ""},
    {"command", ""},
    {"exec", "-a"},
    {"eatmydata", ""},
};

bool has_word(std::string_view list, std::string_view word) {
  const std::vector<std::string_view> words = split(list, ' ');
  return std::ranges::find(words, word) != words.end();
}

Words rest(Words words, std::size_t count) {
  return words.subspan(std::min(count, words.size()));
}

// Without assignments, sudo and their like, in front.
Words unwrapped(Words words) {
  while (!words.empty()) {
    if (is_assignment(words.front())) {
      words = rest(words, 1);
      continue;
    }
    const auto* const wrapper =
        std::ranges::find(wrappers, base_name(words.front()), &Wrapper::program);
    if (wrapper == std::end(wrappers)) break;
    words = rest(words, 1);
    while (!words.empty() && is_option(words.front())) {
      const bool ends = words.front() == "--";
      words = rest(words, has_word(wrapper->valued, words.front()) ? 2 : 1);
      if (ends) break;
    }
    words = rest(words, wrapper->operands);
  }
  return words;
}

// What an interpreter runs: the script, or with -m the module, in place of its own words.
Words interpreted(Words words) {
  if (words.empty()) return words;
  const bool python = is_python(words.front());
  if (!python && !is_shell(words.front()) && base_name(words.front()) != "perl") return words;
  Words script = rest(words, 1);
  while (!script.empty() && is_option(script.front())) {
    const std::string& option = script.front();
    if (option == "-c" || (!python && option.find('c') != std::string::npos)) return {};
    if (python && option == "-m") return rest(script, 1);
    script = rest(script, python && (option == "-X" || option == "-W") ? 2 : 1);
  }
  return script;
}

PackageCommand written(const Tool& tool, Words words) {
  std::string text(unversioned(base_name(words.front())));
  for (const std::string& word : rest(words, 1)) {
    if (text.size() > limits::command_line_bytes) break;
    text.append(1, ' ').append(shell_word(word));
  }
  return {.ecosystem = tool.ecosystem, .words = redacted(text, limits::package_command_bytes)};
}

// The words of one simple command, as a shell would split them.
class ShellWords {
 public:
  explicit ShellWords(std::string_view text) : text_(text) {}

  std::vector<std::vector<std::string>> commands() {
    for (; at_ < text_.size() && commands_.size() < commands_most; ++at_)
      take(text_[at_]);
    end_command();
    return std::move(commands_);
  }

 private:
  void take(char c) {
    if (c == '\'') return quoted('\'');
    if (c == '"') return quoted('"');
    if (c == '\\') {
      if (++at_ < text_.size() && text_[at_] != '\n') add(text_[at_]);
      return;
    }
    if (c == '#' && !in_word_) {  // a comment
      at_ = std::min(text_.find('\n', at_), text_.size());
      return end_command();
    }
    if (c == '\n' || c == ';' || c == '|' || c == '(' || c == ')' || c == '`' || is_background(c))
      return end_command();
    if (c == '<' || c == '>') {
      if (word_.find_first_not_of("0123456789") == std::string::npos) drop_word();  // a descriptor
      end_word();
      skip_word_ = true;
      return;
    }
    if (c == ' ' || c == '\t' || c == '\r') return end_word();
    add(c);
  }
  // "2>&1" is no '&' of a command.
  bool is_background(char c) const { return c == '&' && (at_ == 0 || text_[at_ - 1] != '>'); }

  void quoted(char quote) {
    in_word_ = true;
    for (++at_; at_ < text_.size() && text_[at_] != quote; ++at_) {
      if (quote == '"' && text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      add(text_[at_]);
    }
  }
  void add(char c) {
    in_word_ = true;
    word_ += c;
  }
  void drop_word() {
    in_word_ = false;
    word_.clear();
  }
  void end_word() {
    if (!in_word_) return;
    in_word_ = false;
    if (!skip_word_ && words_.size() < words_most) words_.push_back(word_);
    skip_word_ = false;
    word_.clear();
  }
  void end_command() {
    end_word();
    skip_word_ = false;
    if (!words_.empty()) commands_.push_back(std::move(words_));
    words_.clear();
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string word_;
  bool in_word_ = false;
  bool skip_word_ = false;  // a file that a redirection names
  std::vector<std::string> words_;
  std::vector<std::vector<std::string>> commands_;
};

// What `bash -lc TEXT` is to run; empty: it is no such command.
std::string_view shell_text(Words words) {
  if (words.empty() || !is_shell(words.front())) return {};
  for (std::size_t i = 1; i + 1 < words.size() && is_option(words[i]); ++i) {
    if (!words[i].starts_with("--") && words[i].find('c') != std::string::npos) return words[i + 1];
  }
  return {};
}

// Words of a shell's own grammar in front of a command.
Words without_keywords(Words words) {
  constexpr std::array<std::string_view, 9> keywords = {"if", "then", "else", "elif", "while",
                                                        "do", "!",    "{",    "until"};
  while (!words.empty() && std::ranges::find(keywords, words.front()) != keywords.end())
    words = rest(words, 1);
  return words;
}

void collect(std::string_view command_line, int depth, std::vector<PackageCommand>& found) {
  for (const std::vector<std::string>& command : ShellWords(command_line).commands()) {
    if (found.size() == commands_most) return;
    const Words words = unwrapped(without_keywords(command));
    const std::string_view inner = shell_text(words);
    if (!inner.empty()) {
      if (depth < deepest_shell) collect(inner, depth + 1, found);
      continue;
    }
    PackageCommand package = package_command(words);
    if (!package.empty()) found.push_back(std::move(package));
  }
}

}  // namespace

PackageCommand package_command(std::span<const std::string> arguments) {
  Words words = unwrapped(arguments.first(std::min(arguments.size(), words_most)));
  if (words.empty()) return {};
  if (tool_of(words.front()) == nullptr) words = interpreted(words);
  if (words.empty()) return {};
  const Tool* const tool = tool_of(words.front());
  if (tool == nullptr) return {};
  const bool changes =
      tool->verbs.empty() || std::ranges::any_of(rest(words, 1), [&](const std::string& word) {
        return !word.empty() && has_word(tool->verbs, word);
      });
  return changes ? written(*tool, words) : PackageCommand{};
}

std::vector<PackageCommand> package_commands_in(std::string_view command_line) {
  std::vector<PackageCommand> found;
  collect(command_line.substr(0, limits::command_line_bytes), 0, found);
  return found;
}

}  // namespace prodparity
