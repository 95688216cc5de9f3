#pragma once

#include "core/ship/shell.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {

struct ShellToken {
  enum class Kind {
    word,  // one, or several where a variable's value has spaces; or none where it is empty
    control_operator,  // "&&", "||", ";", ";;", "|", "&", "(", ")", or "\n"
    end,
  };
  Kind kind = Kind::end;
  std::vector<ShellWord> words;
  std::string operator_text;
  bool plain = false;  // a word without quotes and variables: it may be a reserved one
};

// Takes tokens from a script; redirections and comments are passed over.
class ShellLexer {
 public:
  explicit ShellLexer(std::string_view script) : script_(script) {}

  ShellToken next(const ShellVariables& variables);

 private:
  struct Building;  // the words being read

  bool at_end() const { return at_ >= script_.size(); }
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < script_.size() ? script_[at_ + ahead] : '\0';
  }
  void skip_blanks();
  void skip_comment();
  void skip_heredocs();
  bool take_redirection();
  std::string take_operator();
  void take_word(Building& building);
  void take_single_quoted(Building& building);
  void take_double_quoted(Building& building);
  void take_expansion(Building& building, bool quoted);
  void take_braced(Building& building, bool quoted);
  void skip_substitution(char close);

  std::string_view script_;
  std::size_t at_ = 0;
  std::size_t expanded_bytes_ = 0;                      // that variables brought
  std::vector<std::pair<std::string, bool>> heredocs_;  // delimiter; tabs before it are dropped
};

}  // namespace prodparity
