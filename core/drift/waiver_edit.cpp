#include "core/drift/waiver_edit.h"

#include "core/commented_json.h"
#include "core/json.h"
#include "core/limits.h"
#include "core/settings_adder.h"
#include "core/text.h"
#include "core/text_edit.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prodparity {
namespace {

std::string json_text(std::string_view text) {
  std::string json;
  append_json_text(json, text);
  return json;
}

std::string day_text(const Date& day) {
  return fmt::format("{:04}-{:02}-{:02}", day.year, day.month, day.day);
}

std::string told(const Waiver& waiver) {
  return waiver.expires ? fmt::format("{} (until {})", waiver.reason, day_text(*waiver.expires))
                        : waiver.reason;
}

// One line, as docs/POLICY.md has them.
std::string entry_text(const NewWaiver& waiver) {
  std::string text =
      fmt::format(R"({{"match": {{"ecosystems": [{}], "names": [{}]}}, "reason": {})",
                  json_text(waiver.ecosystem), json_text(waiver.name), json_text(waiver.reason));
  if (waiver.expires) text += fmt::format(R"(, "expires": "{}")", day_text(*waiver.expires));
  return text + '}';
}

// Who reviews the file reads what it says: nothing that only looks like it.
std::optional<Error> wrong_words(const NewWaiver& waiver) {
  const auto wrong = [](std::string message) {
    return Error{.code = ErrorCode::wrong_usage, .message = std::move(message), .path = {}};
  };
  const bool is_glob = waiver.name.find_first_of("*?") != std::string::npos;
  if (waiver.name.empty() || waiver.name.size() > limits::name_bytes || is_glob ||
      printable(waiver.name) != waiver.name)
    return wrong(
        "'" + waiver.name +
        "' cannot be named in a waiver: a name without '*', '?' and control characters can");
  if (trim(waiver.reason).empty()) return wrong("a waiver needs a reason");
  if (waiver.reason.size() > limits::reason_bytes)
    return wrong("the reason is longer than " + std::to_string(limits::reason_bytes) + " bytes");
  if (printable(waiver.reason) != waiver.reason)
    return wrong("the reason must be text on one line, without control characters");
  return std::nullopt;
}

Result<Policy> read_usable(std::string_view bytes, std::string_view path) {
  Result<Policy> policy = read_policy(bytes, path);
  if (!policy) return policy;
  const Result<PolicyEngine> engine = PolicyEngine::compile(*policy);
  if (!engine) return engine.error();
  return policy;
}

bool names_only(const Waiver& there, const NewWaiver& waiver) {
  const std::vector<std::string>& ecosystems = there.match.ecosystems;
  const bool of_it = ecosystems.empty() || ecosystems == std::vector{waiver.ecosystem};
  const Match alone{.ecosystems = ecosystems, .names = {waiver.name}};
  return of_it && there.match == alone;
}

bool says(const Waiver& there, const NewWaiver& waiver) {
  return there.reason == waiver.reason && there.expires == waiver.expires;
}

bool is_blank(std::string_view text, std::size_t begin, std::size_t end) {
  return trim(text.substr(begin, end - begin)).empty();
}

// `member` with one of the commas around it, and the white space between.
std::vector<TextEdit> without_member(std::string_view text, const JsonNode& object,
                                     const JsonNode& member) {
  const auto at = static_cast<std::size_t>(&member - object.children.data());
  if (member.comma) {
    const bool followed = at + 1 < object.children.size();
    const std::size_t next = followed ? object.children[at + 1].key_begin : *member.comma + 1;
    const std::size_t end = is_blank(text, *member.comma + 1, next) ? next : *member.comma + 1;
    return {{.position = member.key_begin, .erased = end - member.key_begin, .inserted = {}}};
  }
  const std::size_t comma = *object.children[at - 1].comma;  // a waiver has two members at least
  if (is_blank(text, comma + 1, member.key_begin))
    return {{.position = comma, .erased = member.end - comma, .inserted = {}}};
  return {{.position = comma, .erased = 1, .inserted = {}},
          {.position = member.key_begin, .erased = member.end - member.key_begin, .inserted = {}}};
}

// What stands between the beginning of a member's line and the member; a space where more does.
std::string separator_before(std::string_view text, const JsonNode& member) {
  const std::size_t behind = text.find_last_not_of(" \t", member.key_begin - 1);
  if (behind == std::string_view::npos || text[behind] != '\n') return " ";
  const std::size_t begin = behind > 0 && text[behind - 1] == '\r' ? behind - 1 : behind;
  return std::string(text.substr(begin, member.key_begin - begin));
}

std::vector<TextEdit> replacement(std::string_view text, const JsonNode& there,
                                  const NewWaiver& waiver) {
  const JsonNode& reason = *there.member("reason");
  const JsonNode* const expires = there.member("expires");
  std::vector<TextEdit> edits = {{.position = reason.begin,
                                  .erased = reason.end - reason.begin,
                                  .inserted = json_text(waiver.reason)}};
  if (!waiver.expires && expires == nullptr) return edits;
  if (!waiver.expires) {
    for (TextEdit& edit : without_member(text, there, *expires))
      edits.push_back(std::move(edit));
    return edits;
  }
  const std::string day = json_text(day_text(*waiver.expires));
  if (expires != nullptr)
    edits.push_back(
        {.position = expires->begin, .erased = expires->end - expires->begin, .inserted = day});
  else
    edits.front().inserted += ',' + separator_before(text, reason) + R"("expires": )" + day;
  return edits;
}

// The result says what was meant, and the file's other waivers are what they were.
bool is_meant(const Policy& before, const Policy& after, std::size_t at, const NewWaiver& waiver) {
  const bool is_new = at == before.waivers.size();
  if (after.waivers.size() != before.waivers.size() + (is_new ? 1 : 0)) return false;
  for (std::size_t i = 0; i < after.waivers.size(); ++i) {
    const Waiver& there = after.waivers[i];
    const bool same = i == at ? names_only(there, waiver) && says(there, waiver)
                              : there.match == before.waivers[i].match &&
                                    there.reason == before.waivers[i].reason &&
                                    there.expires == before.waivers[i].expires;
    if (!same) return false;
  }
  return true;
}

Result<WaiverEdit> checked(WaiverEdit edit, std::string_view path, const Policy& before,
                           std::size_t at, const NewWaiver& waiver) {
  const Result<Policy> after = read_usable(edit.bytes, path);
  if (!after) return after.error();  // too large, with it
  if (is_meant(before, *after, at, waiver)) return {boost::system::in_place_value, std::move(edit)};
  return Error{.code = ErrorCode::unsupported,
               .message =
                   "the waiver could not be put in exactly: this is a bug, please report it; "
                   "nothing is written",
               .path = std::string(path)};
}

// Where this package's waiver is; behind the last one where there is none.
Result<std::size_t> place_of(const Policy& policy, const NewWaiver& waiver, std::string_view path) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < policy.waivers.size(); ++i) {
    if (names_only(policy.waivers[i], waiver)) found.push_back(i);
  }
  if (found.empty()) return policy.waivers.size();
  if (found.size() == 1) return found.front();
  return Error{.code = ErrorCode::wrong_config,
               .message = fmt::format("lines {} and {} both waive '{}': leave one of them",
                                      policy.waivers[found[0]].evidence.line,
                                      policy.waivers[found[1]].evidence.line, waiver.name),
               .path = std::string(path),
               .line = policy.waivers[found[1]].evidence.line};
}

}  // namespace

