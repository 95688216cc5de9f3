#include "core/ship/dockerfile.h"

#include "core/json.h"
#include "core/limits.h"
#include "core/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

constexpr std::string_view blanks = " \t\r";

std::string_view without_front_blanks(std::string_view line) {
  return line.substr(std::min(line.find_first_not_of(blanks), line.size()));
}

// What is none of these may be a template's: then nothing in the file is what it seems.
bool is_keyword(std::string_view word) {
  constexpr std::array<std::string_view, 18> words = {
      "add",    "arg",   "cmd",         "copy",  "entrypoint", "env",
      "expose", "from",  "healthcheck", "label", "maintainer", "onbuild",
      "run",    "shell", "stopsignal",  "user",  "volume",     "workdir"};
  return std::ranges::count(words, word) != 0;
}

// "# escape=`" sets it; any other line but a directive ends their part of the file.
struct Directive {
  bool is_one = false;
  char escape = '\0';
};
Directive directive_of(std::string_view line) {
  line = trim(line);
  if (!line.starts_with('#')) return {};
  line = trim(line.substr(1));
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos) return {};
  const std::string name = ascii_lower(trim(line.substr(0, equals)));
  if (name.empty() || name.find_first_not_of("abcdefghijklmnopqrstuvwxyz") != std::string::npos)
    return {};
  const std::string_view value = trim(line.substr(equals + 1));
  const bool sets = name == "escape" && (value == "`" || value == "\\");
  return {.is_one = true, .escape = sets ? value[0] : '\0'};
}

struct HeredocStart {
  std::string name;
  bool strip = false;
};

// Whether a word begins at `at`, or but a descriptor's number stands before it in its word.
bool begins_word(std::string_view text, std::size_t at) {
  while (at > 0 && text[at - 1] >= '0' && text[at - 1] <= '9')
    --at;
  return at == 0 || text[at - 1] == ' ' || text[at - 1] == '\t';
}

// "<<EOF", "3<<-'EOF'" as whole words of the line; not "<<<", nor "$((1<<2))".
std::vector<HeredocStart> heredocs_of(std::string_view arguments) {
  std::vector<HeredocStart> starts;
  char quote = '\0';
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const char c = arguments[i];
    if (quote != '\0') {
      if (c == quote) quote = '\0';
      continue;
    }
    if (c == '\'' || c == '"') quote = c;
    if (c != '<' || !arguments.substr(i).starts_with("<<")) continue;
    std::size_t at = i + 2;
    const bool inside = !begins_word(arguments, i);
    i = at;
    if (inside || (at < arguments.size() && arguments[at] == '<')) continue;
    HeredocStart start;
    if (at < arguments.size() && arguments[at] == '-') {
      start.strip = true;
      ++at;
    }
    const std::size_t end = std::min(arguments.find_first_of(" \t;&|<>()", at), arguments.size());
    for (const char name : arguments.substr(at, end - at)) {
      if (name != '\'' && name != '"' && name != '\\') start.name += name;
    }
    if (!start.name.empty()) starts.push_back(std::move(start));
    i = end == 0 ? end : end - 1;
  }
  return starts;
}

class Parser {
 public:
  Parser(std::string_view bytes, std::string_view path) : rest_(bytes), path_(path) {}

  Result<std::vector<DockerInstruction>> read() {
    if (rest_.starts_with("\xef\xbb\xbf")) rest_.remove_prefix(3);
    read_directives();
    while (const std::optional<std::string_view> line = next_line()) {
      const std::string_view text = without_front_blanks(*line);
      if (text.empty() || text[0] == '#') continue;
      if (instructions_.size() == limits::dockerfile_instructions)
        return fail(ErrorCode::too_large, "it has more instructions than are read");
      DockerInstruction instruction = read_instruction(text);
      if (!is_keyword(instruction.keyword))
        return Error{.code = ErrorCode::malformed,
                     .message = "'" + printable(instruction.keyword, 40) +
                                "' is no instruction of a Dockerfile",
                     .path = std::string(path_),
                     .line = instruction.line};
      if (!read_heredocs(instruction))
        return fail(ErrorCode::malformed, "a here-document has no end");
      instructions_.push_back(std::move(instruction));
    }
    return std::move(instructions_);
  }

 private:
  Error fail(ErrorCode code, std::string_view message) const {
    return {
        .code = code, .message = std::string(message), .path = std::string(path_), .line = number_};
  }

  std::optional<std::string_view> next_line() {
    if (rest_.empty()) return std::nullopt;
    const std::size_t end = rest_.find('\n');
    std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    ++number_;
    return line;
  }

