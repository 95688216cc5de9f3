#include "core/production/question.h"

#include "core/drift/package_words.h"
#include "core/ecosystem.h"
#include "core/ecosystems/deb_relations.h"
#include "core/limits.h"
#include "core/text.h"
#include "core/version/pep440.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity {
namespace {

constexpr std::array<std::pair<Asked, std::string_view>, 6> asked_names = {{
    {Asked::name, "name"},
    {Asked::package, "package"},
    {Asked::module, "module"},
    {Asked::command, "command"},
    {Asked::library, "library"},
    {Asked::file, "file"},
}};

// Ecosystems that an SBOM may have and nothing here reads can be asked for all the same.
constexpr std::array<std::string_view, 12> ecosystem_words = {
    "deb", "pypi",   "npm",   "apk",   "rpm",      "alpm",
    "gem", "golang", "cargo", "maven", "composer", "nuget"};

// dpkg's architectures, and what stands for any of them. Any other word in the place of one was
// meant as something else: "pip:flask".
bool is_architecture(std::string_view word) {
  constexpr std::array<std::string_view, 24> words = {
      "any",     "native", "all",    "amd64",    "arm64", "armel",   "armhf",   "i386",
      "loong64", "mips",   "mipsel", "mips64el", "ppc64", "ppc64el", "powerpc", "riscv64",
      "s390x",   "alpha",  "hppa",   "ia64",     "m68k",  "sh4",     "sparc64", "x32"};
  return std::ranges::count(words, word) != 0;
}

Error wrong(const std::string& what) {
  return {.code = ErrorCode::wrong_usage,
          .message = what +
                     "; ask for a package (libssl3, pypi:requests), a requirement "
                     "('requests>=2.31', 'libssl3 (>= 3.0)'), module:NAME, command:NAME, a library "
                     "(libssl.so.3) or a path"};
}

bool has_condition_of_pip(std::string_view text) {
  return text.find_first_of("<>~![;@") != std::string_view::npos ||
         text.find("==") != std::string_view::npos;
}

// "NAME (OP VERSION)", and apt's own "NAME=VERSION".
std::optional<std::string> deb_relation_of(std::string_view text) {
  const std::size_t equals = text.find('=');
  const bool pinned = equals != std::string_view::npos && equals != 0 &&
                      text.find_first_of("<>~!(;,[ ", 0) >= equals && equals + 1 < text.size() &&
                      text[equals + 1] != '=';
  std::string relation(text);
  if (pinned)
    relation =
        std::string(text.substr(0, equals)) + " (= " + std::string(text.substr(equals + 1)) + ')';
  const auto parsed = parse_deb_relation(relation);
  if (!parsed || !is_deb_name(parsed->name)) return std::nullopt;
  if (!parsed->op.empty() && !is_deb_version(parsed->version)) return std::nullopt;
  if (!parsed->arch.empty() && !is_architecture(parsed->arch)) return std::nullopt;
  return relation;
}

void take_relation(Question& question, std::string relation) {
  const DebRelation parsed = *parse_deb_relation(relation);
  question.asked = Asked::package;
  question.ecosystem = "deb";
  question.name = parsed.name;
  const bool is_own = parsed.arch == "any" || parsed.arch == "native";
  question.arch = is_own ? std::string_view() : parsed.arch;
  if (!parsed.op.empty()) question.relation = std::move(relation);
}

Result<Question> deb_question(Question question, std::string_view text) {
  std::optional<std::string> relation = deb_relation_of(text);
  if (!relation) return wrong("'" + std::string(text) + "' is no Debian package or relation");
  take_relation(question, *std::move(relation));
  return question;
}

Result<Question> python_question(Question question, std::string_view text) {
  Result<PythonRequirement> requirement = parse_python_requirement(text);
  if (!requirement) return wrong(requirement.error().message);
  question.asked = Asked::package;
  question.ecosystem = "pypi";
  question.name = requirement->name;
  const bool bare = requirement->clauses.empty() && requirement->extras.empty() &&
                    requirement->url.empty() && requirement->marker.empty();
  if (!bare) question.python = *std::move(requirement);
  return question;
}

Question named(Question question, Asked asked, std::string_view name) {
  question.asked = asked;
  question.name = name;
  return question;
}

// "command:dot" and its like; nullopt: no prefix that means anything.
std::optional<Result<Question>> prefixed_question(const Question& question, std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view prefix = text.substr(0, colon);
  const std::string_view rest = trim(text.substr(colon + 1));
  for (const auto& [asked, word] : asked_names) {
    if (word != prefix || asked == Asked::name || asked == Asked::package) continue;
    const bool is_path = rest.starts_with('/');
    if (rest.empty() || (asked == Asked::file) != is_path)
      return wrong("'" + std::string(rest) + "' is no " + std::string(word));
    if (asked != Asked::file && rest.find('/') != std::string_view::npos)
      return wrong("'" + std::string(rest) + "' is no " + std::string(word));
    return named(question, asked, rest);
  }
  if (std::ranges::count(ecosystem_words, prefix) == 0) return std::nullopt;
  if (rest.empty()) return wrong("a name is missing behind '" + std::string(prefix) + ":'");
  if (prefix == "deb") return deb_question(question, rest);
  if (prefix == "pypi") return python_question(question, rest);
  Question package = named(question, Asked::package, rest);
  package.ecosystem = prefix;
  return package;
}

bool is_library_name(std::string_view text) {
  return text.ends_with(".so") || text.find(".so.") != std::string_view::npos;
}

}  // namespace

std::string_view to_string(Asked value) {
  for (const auto& [asked, name] : asked_names) {
    if (asked == value) return name;
  }
  return "name";
}

Result<Question> parse_question(std::string_view text) {
  if (text.size() > limits::question_bytes)
    return Error{
        .code = ErrorCode::too_large,
        .message = "a question has at most " + std::to_string(limits::question_bytes) + " bytes"};
  text = trim(text);
  const Question question{.text = std::string(text)};
  if (text.empty()) return wrong("nothing is asked");
  const bool odd = std::ranges::any_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
  });
  if (odd) return wrong("the question holds control characters");
  if (text.starts_with('/')) return named(question, Asked::file, text);
  if (auto prefixed = prefixed_question(question, text)) return *std::move(prefixed);
  // "libssl3 (>= 3.0)" is a Debian relation, though pip once took such parentheses too.
  const bool single_equals = text.find('=') != std::string_view::npos &&
                             !has_condition_of_pip(text.substr(0, text.find('=') + 2));
  if (text.find(" (") != std::string_view::npos || single_equals) {
    if (std::optional<std::string> relation = deb_relation_of(text)) {
      Question asked = question;
      take_relation(asked, *std::move(relation));
      return asked;
    }
  }
  if (has_condition_of_pip(text) || text.find('(') != std::string_view::npos)
    return python_question(question, text);
  if (is_library_name(text)) return named(question, Asked::library, text);
  // "libssl3:amd64"
  if (text.find(':') != std::string_view::npos) return deb_question(question, text);
  if (text.find_first_of(" =,|") != std::string_view::npos)
    return wrong("'" + std::string(text) + "' is no name and no requirement");
  return named(question, Asked::name, text);
}

}  // namespace prodparity
