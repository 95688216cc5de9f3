#include "core/ship/shell.h"

#include "core/ship/limits.h"
#include "core/ship/shell_lexer.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

constexpr std::string_view in_condition = "it stands in a condition or loop";
constexpr std::string_view in_background = "it runs in the background";
constexpr std::string_view after_or = "the build goes on where it fails (||)";
constexpr std::string_view in_pipe = "the build goes on where it fails (a pipe)";
constexpr std::string_view before_more = "the build goes on where it fails (no set -e, no &&)";
constexpr std::string_view left_of_and =
    "the build goes on where it fails (set -e does not see it)";

// From one of these on it depends on what the build meets what is run.
bool begins_compound(std::string_view word) {
  constexpr std::array<std::string_view, 11> words = {
      "if", "for", "while", "until", "case", "select", "function", "{", "!", "[[", "coproc"};
  return std::ranges::count(words, word) != 0;
}

// They stand before a command that is looked at like the others.
bool is_passed_over(std::string_view word) {
  constexpr std::array<std::string_view, 9> words = {"then", "do",   "else", "elif", "fi",
                                                     "done", "esac", "}",    "]]"};
  return std::ranges::count(words, word) != 0;
}

// "NAME=value": the length of NAME, 0 where it is no assignment.
std::size_t assigned_name(const ShellWord& word) {
  const std::string& text = word.text;
  std::size_t size = 0;
  while (size < text.size() && (text[size] == '_' || (text[size] >= 'a' && text[size] <= 'z') ||
                                (text[size] >= 'A' && text[size] <= 'Z') ||
                                (size > 0 && text[size] >= '0' && text[size] <= '9')))
    ++size;
  return size < text.size() && text[size] == '=' && size < word.literal ? size : 0;
}

// Simple commands joined by && and ||, up to the next ';', '&' or line end.
struct List {
  struct Part {
    ShellCommand command;
    bool piped = false;  // its output goes on to the next part
    bool compound = false;
  };
  std::vector<Part> parts;
  std::size_t pipelines = 1;
  bool has_or = false;
  bool background = false;
  ShellOptions options;  // as it begins
};

class Parser {
 public:
  Parser(std::string_view script, ShellVariables variables, ShellOptions options)
      : lexer_(script), variables_(std::move(variables)), options_(options) {}

  ShellScript read() {
    list_.options = options_;
    for (ShellToken token = lexer_.next(variables_); token.kind != ShellToken::Kind::end;
         token = lexer_.next(variables_)) {
      if (words_ > limits::ship_words) {
        script_.cut = true;
        break;
      }
      if (token.kind == ShellToken::Kind::word)
        take_words(std::move(token));
      else
        take_operator(token.operator_text);
    }
    end_list(false);
    for (std::size_t i = 0; i < lists_.size(); ++i)
      conclude(lists_[i], i + 1 == lists_.size());
    return std::move(script_);
  }

 private:
  void take_words(ShellToken token) {
    words_ += 1 + token.words.size();
    joined_ = false;
    const bool first = part_.command.words.empty();
    if (first && token.plain && token.words.size() == 1) {
      if (begins_compound(token.words[0].text)) compound_ = true;
      if (begins_compound(token.words[0].text) || is_passed_over(token.words[0].text)) return;
    }
    for (ShellWord& word : token.words) {
      const std::size_t name = part_.command.words.empty() ? assigned_name(word) : 0;
      if (name != 0)
        assignments_.push_back(std::move(word));
      else
        part_.command.words.push_back(std::move(word));
    }
  }

  void take_operator(std::string_view text) {
    if (text == "\n" && joined_) return;  // a list goes on behind "&&" and the like
    joined_ = text == "&&" || text == "||" || text == "|" || text == "|&";
    if (text == "(" || text == ")" || text == ";;") {
      compound_ = true;
      end_list(false);
    } else if (text == "&&" || text == "||") {
      end_part(false);
      ++list_.pipelines;
      list_.has_or = list_.has_or || text == "||";
    } else if (text == "|" || text == "|&") {
      end_part(true);
    } else {
      end_list(text == "&");
    }
  }

