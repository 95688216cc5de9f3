#include "client/agent_text.h"

#include "core/json.h"
#include "core/reference.h"
#include "core/reference_proof.h"
#include "core/report/summary.h"
#include "core/text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

using nlohmann::json;

constexpr std::size_t names_shown = 5;
constexpr std::size_t name_bytes = 60;
constexpr std::size_t reason_bytes = 200;
constexpr std::size_t command_bytes = 300;
constexpr std::string_view opening =
    "prodparity: this dev container now differs from production:\n";
constexpr std::string_view closing =
    "Each ends when the container matches production again or this branch ships the change.\n";
// Of the closing sentence and the line that counts what has no room.
constexpr std::size_t reserved_bytes = 130;
constexpr std::string_view cut_mark = "…\n";

std::string remedy_line(std::string_view kind, const std::string& command) {
  if (command.empty()) return {};
  return fmt::format("   {}: {}\n", kind, printable(command, command_bytes));
}

// Whose doing it is, where it is not that of the call whose result this stands in. At a prompt, and
// as a session begins, there is no call.
std::string whose_of(const NewsItem& item) {
  if (item.cause == "this_session") return " (from an earlier command of this session)";
  if (item.cause == "unknown") return " (it is not known whether from this session)";
  if (item.cause != "other") return {};
  return fmt::format(" (not from this session: {})", item.who);
}

std::string news_entry(std::size_t number, const NewsLine& line) {
  const NewsItem& head = head_of(line);
  std::string text = fmt::format("{}. {}", number, line.block ? "block" : "warn");
  if (!head.rule.empty()) text += fmt::format(" ({})", printable(head.rule, name_bytes));
  text += fmt::format(": {}{}", what_of(line), whose_of(head));
  if (!head.reason.empty()) text += "; " + printable(head.reason, reason_bytes);
  text += '\n';
  const std::string ship = remedy_line("ship", head.ship);
  const std::string undo = remedy_line("undo", head.undo);
  return text + (head.ship_first ? ship + undo : undo + ship);
}

// What an SBOM says, in a sentence of ours: words in it stand within quotation marks.
std::string shown_fact(std::string_view text) {
  std::string shown = printable(text, name_bytes);
  if (text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                             "._+~:/-") == std::string_view::npos)
    return shown;
  std::ranges::replace(shown, '"', '\'');
  return '"' + shown + '"';
}

// Whose word it is; what a certificate says stands within quotation marks.
std::string proof_at(const json& reference) {
  const json proof = part_at(reference, "proof");
  const Verification verification =
      parse_verification(text_at(reference, "verification")).value_or(Verification::none);
  return proof_words(verification, {.signer = text_at(proof, "signer").empty()
                                                  ? std::string()
                                                  : shown_fact(text_at(proof, "signer")),
                                    .signed_at = printable(text_at(proof, "signed_at"), name_bytes),
                                    .found = number_at(proof, "found"),
                                    .agreeing = number_at(proof, "agreeing")});
}

std::string source_of(const json& reference) {
  return fmt::format("{} ({}, {}, {})", printable(text_at(reference, "source"), reason_bytes),
                     printable(text_at(reference, "format"), name_bytes),
                     counted(number_at(reference, "components"), "component", "components"),
                     proof_at(reference));
}

}  // namespace

std::string_view agent_verdict(std::string_view outcome) {
  if (outcome == "clean") return "Now: nothing that matters differs.";
  if (outcome == "block") return "Now: it differs, and a rule that blocks is met.";
  if (outcome == "warn") return "Now: it differs.";
  return "Now: it could not be checked wholly.";
}

std::string fitted(std::string text, std::size_t room) {
  if (text.size() <= room) return text;
  std::size_t size = room - std::min(room, cut_mark.size());
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0U) == 0x80U)
    --size;  // in the middle of a character
  text.resize(size);
  return text.append(cut_mark);
}

std::string agent_news(const News& news, std::size_t room) {
  const std::vector<NewsLine> lines = fold_news(news);
  std::string text = production_lines(news);
  if (news.ended()) text += ended_line(news, names_shown) + '\n';
  text = fitted(std::move(text), lines.empty() ? room : room - agent_news_least_bytes);
  if (lines.empty()) return text;
  text += opening;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string entry = news_entry(i + 1, lines[i]);
    if (text.size() + entry.size() + reserved_bytes > room) {
      const std::string rest = i > 0 ? fmt::format("and {} more", lines.size() - i)
                                     : counted(lines.size(), "difference", "differences");
      text += rest + ": prodparity findings\n";
      break;
    }
    text += entry;
  }
  text += closing;
  return text;
}

std::string agent_greeting(const json& status) {
  const json references = part_at(status, "references");
  std::string problems;
  for (const std::string& problem : reference_problems(status))
    problems += "prodparity: " + problem + '\n';
  if (!references.is_array() || references.empty())
    return "prodparity runs in this dev container and has no SBOM of production: nothing can be "
           "compared.\n" +
           problems;
  return fmt::format(
      "prodparity compares what is installed in this dev container with production's SBOM, {}. {} "
      "More: prodparity findings, prodparity explain NAME.\n{}",
      source_of(references.front()), agent_verdict(text_at(status, "outcome")), problems);
}

std::string agent_production(const json& answer) {
  const json references = part_at(answer, "references");
  if (!references.is_array() || references.empty()) return {};
  const json about = part_at(references.front(), "about");
  if (!about.is_object()) return {};
  const json system = part_at(about, "distribution");
  std::string name = text_at(system, "pretty_name");
  if (name.empty()) name = text_at(system, "id") + ' ' + text_at(system, "version_id");
  std::vector<std::string> parts;
  if (name != " ") parts.push_back(shown_fact(name));
  const json runtimes = part_at(about, "runtimes");
  for (std::size_t i = 0; runtimes.is_array() && i < std::min(runtimes.size(), names_shown); ++i)
    parts.push_back(shown_fact(text_at(runtimes[i], "language")) + ' ' +
                    shown_fact(text_at(runtimes[i], "version")));
  const std::string user = text_at(about, "user");
  parts.push_back(user.empty() ? "its SBOM does not say the user" : "user " + shown_fact(user));
  return fmt::format("Production: {}. More: prodparity production.\n", fmt::join(parts, ", "));
}

std::string agent_waits(const json& answer) {
  if (text_at(answer, "state") != "changing") return {};
  const std::string holder = printable(text_at(answer, "holder"), name_bytes);
  return fmt::format(
      "prodparity: {} is still at work; what it leaves different from production is told later.\n",
      holder.empty() ? "a package manager" : holder);
}

}  // namespace prodparity
