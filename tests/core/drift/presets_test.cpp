#include "core/drift/presets.h"

#include "core/drift/policy_reader.h"
#include "tests/support/catch.h"
#include "tests/support/paths.h"
#include "tests/support/text_file.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace prodparity;

namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words)
    text += (text.empty() ? "" : ", ") + word;
  return text;
}

template <class T>
std::vector<std::string> names_of(const std::vector<T>& values) {
  std::vector<std::string> names;
  for (const T value : values)
    names.emplace_back(to_string(value));
  return names;
}

void add(std::string& text, std::string_view field, const std::string& value) {
  if (value.empty()) return;
  text += (text.empty() ? "" : "; ") + std::string(field) + ' ' + value;
}

// A preset's rule as a row of the document's table.
std::string row_of(const Rule& rule) {
  const Match& match = rule.match;
  std::string text;
  add(text, "kinds", joined(names_of(match.kinds)));
  add(text, "ecosystems", joined(match.ecosystems));
  add(text, "names", joined(match.names));
  add(text, "not_names", joined(match.not_names));
  // In a table a pipe has to be escaped.
  std::string regexp = match.name_regexp;
  for (std::size_t at = 0; (at = regexp.find('|', at)) != std::string::npos; at += 2)
    regexp.insert(at, 1, '\\');
  add(text, "name_regexp", regexp);
  add(text, "classes", joined(names_of(match.classes)));
  if (match.ships) add(text, "ships", std::string(to_string(*match.ships)));
  if (match.runtime_library) add(text, "runtime_library", "true");
  return "| " + rule.name + " | " + std::string(to_string(rule.tier)) + " | `" + text + "` | " +
         rule.reason + " |\n";
}

const std::string& document() {
  static const std::string text =
      test::read_file(std::string(test::project_folder) + "/docs/POLICY.md");
  return text;
}

}  // namespace

TEST_CASE("POLICY.md: the tables are the compiled-in presets, row by row and in order") {
  for (const char* preset : {"strict", "default"}) {
    std::string table = "| rule | tier | matches | reason |\n| --- | --- | --- | --- |\n";
    for (const Rule& rule : *preset_rules(preset))
      table += row_of(rule);
    INFO(table);
    CHECK(document().find("### " + std::string(preset) + "\n\n" + table + '\n') !=
          std::string::npos);
  }
}

TEST_CASE("POLICY.md: the allowed and the runtime-sensitive names are the compiled-in ones") {
  const auto quoted = [](std::span<const std::string_view> names) {
    std::string text;
    for (const std::string_view name : names)
      text += (text.empty() ? "`" : ", `") + std::string(name) + '`';
    return text + '.';
  };
  CHECK(document().find("\n" + quoted(preset_allowed()) + "\n") != std::string::npos);
  CHECK(document().find("\n" + quoted(runtime_sensitive_names()) + "\n") != std::string::npos);
}

TEST_CASE("POLICY.md: every key of the file is described") {
  for (const auto& [object, keys] : policy_keys()) {
    for (const std::string& key : keys) {
      INFO(object << '.' << key);
      CHECK(document().find('`' + key + '`') != std::string::npos);
    }
  }
}