  void end_part(bool piped) {
    std::vector<ShellWord>& words = part_.command.words;
    if (!words.empty() && words[0].text == "export") words.erase(words.begin());
    // Without a command the assignments stay; before one they are for it alone.
    bool only_assignments = true;
    for (const ShellWord& word : words)
      only_assignments = only_assignments && assigned_name(word) != 0;
    if (only_assignments) {
      assignments_.insert(assignments_.end(), words.begin(), words.end());
      words.clear();
      for (const ShellWord& word : assignments_)
        assign(word);
    }
    assignments_.clear();
    part_.piped = piped;
    part_.compound = compound_;
    if (!words.empty()) list_.parts.push_back(std::move(part_));
    part_ = {};
  }

  void assign(const ShellWord& word) {
    const std::size_t name = assigned_name(word);
    if (word.fixed() && !compound_)
      set_variable(variables_, word.text.substr(0, name), word.text.substr(name + 1));
    else
      variables_.erase(word.text.substr(0, name));
  }

  void end_list(bool background) {
    end_part(false);
    list_.background = background;
    for (const List::Part& part : list_.parts)
      follow_set(part);
    if (!list_.parts.empty()) lists_.push_back(std::move(list_));
    list_ = {};
    list_.options = options_;
  }

  // "set -eux", "set -o pipefail", "set +e".
  void follow_set(const List::Part& part) {
    const std::vector<ShellWord>& words = part.command.words;
    if (words[0].text != "set") return;
    for (std::size_t i = 1; i < words.size(); ++i) {
      const std::string& word = words[i].text;
      if (word.size() < 2 || (word[0] != '-' && word[0] != '+')) continue;
      const bool on = word[0] == '-' && !part.compound;
      if (word.find('e', 1) != std::string::npos) options_.errexit = on;
      if (word.find('o', 1) == std::string::npos || i + 1 == words.size()) continue;
      if (words[i + 1].text == "errexit") options_.errexit = on;
      if (words[i + 1].text == "pipefail") options_.pipefail = on;
    }
  }

  static std::string_view doubt_of(const List& list, std::size_t index, bool last_list) {
    const List::Part& part = list.parts[index];
    if (part.compound) return in_condition;
    if (list.background) return in_background;
    if (list.has_or) return after_or;
    if (part.piped && !list.options.pipefail) return in_pipe;
    if (last_list) return {};
    if (!list.options.errexit) return before_more;
    return list.pipelines > 1 ? left_of_and : std::string_view();
  }

  void conclude(List& list, bool last) {
    for (std::size_t i = 0; i < list.parts.size(); ++i) {
      ShellCommand& command = list.parts[i].command;
      command.doubt = doubt_of(list, i, last);
    }
    for (List::Part& part : list.parts)
      script_.commands.push_back(std::move(part.command));
  }

  ShellLexer lexer_;
  ShellVariables variables_;
  ShellOptions options_;
  ShellScript script_;
  std::vector<List> lists_;
  List list_;
  List::Part part_;
  std::vector<ShellWord> assignments_;
  std::size_t words_ = 0;
  bool compound_ = false;
  bool joined_ = false;  // the last token asks for more
};

}  // namespace

void set_variable(ShellVariables& variables, std::string_view name, std::string_view value) {
  const auto known = variables.find(name);
  const bool has_room = known != variables.end() || variables.size() < limits::ship_variables;
  if (value.size() <= limits::ship_variable_bytes && has_room)
    variables.insert_or_assign(std::string(name), std::string(value));
  else if (known != variables.end())
    variables.erase(known);
}

ShellScript read_shell(std::string_view script, ShellVariables variables, ShellOptions options) {
  return Parser(script, std::move(variables), options).read();
}

std::vector<ShellWord> words_of(const std::vector<std::string>& arguments, std::size_t offset) {
  std::vector<ShellWord> words;
  for (const std::string& argument : arguments)
    words.push_back({.text = argument, .offset = offset});
  return words;
}

}  // namespace prodparity
