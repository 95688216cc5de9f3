#include "core/journal.h"

#include "core/digest.h"
#include "core/json.h"
#include "core/limits.h"

#include <nlohmann/json.hpp>

#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity {
namespace {

using nlohmann::json;

constexpr std::array<std::pair<JournalKind, std::string_view>, 19> kind_names = {{
    {JournalKind::session_start, "session_start"},
    {JournalKind::setup_end, "setup_end"},
    {JournalKind::session_end, "session_end"},
    {JournalKind::reference, "reference"},
    {JournalKind::production_changed, "production_changed"},
    {JournalKind::production_unknown, "production_unknown"},
    {JournalKind::policy, "policy"},
    {JournalKind::change, "change"},
    {JournalKind::finding_announced, "finding_announced"},
    {JournalKind::resolved, "resolved"},
    {JournalKind::shipping, "shipping"},
    {JournalKind::interrupted, "interrupted"},
    {JournalKind::blind, "blind"},
    {JournalKind::gap, "gap"},
    {JournalKind::attributed, "attributed"},
    {JournalKind::told, "told"},
    {JournalKind::plan, "plan"},
    {JournalKind::rotated, "rotated"},
    {JournalKind::carried, "carried"},
}};

// A carried line stays below limits::journal_line_bytes.
constexpr std::size_t carried_per_line = 10;  // names and places may have 1 KiB each

// Written by hand in this order: a person reads journals too, and a data text is taken as it is.
std::string line_of_entry(const JournalTail& tail, const JournalEntry& entry) {
  std::string line = R"({"sequence":)" + std::to_string(entry.sequence);
  line += R"(,"previous":")" + tail.hash;
  line += R"(","time":)" + dump_json(json(entry.time));
  line += R"(,"kind":")" + std::string(to_string(entry.kind));
  line += R"(","generation":)" + std::to_string(entry.generation);
  line += R"(,"data":)" + entry.data + '}';
  return line;
}

std::string cut_data(const std::string& data) {
  json kept = {{"cut", true}};
  const Result<json> parsed = parse_json(data);
  if (!parsed || !parsed->is_object()) return dump_json(kept);
  // What a restart needs, and the tier to tell it with.
  for (const char* const key :
       {"id", "fingerprint", "reference", "ecosystem", "name", "place", "tier", "path"}) {
    const auto found = parsed->find(key);
    if (found != parsed->end() && found->is_string() &&
        found->get_ref<const std::string&>().size() <= limits::name_bytes)
      kept[key] = *found;
  }
  return dump_json(kept);
}

struct Line {
  JournalEntry entry;
  std::string previous;
};

Result<Line> parse_line(std::string_view text) {
  const Result<json> parsed = parse_json(text, {.limit_bytes = 2 * limits::journal_line_bytes});
  if (!parsed) return parsed.error();
  const json& object = *parsed;
  const Error malformed{.code = ErrorCode::malformed, .message = "not a line of a journal"};
  if (!object.is_object()) return malformed;
  const auto kind = parse_journal_kind(text_at(object, "kind"));
  const auto data = object.find("data");
  if (!kind || data == object.end() || !data->is_object()) return malformed;
  return Line{.entry = {.sequence = number_at(object, "sequence"),
                        .kind = *kind,
                        .generation = number_at(object, "generation"),
                        .time = text_at(object, "time"),
                        .data = dump_json(*data)},
              .previous = text_at(object, "previous")};
}

// Why `line` cannot follow `tail`; empty: it does. The first line of a file may go on from
// another file's end.
std::string fault_of(const Line& line, const JournalTail& tail, bool first) {
  if (first && line.entry.kind == JournalKind::rotated && line.entry.sequence > 0) return {};
  if (line.previous != tail.hash) return "its hash of the line before does not match";
  if (line.entry.sequence != tail.sequence + 1) return "its sequence number does not follow";
  return {};
}

json data_of(const JournalEntry& entry) {
  Result<json> parsed = parse_json(entry.data, {.limit_bytes = 2 * limits::journal_line_bytes});
  return parsed ? *std::move(parsed) : json::object();
}

