#include "client/timeline.h"

#include "client/ask.h"
#include "core/attribution/attribution_json.h"
#include "core/json.h"
#include "core/report/summary.h"
#include "core/text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace prodparity {
namespace {

std::string difference(const nlohmann::json& data) {
  const std::string dev = text_at(data, "dev_version");
  const std::string production = text_at(data, "prod_version");
  const std::string reference = text_at(data, "reference");
  if (production.empty()) return fmt::format("{} is not in {}", dev, reference);
  if (dev.empty()) return fmt::format("{} is in {}, not here", production, reference);
  return fmt::format("{} here, {} in {}", dev, production, reference);
}

std::string told(const nlohmann::json& data) {
  const std::string who = caused_by(read_attribution(part_at(data, "attribution")));
  return fmt::format("{} {}: {} (rule {}){}", text_at(data, "tier"), text_at(data, "name"),
                     difference(data), text_at(data, "rule"),
                     who.empty() ? "" : fmt::format(" ({})", who));
}

std::string content(const std::string& kind, const nlohmann::json& data) {
  if (kind == "finding_announced") return told(data);
  if (kind == "change") {
    return fmt::format("{}, {} findings, {} gaps", text_at(data, "outcome"),
                       number_at(data, "findings"), number_at(data, "gaps"));
  }
  if (kind == "shipping")
    return fmt::format("{}: {}:{}", text_at(data, "name"), text_at(data, "path"),
                       number_at(data, "line"));
  if (kind == "attributed") {
    const std::string who = caused_by(read_attribution(part_at(data, "attribution")));
    return fmt::format("{} components: {}", part_at(data, "components").size(),
                       who.empty() ? "it is not known who" : who);
  }
  if (kind == "told") {
    return fmt::format("{}, session {}: up to {}", text_at(data, "agent"), text_at(data, "session"),
                       number_at(data, "sequence"));
  }
  std::string text;
  for (const char* key : {"name", "source", "reason", "sentence", "error"}) {
    const std::string part = text_at(data, key);
    if (part.empty()) continue;
    if (!text.empty()) text += ": ";
    text += part;
  }
  return text;
}

}  // namespace

std::string timeline_line(const nlohmann::json& entry) {
  const std::string kind = text_at(entry, "kind");
  const std::string line =
      fmt::format("{:>6}  {}  {:<17}  {}", number_at(entry, "sequence"), text_at(entry, "time"),
                  kind, content(kind, part_at(entry, "data")));
  return printable(trim(line).empty() ? "?" : line.substr(0, line.find_last_not_of(' ') + 1), 4096);
}

std::string timeline_moment(const nlohmann::json& entry) {
  const std::string kind = text_at(entry, "kind");
  const std::string time = text_at(entry, "time");
  const std::string clock = time.size() >= 19 ? time.substr(11, 8) : time;
  const std::string what = kind == "finding_announced" ? "" : kind + ' ';
  return printable(trim(clock + ' ' + what + content(kind, part_at(entry, "data"))));
}

std::string news_text(const std::string& method, const nlohmann::json& params) {
  const nlohmann::json findings = part_at(params, "findings");
  std::string lines;
  std::string names;
  if (!findings.is_array()) return lines;
  for (const nlohmann::json& finding : findings) {
    lines += "prodparity: " + printable(told(finding), 4096) + '\n';
    names += (names.empty() ? "" : ", ") + text_at(finding, "name");
    if (method == "shipping")
      names += fmt::format(" ({}:{})", text_at(finding, "path"), number_at(finding, "line"));
  }
  if (names.empty() || (method != "resolved" && method != "shipping")) return lines;
  const std::string_view what = method == "resolved" ? "resolved" : "shipped by this branch";
  return fmt::format("prodparity: {}: {}\n", what, printable(names, 4096));
}

}  // namespace prodparity