Result<WaiverEdit> put_waiver(std::optional<std::string_view> policy, std::string_view path,
                              const NewWaiver& waiver) {
  if (std::optional<Error> error = wrong_words(waiver)) return *std::move(error);
  const std::string entry = entry_text(waiver);
  if (!policy)
    return checked({.bytes = "{\n  \"waivers\": [\n    " + entry + "\n  ]\n}\n",
                    .change = WaiverChange::added},
                   path, {}, 0, waiver);
  const Result<Policy> before = read_usable(*policy, path);
  if (!before) return before.error();
  const Result<std::size_t> at = place_of(*before, waiver, path);
  if (!at) return at.error();
  const Result<JsonNode> root = parse_commented_json(*policy);
  if (!root) return root.error();
  WaiverEdit edit{.bytes = std::string(*policy)};
  if (*at < before->waivers.size()) {
    const Waiver& there = before->waivers[*at];
    if (says(there, waiver)) return {boost::system::in_place_value, std::move(edit)};
    edit = {.bytes = edited(*policy,
                            replacement(*policy, root->member("waivers")->children[*at], waiver)),
            .change = WaiverChange::replaced,
            .was = told(there)};
  } else {
    const std::string wanted = R"({"waivers": [)" + entry + "]}";
    const Result<JsonNode> parts = parse_commented_json(wanted);
    if (!parts) return parts.error();
    Result<std::vector<TextEdit>> edits = addition_of_entries(*policy, *root, wanted, *parts);
    if (!edits) return edits.error();
    edit = {.bytes = edited(*policy, *std::move(edits)), .change = WaiverChange::added};
  }
  return checked(std::move(edit), path, *before, *at, waiver);
}

}  // namespace prodparity
