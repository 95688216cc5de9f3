#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

// As much of the POSIX shell's grammar as tells which simple commands a script runs, and whether a
// build can go on without one of them. Nothing is run, and nothing is an error: what is not
// understood is doubted.
namespace prodparity {

struct ShellWord {
  std::string text;  // quotes taken away, known variables put in, unknown ones left out
  // How much of `text` stands before the first variable or substitution: a build may have another
  // value there. npos: there is none.
  std::size_t literal = std::string::npos;
  bool unknown = false;    // something in it is not known at all
  std::size_t offset = 0;  // in the script

  bool fixed() const { return literal == std::string::npos; }
  bool operator==(const ShellWord&) const = default;
};

struct ShellCommand {
  std::vector<ShellWord> words;  // without assignments before it and redirections
  std::string doubt;  // why it may not run, or may fail and the build goes on; empty: neither

  bool operator==(const ShellCommand&) const = default;
};

using ShellVariables = std::map<std::string, std::string, std::less<>>;
// What the variable is worth from here on; one more than limits::ship_variables, or one with too
// long a value, is not known.
void set_variable(ShellVariables& variables, std::string_view name, std::string_view value);

struct ShellOptions {
  bool errexit = false;  // -e
  bool pipefail = false;

  bool operator==(const ShellOptions&) const = default;
};

struct ShellScript {
  std::vector<ShellCommand> commands;
  bool cut = false;  // more words than limits::ship_words: the rest was not looked at
};

// `variables`: what is known before the script begins (ENV, ARG); it adds its own assignments.
ShellScript read_shell(std::string_view script, ShellVariables variables, ShellOptions options);

// Words that a shell would run as a command, from an argument vector.
std::vector<ShellWord> words_of(const std::vector<std::string>& arguments, std::size_t offset);

}  // namespace prodparity