  void read_directives() {
    while (!rest_.empty()) {
      const Directive directive = directive_of(rest_.substr(0, rest_.find('\n')));
      if (!directive.is_one) return;
      if (directive.escape != '\0') escape_ = directive.escape;
      next_line();
    }
  }

  // Takes the escape at a line's end away; true where there was one.
  bool goes_on(std::string_view& line) const {
    const std::size_t last = line.find_last_not_of(" \t");
    if (last == std::string_view::npos || line[last] != escape_) return false;
    line = line.substr(0, last);
    return true;
  }

  DockerInstruction read_instruction(std::string_view line) {
    DockerInstruction instruction{.line = number_};
    std::string text;
    std::vector<std::pair<std::size_t, std::size_t>> lines = {{0, number_}};
    bool more = goes_on(line);
    text += line;
    while (more) {
      const std::optional<std::string_view> next = next_line();
      if (!next) break;
      std::string_view piece = *next;
      const std::string_view seen = without_front_blanks(piece);
      if (seen.empty() || seen[0] == '#') continue;  // between continued lines both are passed over
      more = goes_on(piece);
      lines.emplace_back(text.size(), number_);
      text += piece;
    }
    split_off(instruction, text, std::move(lines));
    return instruction;
  }

  // Keyword, flags and arguments of a whole instruction.
  static void split_off(DockerInstruction& instruction, std::string_view text,
                        std::vector<std::pair<std::size_t, std::size_t>> lines) {
    std::size_t at = std::min(text.find_first_of(" \t"), text.size());
    instruction.keyword = ascii_lower(text.substr(0, at));
    for (;;) {
      at = std::min(text.find_first_not_of(blanks, at), text.size());
      if (!text.substr(at).starts_with("--")) break;
      const std::size_t end = std::min(text.find_first_of(" \t", at), text.size());
      instruction.flags.emplace_back(text.substr(at, end - at));
      at = end;
    }
    instruction.arguments = text.substr(at);
    for (auto& [offset, line] : lines)
      offset = offset > at ? offset - at : 0;
    instruction.lines = std::move(lines);
    instruction.exec = exec_of(instruction.arguments);
  }

  static std::vector<std::string> exec_of(std::string_view arguments) {
    std::vector<std::string> words;
    if (!arguments.starts_with('[')) return words;
    const Result<nlohmann::json> list =
        parse_json(arguments, {.limit_bytes = limits::dockerfile_bytes});
    if (!list || !list->is_array()) return words;
    for (const nlohmann::json& word : *list) {
      if (!word.is_string()) return {};  // then it is in shell form, as docker has it
      words.push_back(word.get<std::string>());
    }
    return words;
  }

  bool read_heredocs(DockerInstruction& instruction) {
    const std::string& keyword = instruction.keyword;
    if (keyword != "run" && keyword != "copy" && keyword != "add") return true;
    for (const HeredocStart& start : heredocs_of(instruction.arguments)) {
      DockerHeredoc heredoc{.content = {}, .line = number_ + 1};
      for (;;) {
        std::optional<std::string_view> line = next_line();
        if (!line) return false;
        while (start.strip && line->starts_with('\t'))
          line->remove_prefix(1);
        if (*line == start.name) break;
        heredoc.content.append(*line).append(1, '\n');
      }
      instruction.heredocs.push_back(std::move(heredoc));
    }
    return true;
  }

  std::string_view rest_;
  std::string_view path_;
  std::size_t number_ = 0;
  char escape_ = '\\';
  std::vector<DockerInstruction> instructions_;
};

}  // namespace

std::size_t DockerInstruction::line_at(std::size_t offset) const {
  const auto after =
      std::upper_bound(lines.begin(), lines.end(), offset,
                       [](std::size_t wanted, const auto& entry) { return wanted < entry.first; });
  return after == lines.begin() ? line : std::prev(after)->second;
}

Result<std::vector<DockerInstruction>> parse_dockerfile(std::string_view bytes,
                                                        std::string_view path) {
  if (bytes.size() > limits::dockerfile_bytes)
    return Error{.code = ErrorCode::too_large,
                 .message = "a Dockerfile of more than 1 MiB",
                 .path = std::string(path)};
  if (bytes.find('\0') != std::string_view::npos)
    return Error{.code = ErrorCode::malformed,
                 .message = "it is no text: there is a NUL byte in it",
                 .path = std::string(path)};
  return Parser(bytes, path).read();
}

}  // namespace prodparity
