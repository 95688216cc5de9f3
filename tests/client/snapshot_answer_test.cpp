#include "client/snapshot_answer.h"

#include "tests/support/catch.h"
#include "tests/support/text_file.h"

#include <nlohmann/json.hpp>

#include <string>

namespace prodparity {
namespace {

using nlohmann::json;

json finding(const std::string& name, const std::string& kind, const std::string& group) {
  return {{"id", name},
          {"kind", kind},
          {"tier", "block"},
          {"rule", "a-rule"},
          {"ecosystem", "deb"},
          {"name", name},
          {"dev_version", "3.0.17-1"},
          {"prod_version", kind == "version" ? json("3.0.16-1") : json()},
          {"reason", "TLS here comes from another OpenSSL"},
          {"remedies", json::array({{{"kind", "undo"},
                                     {"command", "sudo apt-get install -y " + name},
                                     {"target", "shell"},
                                     {"note", ""}},
                                    {{"kind", "ship"},
                                     {"command", "RUN apt-get install -y " + name},
                                     {"target", "Dockerfile"},
                                     {"note", "it is a security update"}}})},
          {"group", {{"id", "g-" + group}, {"head", group}, {"size", 3}}}};
}

SnapshotFile example() {
  SnapshotFile file{.snapshot = {}, .written = "2026-11-20T10:00:00Z"};
  file.snapshot.instant.state = SettleState::settled;
  file.snapshot.outcome = Outcome::block;
  file.snapshot.findings = json::array({finding("libssl3", "version", "openssl"),
                                        finding("graphviz", "dev_only", "graphviz"),
                                        finding("libgvc6", "dev_only", "graphviz")})
                               .dump();
  file.snapshot.production = {
      .text = "production: prod.json\n  distribution: debian 12\n",
      .answer = R"({"schema":"prodparity.production/1","question":null,"says":"yes","references":[)"
                R"({"notes":[],"reference":{"source":"/etc/prodparity/my sbom.json"}}]})"};
  return file;
}

Request explain(const std::string& name) {
  return {.method = Method::explain, .name = name};
}

Request production(const std::string& name = {}) {
  return {.method = Method::production, .name = name};
}

std::string refusal(const SnapshotFile& file, const Request& request) {
  const Result<SnapshotAnswer> answer = answer_from(file, request);
  REQUIRE(answer.has_error());
  CHECK(exit_code_of(answer.error().code) == ExitCode::could_not_check);
  return answer.error().message;
}

}  // namespace

TEST_CASE("snapshot answer: what is known of a name, of a group, and of production") {
  std::string text;
  for (const Request& request : {explain("deb:libssl3"), explain("graphviz"), production()}) {
    const Result<SnapshotAnswer> answer = answer_from(example(), request);
    REQUIRE(answer.has_value());
    text += (text.empty() ? "" : "\n") + answer->text;
  }
  test::check_golden("snapshot_answers.txt", text);
}

TEST_CASE("snapshot answer: the exit code is that of the outcome, or of what production says") {
  CHECK(answer_from(example(), explain("libssl3"))->code == ExitCode::block);
  CHECK(answer_from(example(), production())->code == ExitCode::clean);
  CHECK(exit_code_of_says("no") == ExitCode::warn);
  CHECK(exit_code_of_says("not_said") == ExitCode::could_not_check);
  CHECK(exit_code_of_says("") == ExitCode::could_not_check);
}

TEST_CASE("snapshot answer: what it does not hold is not answered, and it is said why") {
  CHECK(refusal(example(), explain("curl")) ==
        "cannot be answered without the daemon: its snapshot file holds the strictest open "
        "differences of this session alone, and none is named 'curl'");
  CHECK(refusal(example(), production("libssl3")) ==
        "cannot be answered without the daemon: its snapshot file says what production is, and "
        "not which packages it has; an SBOM's file can be asked: prodparity production NAME "
        "--reference '/etc/prodparity/my sbom.json'");
  SnapshotFile older = example();
  older.snapshot.production = {};
  CHECK(refusal(older, production()) ==
        "cannot be answered without the daemon: its snapshot file does not say what production is");
  CHECK(refusal(example(), {.method = Method::plan})
            .starts_with("cannot be answered without the daemon: "));
  CHECK(refusal(example(), {.method = Method::debug})
            .starts_with("cannot be answered without the daemon: "));
}

TEST_CASE("snapshot answer: as JSON it holds what was asked for alone, and says where it is from") {
  const json document = json::parse(answer_from(example(), explain("graphviz"))->document);
  CHECK(document["schema"] == "prodparity.snapshot/1");
  REQUIRE(document["findings"].size() == 2);
  CHECK(document["findings"][0]["name"] == "graphviz");
  const json about = json::parse(answer_from(example(), production())->document);
  CHECK(about["schema"] == "prodparity.production/1");
  CHECK(about["references"][0]["notes"][0].get<std::string>().find("refused here") !=
        std::string::npos);
}

TEST_CASE("snapshot answer: that the place could not be seen is said before what is told") {
  SnapshotFile blind = example();
  blind.snapshot.instant = {.state = SettleState::blind, .reason = "cannot watch /var/lib/dpkg"};
  blind.snapshot.outcome = Outcome::could_not_check;
  const Result<SnapshotAnswer> answer = answer_from(blind, explain("libssl3"));
  REQUIRE(answer.has_value());
  CHECK(answer->text.find("prodparity: blind: cannot watch /var/lib/dpkg\n") != std::string::npos);
  CHECK(answer->code == ExitCode::could_not_check);
}

TEST_CASE("snapshot answer: names and versions are escaped, whatever a file says") {
  SnapshotFile file = example();
  json hostile = finding("x\x1b[31m", "dev_only", "g");
  hostile["dev_version"] = "1\n2";
  hostile["reason"] =
      "a\x1b"
      "b";
  hostile["remedies"][0]["command"] = "rm\x07";
  hostile["rule"] = "r\x1b";
  file.snapshot.findings = json::array({hostile, 7, nullptr}).dump();
  const Result<SnapshotAnswer> answer = answer_from(file, explain("x\x1b[31m"));
  REQUIRE(answer.has_value());
  for (const char c : answer->text)
    CHECK((c == '\n' || static_cast<unsigned char>(c) >= 0x20));
  file.snapshot.findings = "7";
  CHECK(answer_from(file, explain("x")).has_error());
  file.snapshot.production.answer = R"({"references":7})";
  CHECK(answer_from(file, production())->code == ExitCode::could_not_check);
}

TEST_CASE("snapshot answer: only a refused socket is answered from it") {
  const Error error{.code = ErrorCode::unavailable, .message = "nobody listens"};
  const Result<SnapshotAnswer> answer = answer_without_daemon("/nowhere", explain("x"), error);
  REQUIRE(answer.has_error());
  CHECK(answer.error() == error);
}

}  // namespace prodparity
