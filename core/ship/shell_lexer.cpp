#include "core/ship/shell_lexer.h"

#include "core/ship/limits.h"
#include "core/text.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity {
namespace {

constexpr std::string_view blanks = " \t\r";
constexpr std::string_view ends_word = " \t\r\n;&|()<>";

bool one_of(char c, std::string_view set) {
  return c != '\0' && set.find(c) != std::string_view::npos;
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_name(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

}  // namespace

// The last word grows; a value with spaces begins further ones.
struct ShellLexer::Building {
  const ShellVariables& variables;
  std::size_t& expanded_bytes;  // at most limits::ship_expanded_bytes; a variable beyond is unknown
  std::vector<ShellWord> done;
  ShellWord word;
  bool started = false;  // there is a word, if only an empty one in quotes
  bool plain = true;

  void add(std::string_view text) {
    word.text += text;
    started = true;
  }
  void mark(bool known) {
    word.literal = std::min(word.literal, word.text.size());
    word.unknown = word.unknown || !known;
    plain = false;
  }
  void finish() {
    if (started) done.push_back(word);
  }
  // A variable's value outside of quotes is split at white space.
  void add_split(std::string_view value) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (value[i] != ' ' && value[i] != '\t' && value[i] != '\n') {
        add(value.substr(i, 1));
        continue;
      }
      const std::size_t offset = word.offset;
      finish();
      word = {.text = {}, .literal = 0, .unknown = false, .offset = offset};
      started = false;
    }
  }
  void expand(std::string_view name, const std::string* otherwise, bool quoted) {
    const auto found = variables.find(name);
    const std::string* value = found != variables.end() ? &found->second : otherwise;
    if (value != nullptr && value->size() > limits::ship_expanded_bytes - expanded_bytes)
      value = nullptr;
    mark(value != nullptr);
    if (value != nullptr) expanded_bytes += value->size();
    if (value == nullptr) {
      started = true;
    } else if (quoted) {
      add(*value);
    } else {
      add_split(*value);
    }
  }
};

void ShellLexer::skip_blanks() {
  while (!at_end()) {
    if (one_of(peek(), blanks))
      ++at_;
    else if (peek() == '\\' && peek(1) == '\n')
      at_ += 2;
    else
      return;
  }
}

void ShellLexer::skip_comment() {
  while (!at_end() && peek() != '\n')
    ++at_;
}

// The bodies of here-documents begin after the line that names them.
void ShellLexer::skip_heredocs() {
  for (const auto& [delimiter, strip] : std::exchange(heredocs_, {})) {
    while (!at_end()) {
      const std::size_t end = std::min(script_.find('\n', at_), script_.size());
      std::string_view line = script_.substr(at_, end - at_);
      at_ = std::min(end + 1, script_.size());
      while (strip && line.starts_with('\t'))
        line.remove_prefix(1);
      if (line == delimiter) break;
    }
  }
}

// "2>&1", ">file", "<<EOF": where one begins, it is passed over with its word.
bool ShellLexer::take_redirection() {
  std::size_t digits = 0;
  while (is_digit(peek(digits)))
    ++digits;
  const bool both = digits == 0 && peek() == '&' && peek(1) == '>';  // "&>file"
  if (!both && peek(digits) != '<' && peek(digits) != '>') return false;
  at_ += digits;
  const bool heredoc = peek() == '<' && peek(1) == '<' && peek(2) != '<';
  while (one_of(peek(), "<>&|"))
    ++at_;
  const bool strip = heredoc && peek() == '-';
  if (strip) ++at_;
  skip_blanks();
  const ShellVariables nothing;
  Building building{
      .variables = nothing, .expanded_bytes = expanded_bytes_, .done = {}, .word = {}};
  take_word(building);
  if (heredoc && building.started) heredocs_.emplace_back(building.word.text, strip);
  return true;
}

std::string ShellLexer::take_operator() {
  for (const std::string_view text : {"&&", "||", ";;", "|&"}) {
    if (script_.substr(at_).starts_with(text)) {
      at_ += text.size();
      return std::string(text);
    }
  }
  return std::string(1, script_[at_++]);
}

void ShellLexer::take_single_quoted(Building& building) {
  const std::size_t end = std::min(script_.find('\'', at_ + 1), script_.size());
  building.add(script_.substr(at_ + 1, end - at_ - 1));
  building.plain = false;
  at_ = std::min(end + 1, script_.size());
}