OpenFinding open_finding(const json& data, std::uint64_t sequence) {
  return {.sequence = sequence,
          .fingerprint = text_at(data, "fingerprint"),
          .reference = text_at(data, "reference"),
          .ecosystem = text_at(data, "ecosystem"),
          .name = text_at(data, "name"),
          .place = text_at(data, "place"),
          .shipping = data.is_object() && data.value("shipping", json()) == json(true)};
}

void recover_told(Recovered& recovered, const json& told) {
  if (!told.is_object()) return;
  for (const auto& [key, sequence] : told.items()) {
    if (sequence.is_number_unsigned())
      set_cursor(recovered.told, key, sequence.get<std::uint64_t>());
  }
}

void recover_told_at(Recovered& recovered, const json& told_at) {
  if (!told_at.is_object()) return;
  for (const auto& [agent, time] : told_at.items()) {
    if (is_agent_name(agent) && time.is_string())
      note_told(recovered.told_at, agent, time.get<std::string>());
  }
}

void recover_carried(Recovered& recovered, const json& data) {
  recover_told(recovered, part_at(data, "told"));
  recover_told_at(recovered, part_at(data, "told_at"));
  const auto open = data.find("open");
  if (open == data.end() || !open->is_object()) return;
  for (const auto& [id, value] : open->items()) {
    const auto sequence = value.is_object() ? value.find("sequence") : value.end();
    if (!value.is_object() || sequence == value.end() || !sequence->is_number_unsigned()) continue;
    recovered.open[id] = open_finding(value, sequence->get<std::uint64_t>());
  }
}

}  // namespace

std::string_view to_string(JournalKind value) {
  for (const auto& [kind, name] : kind_names) {
    if (kind == value) return name;
  }
  return "change";
}

std::optional<JournalKind> parse_journal_kind(std::string_view text) {
  for (const auto& [kind, name] : kind_names) {
    if (name == text) return kind;
  }
  return std::nullopt;
}

bool is_news(JournalKind kind) {
  return kind == JournalKind::finding_announced || kind == JournalKind::resolved ||
         kind == JournalKind::shipping || kind == JournalKind::production_changed ||
         kind == JournalKind::production_unknown;
}

std::string append_line(JournalTail& tail, JournalEntry& entry) {
  entry.sequence = tail.sequence + 1;
  std::string line = line_of_entry(tail, entry);
  if (line.size() >= limits::journal_line_bytes) {
    entry.data = cut_data(entry.data);
    line = line_of_entry(tail, entry);
  }
  tail = {.sequence = entry.sequence, .hash = sha256_hex(line)};
  line += '\n';
  return line;
}

std::optional<JournalKind> kind_of_line(std::string_view line) {
  constexpr std::string_view opening = R"(,"kind":")";
  const std::size_t at = line.find(opening);  // nothing before it is text of others
  if (at == std::string_view::npos) return std::nullopt;
  line.remove_prefix(at + opening.size());
  return parse_journal_kind(line.substr(0, line.find('"')));
}

std::optional<JournalEntry> parse_journal_line(std::string_view line) {
  Result<Line> parsed = parse_line(line);
  if (!parsed) return std::nullopt;
  return std::move(parsed->entry);
}

JournalReading read_journal(std::string_view bytes,
                            const std::function<void(const JournalEntry&)>& visit) {
  JournalReading reading;
  while (!bytes.empty()) {
    const std::size_t end = bytes.find('\n');
    if (end == std::string_view::npos) {
      reading.torn = true;
      return reading;
    }
    const std::string_view text = bytes.substr(0, end);
    const Result<Line> line = parse_line(text);
    reading.broken_reason =
        line ? fault_of(*line, reading.tail, reading.lines == 0) : line.error().message;
    if (!reading.broken_reason.empty()) {
      reading.broken_line = reading.lines + 1;
      return reading;
    }
    visit(line->entry);
    reading.tail = {.sequence = line->entry.sequence, .hash = sha256_hex(text)};
    ++reading.lines;
    reading.valid_bytes += end + 1;
    bytes.remove_prefix(end + 1);
  }
  return reading;
}

