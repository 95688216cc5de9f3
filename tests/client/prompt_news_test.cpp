#include "client/prompt_news.h"

#include "tests/support/catch.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

using nlohmann::json;

json announced(const std::string& name, const std::string& tier, const std::string& kind,
               json prod_version, const std::string& group = "g", std::size_t size = 1) {
  return {{"kind", "finding_announced"},
          {"sequence", 7},
          {"data",
           {{"id", "id-" + name},
            {"kind", kind},
            {"ecosystem", "deb"},
            {"name", name},
            {"tier", tier},
            {"dev_version", "2"},
            {"prod_version", std::move(prod_version)},
            {"group", {{"id", group}, {"head", name}, {"size", size}}},
            {"remedies",
             json::array({{{"kind", "ship"}, {"command", "RUN x"}, {"target", "Dockerfile"}},
                          {{"kind", "undo"}, {"command", "fix " + name}, {"target", "shell"}}})}}}};
}
json resolved(const std::string& name) {
  return {{"kind", "resolved"}, {"data", {{"id", "id-" + name}, {"name", name}}}};
}
json shipping(const std::string& name, std::size_t line = 7) {
  return {{"kind", "shipping"},
          {"data", {{"id", "id-" + name}, {"name", name}, {"path", "Dockerfile"}, {"line", line}}}};
}
// A vector: a json list of one json is that json.
std::string text_of(const std::vector<json>& entries, bool colour = false) {
  News news;
  add_entries(news, json(entries));
  return render_news(news, colour);
}
std::size_t line_count(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

TEST_CASE("prompt: a version that differs, with what ends it") {
  CHECK(text_of({announced("libssl3", "block", "version", "1")}) ==
        "prodparity: 1 new difference from production: 1 block\n"
        " BLOCK libssl3: 2 here, 1 in production\n"
        "       ship: in Dockerfile: RUN x\n"
        "       undo: fix libssl3\n"
        " all: prodparity findings | why: prodparity explain libssl3 | quiet here: prodparity "
        "mute\n");
}

TEST_CASE("prompt: what this branch ships is said with its file and line") {
  CHECK(text_of({resolved("pip"), shipping("graphviz"), shipping("libgd3"), shipping("curl", 9)}) ==
        "prodparity: resolved: pip; graphviz, libgd3 (shipped by this branch, Dockerfile:7); "
        "curl (shipped by this branch, Dockerfile:9)\n");
  CHECK(text_of({shipping("graphviz")}) ==
        "prodparity: resolved: graphviz (shipped by this branch, Dockerfile:7)\n");
  // What came and shipped since leaves nothing; what shipped and is gone is gone.
  CHECK(text_of({announced("a", "warn", "dev_only", {}), shipping("a")}).empty());
  CHECK(text_of({shipping("a"), resolved("a")}) == "prodparity: resolved: a\n");
  CHECK(text_of({shipping("a"), announced("a", "warn", "dev_only", {})}).find("shipped") ==
        std::string::npos);
}

TEST_CASE("prompt: what is recommended comes first, and a warning tells its undo alone") {
  json entry = announced("a", "block", "version", "1");
  std::swap(entry["data"]["remedies"][0], entry["data"]["remedies"][1]);
  const std::string undo_first = text_of({entry});
  CHECK(undo_first.find("undo: fix a\n       ship: in Docker") != std::string::npos);
  const std::string warning = text_of({announced("a", "warn", "version", "1")});
  CHECK(warning.find("undo: fix a\n all") != std::string::npos);
  CHECK(warning.find("ship") == std::string::npos);
}

TEST_CASE("prompt: what one install brought is one line") {
  const std::string text = text_of({announced("graphviz", "warn", "dev_only", nullptr, "g", 72)});
  CHECK(text.find(" WARN  graphviz, with 71 packages it pulled in, is not in production\n") !=
        std::string::npos);
}

TEST_CASE("prompt: red only for block, and only where there is colour") {
  CHECK(text_of({announced("a", "warn", "dev_only", nullptr)}, true).find('\x1b') ==
        std::string::npos);
  CHECK(text_of({announced("a", "block", "dev_only", nullptr)}, true).find("\x1b[31mBLOCK") !=
        std::string::npos);
  CHECK(text_of({announced("a", "block", "dev_only", nullptr)}).find('\x1b') == std::string::npos);
}

TEST_CASE("prompt: what came and went leaves nothing, what was told before is resolved") {
  CHECK(text_of({announced("a", "warn", "dev_only", nullptr), resolved("a")}).empty());
  CHECK(text_of({resolved("a"), resolved("b")}) == "prodparity: resolved: a, b\n");
  const json change = {{"kind", "change"}, {"data", json::object()}};
  CHECK(text_of({change}).empty());
  CHECK(text_of({}).empty());
}

TEST_CASE("prompt: told again with another version it is one difference") {
  json again = announced("a", "warn", "version", "1");
  again["data"]["dev_version"] = "3";
  const std::string text = text_of({announced("a", "warn", "version", "1"), again});
  CHECK(text.find("1 new difference") != std::string::npos);
  CHECK(text.find("a: 3 here, 1 in production") != std::string::npos);
}

TEST_CASE("prompt: never more than eight lines, block first, the rest counted") {
  std::vector<json> entries = {resolved("gone")};
  for (int i = 0; i < 20; ++i) {
    const std::string name = "p" + std::to_string(i);
    entries.push_back(announced(name, i == 19 ? "block" : "warn", "version", "1", name));
    const std::string text = text_of(entries);
    INFO(text);
    CHECK(line_count(text) <= prompt_lines);
    CHECK(text.find(" all: ") != std::string::npos);
  }
  const std::string text = text_of(entries);
  CHECK(text.find(" BLOCK p19") < text.find(" WARN "));
  CHECK(text.find(" more\n") != std::string::npos);
}

TEST_CASE("prompt: names and versions are untrusted") {
  json entry = announced("a\x1b[2Jb\n", "block", "version", "1\r\n");
  const std::string text = text_of({entry, resolved("\x1b]0;x\x07")});
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find('\r') == std::string::npos);
  CHECK(line_count(text) <= prompt_lines);
}

TEST_CASE("prompt: the number of a line of the sequence file") {
  CHECK(sequence_of("42 settled") == 42);
  CHECK(sequence_of("42") == 42);
  CHECK(sequence_of("new") == no_sequence);
  CHECK(sequence_of("") == no_sequence);
  CHECK(sequence_of("42settled") == no_sequence);
  CHECK(sequence_of("99999999999999999999 x") == no_sequence);
}

}  // namespace prodparity
