#include "core/drift/waiver_edit.h"

#include "core/limits.h"
#include "tests/support/catch.h"

#include <optional>
#include <string>
#include <string_view>

namespace prodparity {
namespace {

const NewWaiver graphviz = {.ecosystem = "deb",
                            .name = "graphviz",
                            .reason = "diagrams are drawn here",
                            .expires = Date{2027, 3, 31}};
const std::string graphviz_line =
    R"({"match": {"ecosystems": ["deb"], "names": ["graphviz"]}, "reason": "diagrams are drawn here", "expires": "2027-03-31"})";

NewWaiver with(std::string reason, std::optional<Date> expires = std::nullopt) {
  NewWaiver waiver = graphviz;
  waiver.reason = std::move(reason);
  waiver.expires = expires;
  return waiver;
}

WaiverEdit put(std::optional<std::string_view> policy, const NewWaiver& waiver = graphviz) {
  const auto edit = put_waiver(policy, "p.json", waiver);
  INFO(policy.value_or("none"));
  if (!edit) FAIL(to_string(edit.error()));
  return *edit;
}

Error refusal(std::optional<std::string_view> policy, const NewWaiver& waiver = graphviz) {
  const auto edit = put_waiver(policy, "p.json", waiver);
  INFO(policy.value_or("none"));
  REQUIRE_FALSE(edit.has_value());
  return edit.error();
}

}  // namespace

TEST_CASE("waiver edit: where there is no policy yet, one is made that has this waiver alone") {
  const WaiverEdit edit = put(std::nullopt);
  CHECK(edit.change == WaiverChange::added);
  CHECK(edit.bytes == "{\n  \"waivers\": [\n    " + graphviz_line + "\n  ]\n}\n");
  CHECK(put(edit.bytes) == WaiverEdit{.bytes = edit.bytes});
}

TEST_CASE("waiver edit: it comes behind the last one, in the file's own layout, all else stays") {
  const std::string before =
      "{\n\t// ours\n\t\"preset\": \"strict\",\n\t\"waivers\": [\n"
      "\t\t{\"match\": {\"names\": [\"hello\"]}, \"reason\": \"a\"} // why\n\t], /* end */\n"
      "\t\"rules\": []\n}\n";
  const WaiverEdit edit = put(before);
  CHECK(edit.change == WaiverChange::added);
  CHECK(edit.bytes ==
        "{\n\t// ours\n\t\"preset\": \"strict\",\n\t\"waivers\": [\n"
        "\t\t{\"match\": {\"names\": [\"hello\"]}, \"reason\": \"a\"}, // why\n\t\t" +
            graphviz_line + "\n\t], /* end */\n\t\"rules\": []\n}\n");
  CHECK(put(edit.bytes).change == WaiverChange::none);
}

TEST_CASE(
    "waiver edit: the list is made where there is none, also with a byte order mark and CRLF") {
  const WaiverEdit edit = put("\xef\xbb\xbf{\r\n  \"preset\": \"default\"\r\n}\r\n");
  CHECK(edit.bytes == "\xef\xbb\xbf{\r\n  \"preset\": \"default\",\r\n  \"waivers\": [\r\n    " +
                          graphviz_line + "\r\n  ]\r\n}\r\n");
  CHECK(put("{}").bytes == "{\"waivers\": [\n    " + graphviz_line + "\n  ]}");
  CHECK(put("{\"waivers\": []}").bytes == "{\"waivers\": [" + graphviz_line + "]}");
}

TEST_CASE(
    "waiver edit: another reason or day replaces the words of the same package's waiver alone") {
  const std::string before =
      "{\"waivers\": [\n"
      "  {\"match\": {\"names\": [\"graphviz\"]}, // one\n"
      "   \"reason\": \"old\"},\n"
      "  {\"match\": {\"names\": [\"hello\"]}, \"reason\": \"graphviz\"}\n]}\n";
  const WaiverEdit later = put(before, with("new", Date{2027, 3, 31}));
  CHECK(later.change == WaiverChange::replaced);
  CHECK(later.was == "old");
  CHECK(later.bytes ==
        "{\"waivers\": [\n"
        "  {\"match\": {\"names\": [\"graphviz\"]}, // one\n"
        "   \"reason\": \"new\",\n   \"expires\": \"2027-03-31\"},\n"
        "  {\"match\": {\"names\": [\"hello\"]}, \"reason\": \"graphviz\"}\n]}\n");
  const WaiverEdit other_day = put(later.bytes, with("new", Date{2028, 1, 1}));
  CHECK(other_day.was == "new (until 2027-03-31)");
  CHECK(other_day.bytes.find("\"expires\": \"2028-01-01\"},\n") != std::string::npos);
  CHECK(put(other_day.bytes, with("old")).bytes == before);
}

TEST_CASE("waiver edit: a day is taken out wherever it stands in its waiver") {
  const auto gone = [](const std::string& members) {
    return put("{\"waivers\": [{" + members + "}]}", with("r")).bytes;
  };
  const std::string match = R"("match": {"ecosystems": ["deb"], "names": ["graphviz"]})";
  CHECK(gone("\"expires\": \"2027-03-31\", " + match + ", \"reason\": \"r\"") ==
        "{\"waivers\": [{" + match + ", \"reason\": \"r\"}]}");
  CHECK(gone(match + ", \"expires\": \"2027-03-31\", /* why */ \"reason\": \"r\"") ==
        "{\"waivers\": [{" + match + ",  /* why */ \"reason\": \"r\"}]}");
  CHECK(gone(match + ", \"reason\": \"r\" , \"expires\": \"2027-03-31\" ") ==
        "{\"waivers\": [{" + match + ", \"reason\": \"r\"  }]}");
  CHECK(gone(match + ", \"reason\": \"r\", // why\n\"expires\": \"2027-03-31\"") ==
        "{\"waivers\": [{" + match + ", \"reason\": \"r\" // why\n}]}");
}

TEST_CASE("waiver edit: a waiver that says more than the package's name is another one") {
  for (const std::string match : {R"({"names": ["graphviz", "hello"]})", R"({"names": ["graph*"]})",
                                  R"({"names": ["graphviz"], "kinds": ["version"]})",
                                  R"({"names": ["graphviz"], "ecosystems": ["pypi"]})"}) {
    const WaiverEdit edit = put("{\"waivers\": [{\"match\": " + match + ", \"reason\": \"r\"}]}");
    CHECK(edit.change == WaiverChange::added);
    CHECK(edit.bytes.find(match) != std::string::npos);
  }
}

TEST_CASE("waiver edit: of two waivers of the same package none is chosen") {
  const Error error = refusal(
      "{\"waivers\": [\n{\"match\": {\"names\": [\"graphviz\"]}, \"reason\": \"a\"},\n"
      "{\"match\": {\"names\": [\"graphviz\"], \"ecosystems\": [\"deb\"]}, \"reason\": \"b\"}]}");
  CHECK(error.code == ErrorCode::wrong_config);
  CHECK(to_string(error) == "p.json:3: lines 2 and 3 both waive 'graphviz': leave one of them");
}

TEST_CASE("waiver edit: a file that cannot be used is refused with its line, never made worse") {
  CHECK(to_string(refusal("{\n\"rulez\": []}")).find("p.json:2") == 0);
  CHECK(refusal("").code == ErrorCode::wrong_config);
  CHECK(refusal("{\"waivers\": [").code == ErrorCode::wrong_config);
  CHECK(refusal("[]").code == ErrorCode::wrong_config);
  // A comma behind the last one is none of JSON with comments: no reader of ours takes it.
  CHECK(refusal("{\"waivers\": [],}").code == ErrorCode::wrong_config);
}

TEST_CASE("waiver edit: a file that would be too large with it is refused") {
  const std::string head = "{\"waivers\": []} //";
  const std::string at_the_bound =
      head + std::string(limits::config_bytes - head.size() - graphviz_line.size(), 'x');
  CHECK(put(at_the_bound).bytes.size() == limits::config_bytes);
  CHECK(refusal(at_the_bound + "x").code == ErrorCode::wrong_config);
}

TEST_CASE("waiver edit: reasons are text of one line, bounded, and kept as they are") {
  const std::string words =
      "Gr\xc3\xb6\xc3\x9f"
      "e \\ \"quoted\" // no comment";
  CHECK(put(std::nullopt, with(words)).bytes.find(R"(Größe \\ \"quoted\" // no comment")") !=
        std::string::npos);
  CHECK(put(std::nullopt, with(std::string(limits::reason_bytes, 'x'))).change ==
        WaiverChange::added);
  for (const std::string& reason :
       {std::string(), std::string(" \t"), std::string("a\nb"), std::string("\x1b[31m"),
        std::string("\xe2\x80\xae"), std::string("\xff"),
        std::string(limits::reason_bytes + 1, 'x')})
    CHECK(refusal(std::nullopt, with(reason)).code == ErrorCode::wrong_usage);
}

TEST_CASE("waiver edit: a name that would waive more than itself is refused") {
  for (const std::string name : {"", "lib*", "a?", "a\nb", "\xff"}) {
    NewWaiver waiver = graphviz;
    waiver.name = name;
    CHECK(refusal(std::nullopt, waiver).code == ErrorCode::wrong_usage);
  }
  NewWaiver waiver = graphviz;
  waiver.name = std::string(limits::name_bytes, 'x');
  CHECK(put(std::nullopt, waiver).change == WaiverChange::added);
  waiver.name += 'x';
  CHECK(refusal(std::nullopt, waiver).code == ErrorCode::wrong_usage);
}

}  // namespace prodparity
