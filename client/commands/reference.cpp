#include "client/ask.h"
#include "client/commands/commands.h"
#include "core/json.h"
#include "core/limits.h"
#include "core/reference_proof.h"
#include "core/report/summary.h"
#include "core/text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace prodparity {
namespace {

using nlohmann::json;

void add_line(std::string& text, std::string_view name, const std::string& value) {
  if (!value.empty()) text += fmt::format("  {:<10} {}\n", name, printable(value));
}

// As the dev container feature's options have it.
std::string pins_of(const json& reference) {
  const json proof = part_at(reference, "proof");
  const std::string issuer = text_at(proof, "issuer");
  if (text_at(reference, "verification") != to_string(Verification::signer_not_pinned) ||
      issuer.empty())
    return {};
  return fmt::format(
      "  to pin the signer, in devcontainer.json:\n"
      "    \"certificateIdentity\": {},\n"
      "    \"certificateOidcIssuer\": {}\n",
      ascii_json(dump_json(text_at(proof, "signer"))), ascii_json(dump_json(issuer)));
}

std::string reference_text(const json& reference) {
  const json proof = part_at(reference, "proof");
  std::string text = printable(text_at(reference, "name")) + '\n';
  add_line(text, "from", text_at(reference, "source"));
  add_line(text, "image", text_at(proof, "image"));
  add_line(
      text, "document",
      fmt::format(
          "{}{}, {}", text_at(reference, "format"),
          text_at(reference, "generator").empty() ? "" : " by " + text_at(reference, "generator"),
          counted(number_at(reference, "components"), "component", "components")));
  add_line(text, "proof", proof_words_at(reference));
  add_line(text, "issuer", text_at(proof, "issuer"));
  add_line(text, "as of", text_at(proof, "fetched_at"));
  const json remarks = part_at(proof, "remarks");
  for (const json& remark : remarks.is_array() ? remarks : json::array()) {
    if (remark.is_string()) add_line(text, "note", remark.get<std::string>());
  }
  return text + pins_of(reference);
}

// What there is none of, and why.
std::string missing_text(const json& gap) {
  std::string text = fmt::format("{}\n", printable(text_at(gap, "reference")));
  add_line(text, "missing", text_at(gap, "sentence"));
  add_line(text, "do", text_at(gap, "remedy"));
  return text;
}

std::string text_of(const json& report) {
  std::string text;
  const json references = part_at(report, "references");
  for (const json& reference : references.is_array() ? references : json::array())
    text += reference_text(reference);
  const json gaps = part_at(report, "gaps");
  for (const json& gap : gaps.is_array() ? gaps : json::array()) {
    const bool is_missing = text_at(gap, "kind") == to_string(GapKind::no_reference);
    if (is_missing && !text_at(gap, "reference").empty()) text += missing_text(gap);
  }
  const json notes = part_at(report, "notes");
  for (const json& note : notes.is_array() ? notes : json::array()) {
    if (text_at(note, "code") == "reference_kept")
      add_line(text, "note", text_at(note, "sentence"));
  }
  if (text.empty()) text = "no reference is configured: nothing is compared\n";
  return text;
}

Result<ExitCode> run(const AskOptions& options) {
  const Result<json> answer = ask(options, report_request("json", true, true));
  if (!answer) return answer.error();
  const Result<json> report =
      parse_json(text_at(*answer, "text"), {.limit_bytes = limits::response_bytes}, "the report");
  if (!report) return report.error();
  json shown = {{"references", part_at(*report, "references")},
                {"gaps", json::array()},
                {"outcome", text_at(*answer, "outcome")}};
  const json gaps = part_at(*report, "gaps");
  for (const json& gap : gaps.is_array() ? gaps : json::array()) {
    if (text_at(gap, "kind") == to_string(GapKind::no_reference)) shown["gaps"].push_back(gap);
  }
  const Result<ExitCode> written = write_answer(options, shown, text_of(*report));
  if (!written) return written.error();
  // Of the reference alone: whether there is one to compare with.
  return shown["gaps"].empty() ? ExitCode::clean : ExitCode::could_not_check;
}

RunCommand declare(Arguments& arguments) {
  const auto options = std::make_shared<AskOptions>();
  declare_ask_options(arguments, *options);
  return [options] { return run(*options); };
}

}  // namespace

const Command reference_command = {
    .name = "reference",
    .summary = "What production's reference is, whose word it is, and what would pin the signer",
    .examples =
        "  prodparity reference\n"
        "  prodparity reference --format json\n",
    .declare = declare};

}  // namespace prodparity