void ShellLexer::take_double_quoted(Building& building) {
  building.started = true;
  building.plain = false;
  for (++at_; !at_end() && peek() != '"';) {
    if (peek() == '\\' && one_of(peek(1), "$`\"\\\n")) {
      if (peek(1) != '\n') building.add(script_.substr(at_ + 1, 1));
      at_ += 2;
    } else if (peek() == '$' || peek() == '`') {
      take_expansion(building, true);
    } else {
      building.add(script_.substr(at_++, 1));
    }
  }
  if (!at_end()) ++at_;
}

// Up to the bracket that closes what begins here, quotes respected.
void ShellLexer::skip_substitution(char close) {
  const char open = peek();
  std::size_t depth = 0;
  for (; !at_end(); ++at_) {
    const char c = peek();
    if (c == '\\') {
      ++at_;
    } else if (c == '\'' && close == ')') {
      at_ = std::min(script_.find('\'', at_ + 1), script_.size());
    } else if (c == '"' && close != '`') {
      for (++at_; !at_end() && peek() != '"'; ++at_) {
        if (peek() == '\\') ++at_;
      }
    } else if (c == open && open != close) {
      ++depth;
    } else if (c == close && (open == close ? depth++ != 0 : --depth == 0)) {
      break;
    }
  }
  at_ = std::min(at_ + 1, script_.size());
}

// ${NAME}, ${NAME:-word}; everything else in braces is not known.
void ShellLexer::take_braced(Building& building, bool quoted) {
  const std::size_t begin = at_ + 1;
  skip_substitution('}');
  const std::size_t end = at_ > begin && script_[at_ - 1] == '}' ? at_ - 1 : at_;
  const std::string_view inside = script_.substr(begin, end - begin);
  std::size_t name = 0;
  while (name < inside.size() && is_name(inside[name]))
    ++name;
  const std::string_view rest = inside.substr(name);
  if (name == 0 || (!rest.empty() && !rest.starts_with(":-") && !rest.starts_with('-'))) {
    building.mark(false);
    building.started = true;
    return;
  }
  const std::string otherwise(rest.substr(std::min<std::size_t>(rest.find('-'), rest.size())));
  const bool literal =
      otherwise.size() > 1 && otherwise.find_first_of("$`\\'\"") == std::string::npos;
  const std::string value = literal ? otherwise.substr(1) : std::string();
  building.expand(inside.substr(0, name), literal ? &value : nullptr, quoted);
}

void ShellLexer::take_expansion(Building& building, bool quoted) {
  if (peek() == '`') {
    skip_substitution('`');
    building.mark(false);
    building.started = true;
    return;
  }
  ++at_;
  if (peek() == '{') return take_braced(building, quoted);
  if (peek() == '(') {
    skip_substitution(')');
    building.mark(false);
    building.started = true;
    return;
  }
  std::size_t size = 0;
  while (is_name(peek(size)))
    ++size;
  if (is_digit(peek())) size = 1;
  if (size != 0) {
    building.expand(script_.substr(at_, size), nullptr, quoted);
    at_ += size;
  } else if (one_of(peek(), "@*#?$!-")) {
    ++at_;
    building.mark(false);
    building.started = true;
  } else {
    building.add("$");
  }
}

void ShellLexer::take_word(Building& building) {
  building.word.offset = at_;
  while (!at_end() && !one_of(peek(), ends_word)) {
    if (peek() == '\\') {
      building.plain = false;
      if (peek(1) != '\n' && peek(1) != '\0') building.add(script_.substr(at_ + 1, 1));
      at_ = std::min(at_ + 2, script_.size());
    } else if (peek() == '\'') {
      take_single_quoted(building);
    } else if (peek() == '"') {
      take_double_quoted(building);
    } else if (peek() == '$' || peek() == '`') {
      take_expansion(building, false);
    } else {
      building.add(script_.substr(at_++, 1));
    }
  }
}

ShellToken ShellLexer::next(const ShellVariables& variables) {
  for (;;) {
    skip_blanks();
    if (at_end()) return {};
    if (peek() == '#') {
      skip_comment();
      continue;
    }
    if (!take_redirection()) break;
  }
  if (peek() == '\n') {
    ++at_;
    skip_heredocs();
    return {.kind = ShellToken::Kind::control_operator, .words = {}, .operator_text = "\n"};
  }
  if (one_of(peek(), ends_word)) {
    return {
        .kind = ShellToken::Kind::control_operator, .words = {}, .operator_text = take_operator()};
  }
  Building building{
      .variables = variables, .expanded_bytes = expanded_bytes_, .done = {}, .word = {}};
  take_word(building);
  building.finish();
  return {.kind = ShellToken::Kind::word,
          .words = std::move(building.done),
          .operator_text = {},
          .plain = building.plain};
}

}  // namespace prodparity