void recover(Recovered& recovered, const JournalEntry& entry) {
  recovered.generation = std::max(recovered.generation, entry.generation);
  if (!entry.time.empty()) recovered.last_time = entry.time;
  switch (entry.kind) {
    case JournalKind::session_start:
      recovered.in_session = true;
      recovered.session_start = entry.data;
      recovered.setup_end.clear();
      recovered.guard_gaps = {};
      recovered.attributed.clear();
      break;
    case JournalKind::setup_end:
      recovered.setup_end = entry.data;
      break;
    case JournalKind::session_end:
      recovered.in_session = false;
      break;
    case JournalKind::finding_announced: {
      const json data = data_of(entry);
      recovered.open[text_at(data, "id")] = open_finding(data, entry.sequence);
      break;
    }
    case JournalKind::resolved:
      recovered.open.erase(text_at(data_of(entry), "id"));
      break;
    case JournalKind::shipping:
      if (const auto told = recovered.open.find(text_at(data_of(entry), "id"));
          told != recovered.open.end())
        told->second.shipping = true;
      break;
    case JournalKind::gap:
      if (std::optional<GuardGap> gap = read_guard_gap(entry.data))
        recovered.guard_gaps.add(*std::move(gap));
      break;
    case JournalKind::attributed:
      if (const auto change = read_attributed(entry.data)) recovered.attributed.add(*change);
      break;
    case JournalKind::told:
      if (const Told told = read_told(entry.data); !told.key.empty()) {
        set_cursor(recovered.told, told.key, told.sequence);
        note_told(recovered.told_at, told.agent, entry.time);
      }
      break;
    case JournalKind::carried:
      recover_carried(recovered, data_of(entry));
      break;
    case JournalKind::rotated: {
      const json data = data_of(entry);
      recovered.in_session = data.value("in_session", json()) == json(true);
      recovered.session_start = text_at(data, "session_start");
      recovered.setup_end = text_at(data, "setup_end");
      recovered.guard_gaps = read_guard_gaps(text_at(data, "guard_gaps"));
      break;
    }
    default:
      break;
  }
}

std::string rotated_lines(JournalTail& tail, const Recovered& recovered, std::string_view reason,
                          std::string_view time) {
  JournalEntry first{.kind = JournalKind::rotated,
                     .generation = recovered.generation,
                     .time = std::string(time),
                     .data = dump_json({{"reason", reason},
                                        {"in_session", recovered.in_session},
                                        {"session_start", recovered.session_start},
                                        {"setup_end", recovered.setup_end},
                                        {"guard_gaps", write_guard_gaps(recovered.guard_gaps)}})};
  std::string lines = append_line(tail, first);
  const auto carry = [&](const char* what, const json& value) {
    JournalEntry entry{.kind = JournalKind::carried,
                       .generation = recovered.generation,
                       .time = std::string(time),
                       .data = dump_json({{what, value}})};
    lines += append_line(tail, entry);
  };
  if (!recovered.told.empty()) carry("told", recovered.told);
  if (!recovered.told_at.empty()) carry("told_at", recovered.told_at);
  for (const Attributed& change : recovered.attributed.changes()) {
    for (std::string& data : attributed_data(change)) {
      JournalEntry entry{.kind = JournalKind::attributed,
                         .generation = recovered.generation,
                         .time = std::string(time),
                         .data = std::move(data)};
      lines += append_line(tail, entry);
    }
  }
  json open = json::object();
  for (const auto& [id, finding] : recovered.open) {
    open[id] = {{"sequence", finding.sequence},   {"fingerprint", finding.fingerprint},
                {"reference", finding.reference}, {"ecosystem", finding.ecosystem},
                {"place", finding.place},         {"name", finding.name}};
    if (finding.shipping) open[id]["shipping"] = true;
    if (open.size() < carried_per_line) continue;
    carry("open", open);
    open = json::object();
  }
  if (!open.empty()) carry("open", open);
  return lines;
}

}  // namespace prodparity
