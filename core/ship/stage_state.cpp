#include "core/ship/stage_state.h"

#include "core/ship/limits.h"
#include "core/ship/shell_lexer.h"
#include "core/text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

constexpr std::string_view other_shell_doubt = "it is run by a shell that is not read";
constexpr std::string_view uncopied_doubt = "where it is copied from is not told";

std::vector<ShellWord> lexed(std::string_view text, const ShellVariables& variables) {
  ShellLexer lexer(text);
  std::vector<ShellWord> words;
  for (ShellToken token = lexer.next(variables);
       token.kind != ShellToken::Kind::end && words.size() < limits::ship_words;
       token = lexer.next(variables)) {
    for (ShellWord& word : token.words)
      words.push_back(std::move(word));
  }
  return words;
}

bool is_shell(std::string_view program) {
  constexpr std::array<std::string_view, 6> shells = {"sh", "bash", "dash", "ash", "ksh", "zsh"};
  return std::ranges::count(shells, program.substr(program.rfind('/') + 1)) != 0;
}

// Options of a shell that is the first of the words; `script` is the word after "-c", or null.
struct ShellCall {
  ShellOptions options;
  const std::string* script = nullptr;
};
ShellCall call_of(std::span<const std::string> arguments) {
  ShellCall call;
  bool has_script = false;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& word = arguments[i];
    if (has_script && (word.empty() || word[0] != '-')) {
      call.script = &word;
      break;
    }
    if (i > 0 && !word.starts_with('-')) break;  // a script's file, and then its own arguments
    if (word.size() < 2 || word[0] != '-' || word.starts_with("--")) continue;
    if (word.find('e', 1) != std::string::npos) call.options.errexit = true;
    if (word.find('c', 1) != std::string::npos) has_script = true;
    if (word.find('o', 1) == std::string::npos || i + 1 == arguments.size()) continue;
    ++i;
    if (arguments[i] == "errexit") call.options.errexit = true;
    if (arguments[i] == "pipefail") call.options.pipefail = true;
  }
  return call;
}

void assign(ShellVariables& variables, std::string_view name, const ShellWord& word,
            std::string_view value) {
  if (word.fixed())
    set_variable(variables, name, value);
  else if (const auto known = variables.find(name); known != variables.end())
    variables.erase(known);
}

std::string_view value_of(std::string_view options, std::string_view key) {
  for (const std::string_view option : split(options, ',')) {
    if (option.starts_with(key) && option.substr(key.size()).starts_with('='))
      return option.substr(key.size() + 1);
  }
  return {};
}

}  // namespace

void take_assignments(ShellVariables& variables, std::string_view arguments) {
  const std::vector<ShellWord> words = lexed(arguments, variables);
  if (words.empty()) return;
  if (words[0].text.find('=') == std::string::npos) {  // ENV A b c
    const std::size_t space = std::min(arguments.find_first_of(" \t"), arguments.size());
    const ShellWord whole{.literal = arguments.find('$') == std::string_view::npos
                                         ? std::string::npos
                                         : std::size_t{0}};
    if (space < arguments.size())
      assign(variables, words[0].text, whole, trim(arguments.substr(space)));
    return;
  }
  for (const ShellWord& word : words) {
    const std::size_t equals = word.text.find('=');
    if (equals == std::string::npos || equals == 0 || equals >= word.literal) continue;
    assign(variables, std::string_view(word.text).substr(0, equals), word,
           std::string_view(word.text).substr(equals + 1));
  }
}

StageState::StageState(std::string path, ShellVariables global_arguments, std::string doubt)
    : path_(std::move(path)),
      global_arguments_(std::move(global_arguments)),
      doubt_(std::move(doubt)) {}

void StageState::begin_stage() {
  shell_ = {};
  shell_is_known_ = true;
}

std::vector<ShellWord> StageState::plain_words(const DockerInstruction& instruction) const {
  return instruction.exec.empty() ? lexed(instruction.arguments, variables_)
                                  : words_of(instruction.exec, 0);
}

void StageState::take(const DockerInstruction& instruction) {
  const std::string& keyword = instruction.keyword;
  if (keyword == "env") {
    take_assignments(variables_, instruction.arguments);
  } else if (keyword == "arg") {
    take_argument(instruction);
  } else if (keyword == "workdir") {
    const std::vector<ShellWord> words = lexed(instruction.arguments, variables_);
    if (!words.empty()) folder_ = normalised_path(words[0].text, folder_);
  } else if (keyword == "copy" || keyword == "add") {
    take_copy(instruction);
  } else if (keyword == "shell") {
    take_shell(instruction);
  } else if (keyword == "run") {
    take_run(instruction);
  }
}

// "ARG NAME" without a value takes the one from before the first FROM.
void StageState::take_argument(const DockerInstruction& instruction) {
  take_assignments(variables_, instruction.arguments);
  for (const ShellWord& word : lexed(instruction.arguments, {})) {
    const auto global = global_arguments_.find(word.text);
    if (global != global_arguments_.end()) variables_.insert(*global);
  }
}

void StageState::take_copy(const DockerInstruction& instruction) {
  for (const std::string& flag : instruction.flags) {
    if (!flag.starts_with("--from=")) continue;
    copied_stages_.push_back(flag.substr(7));
    return;
  }
  const std::vector<ShellWord> words = plain_words(instruction);
  if (words.size() < 2) return;
  CopiedFiles copied;
  const std::string& destination = words.back().text;
  copied.destination = normalised_path(destination, folder_);
  copied.into_folder = destination.ends_with('/') || destination == "." || words.size() > 2 ||
                       copied.destination == folder_ || destination.ends_with("/.");
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (words[i].unknown || words[i].text.find("://") != std::string::npos) continue;
    copied.sources.push_back(words[i].text);
  }
  if (!words.back().unknown && !copied.sources.empty()) copied_.push_back(std::move(copied));
}

void StageState::take_shell(const DockerInstruction& instruction) {
  shell_is_known_ = !instruction.exec.empty() && is_shell(instruction.exec[0]);
  shell_ = call_of(instruction.exec).options;
}

// RUN --mount=type=bind,source=requirements.txt,target=/tmp/requirements.txt
void StageState::take_mounts(const DockerInstruction& instruction) {
  for (const std::string& flag : instruction.flags) {
    if (!flag.starts_with("--mount=")) continue;
    const std::string_view options = std::string_view(flag).substr(8);
    const std::string_view type = value_of(options, "type");
    if ((!type.empty() && type != "bind") || !value_of(options, "from").empty()) continue;
    std::string_view source = value_of(options, "source");
    if (source.empty()) source = value_of(options, "src");
    for (const std::string_view key : {"target", "destination", "dst"}) {
      const std::string_view target = value_of(options, key);
      if (target.empty()) continue;
      copied_.push_back({.sources = {std::string(source.empty() ? "." : source)},
                         .destination = normalised_path(target, folder_)});
    }
  }
}

void StageState::take_run(const DockerInstruction& instruction) {
  const std::size_t copies = copied_.size();
  take_mounts(instruction);
  run_folder_ = folder_;
  run_folder_is_known_ = true;
  if (!take_run_of_exec(instruction) && !take_run_of_heredoc(instruction)) {
    run_script(
        instruction.arguments, shell_,
        [&](std::size_t offset) { return instruction.line_at(offset); },
        shell_is_known_ ? std::string_view() : other_shell_doubt);
  }
  copied_.resize(copies);  // a mount is there for its RUN alone
}

bool StageState::take_run_of_exec(const DockerInstruction& instruction) {
  if (instruction.exec.empty()) return false;
  const auto line_of = [&](std::size_t) { return instruction.line; };
  if (is_shell(instruction.exec[0])) {
    const ShellCall call = call_of(instruction.exec);
    if (call.script != nullptr) run_script(*call.script, call.options, line_of, {});
    return true;
  }
  run_command({.words = words_of(instruction.exec, 0), .doubt = {}}, line_of);
  return true;
}

// "RUN <<EOF" and "RUN bash -e <<EOF": the here-document is the script.
bool StageState::take_run_of_heredoc(const DockerInstruction& instruction) {
  if (instruction.heredocs.size() != 1) return false;
  std::vector<std::string> words;
  for (const ShellWord& word : lexed(instruction.arguments, variables_))
    words.push_back(word.text);
  if (!words.empty() && (!is_shell(words[0]) || words.size() > 3)) return false;
  const DockerHeredoc& heredoc = instruction.heredocs[0];
  ShellOptions options = words.empty() ? shell_ : call_of(words).options;
  bool known = !words.empty() || shell_is_known_;
  if (heredoc.content.starts_with("#!")) {
    std::vector<std::string> interpreter;
    for (const ShellWord& word :
         lexed(heredoc.content.substr(2, heredoc.content.find('\n') - 2), {}))
      interpreter.push_back(word.text);
    if (!interpreter.empty() && interpreter[0].ends_with("/env"))
      interpreter.erase(interpreter.begin());
    if (interpreter.empty() || !is_shell(interpreter[0])) return true;  // another language
    options = call_of(interpreter).options;
    known = true;
  }
  const auto line_of = [&](std::size_t offset) {
    const auto end = heredoc.content.begin() + static_cast<std::ptrdiff_t>(offset);
    return heredoc.line + static_cast<std::size_t>(std::count(heredoc.content.begin(), end, '\n'));
  };
  run_script(heredoc.content, options, line_of, known ? std::string_view() : other_shell_doubt);
  return true;
}

void StageState::run_script(std::string_view script, ShellOptions options, const LineOf& line_of,
                            std::string_view doubt) {
  ShellScript read = read_shell(script, variables_, options);
  reading_.cut = reading_.cut || read.cut;
  for (ShellCommand& command : read.commands) {
    if (command.doubt.empty()) command.doubt = doubt;
    run_command(command, line_of);
  }
}

// "bash -lc 'SCRIPT'" as a command of a script.
bool StageState::run_shell_of_command(const ShellCommand& command, const LineOf& line_of) {
  if (command.words.empty() || !command.words[0].fixed() || !is_shell(command.words[0].text))
    return false;
  std::vector<std::string> words;
  for (const ShellWord& word : command.words)
    words.push_back(word.text);
  const ShellCall call = call_of(words);
  if (call.script == nullptr) return true;
  if (shells_ == limits::ship_nested_shells || shells_called_ == limits::ship_shells) {
    reading_.cut = true;
    return true;
  }
  ++shells_called_;
  const ShellWord& script = command.words[static_cast<std::size_t>(call.script - words.data())];
  std::string_view doubt = command.doubt;
  if (doubt.empty() && !script.fixed()) doubt = variable_doubt;
  const std::string folder = run_folder_;
  const bool is_known = run_folder_is_known_;
  ++shells_;
  run_script(
      script.text, call.options, [&](std::size_t) { return line_of(script.offset); }, doubt);
  --shells_;
  run_folder_ = folder;
  run_folder_is_known_ = is_known;
  return true;
}

void StageState::run_command(const ShellCommand& command, const LineOf& line_of) {
  if (run_shell_of_command(command, line_of)) return;
  if (command.words.size() >= 2 && command.words[0].text == "cd") {
    const ShellWord& to = command.words[1];
    run_folder_ = normalised_path(to.text, run_folder_);
    run_folder_is_known_ =
        to.fixed() && to.text != "-" && (run_folder_is_known_ || to.text.starts_with('/'));
  }
  Installation installation = installation_of(command);
  for (const Uninstalled& removal : installation.removed)
    remove(removal, command.doubt, line_of(command.words[0].offset));
  for (InstalledWord& word : installation.installed) {
    if (reading_.shipped.size() == limits::ship_entries) {
      reading_.cut = true;
      return;
    }
    word.shipped.at = {.path = path_, .line = line_of(word.offset)};
    if (word.shipped.certain()) word.shipped.doubt = doubt_;
    reading_.shipped.push_back(std::move(word.shipped));
  }
  for (const IncludedWord& included : installation.included)
    include(included, line_of(included.offset));
}

// What is taken away again does not ship; where that is not certain, neither is the shipping.
void StageState::remove(const Uninstalled& removal, const std::string& doubt, std::size_t line) {
  const auto concerns = [&](const Shipped& shipped) {
    return shipped.ecosystem == removal.ecosystem &&
           (removal.name.empty() || shipped.name == removal.name);
  };
  if (!removal.name.empty() && removal.certain && doubt.empty()) {
    std::erase_if(reading_.shipped, concerns);
    return;
  }
  for (Shipped& shipped : reading_.shipped) {
    if (concerns(shipped) && shipped.certain())
      shipped.doubt = "it may be removed again in line " + std::to_string(line);
  }
}

void StageState::include(const IncludedWord& included, std::size_t line) {
  if (included.path.empty() || reading_.includes.size() == limits::ship_files) {
    reading_.cut = reading_.cut || !included.path.empty();
    return;
  }
  const std::string path = normalised_path(included.path, run_folder_);
  const bool is_known = run_folder_is_known_ || included.path.starts_with('/');
  ShipInclude include{.kind = included.kind,
                      .paths = context_paths(copied_, path),
                      .doubt = included.doubt.empty() ? doubt_ : included.doubt,
                      .at = {.path = path_, .line = line}};
  if (!is_known && include.doubt.empty()) include.doubt = variable_doubt;
  if (include.paths.empty()) {
    include.paths = {path.substr(path.rfind('/') + 1)};
    if (include.doubt.empty()) include.doubt = uncopied_doubt;
  }
  reading_.includes.push_back(std::move(include));
}

}  // namespace prodparity
