#include "core/guard_gap.h"

#include "core/json.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace prodparity {
namespace {

using nlohmann::json;

json json_of(const GuardGap& gap) {
  return {{"kind", gap.kind},
          {"since", gap.since},
          {"until", gap.until.empty() ? json() : json(gap.until)},
          {"sentence", gap.sentence}};
}

std::optional<GuardGap> gap_of(const json& object) {
  if (!object.is_object()) return std::nullopt;
  GuardGap gap{.kind = text_at(object, "kind"),
               .since = text_at(object, "since"),
               .until = text_at(object, "until"),
               .sentence = text_at(object, "sentence")};
  if (gap.kind.empty() || gap.since.empty()) return std::nullopt;
  return gap;
}

}  // namespace

std::string write_guard_gap(const GuardGap& gap) {
  return dump_json(json_of(gap));
}

std::optional<GuardGap> read_guard_gap(std::string_view data) {
  const Result<json> parsed = parse_json(data);
  return parsed ? gap_of(*parsed) : std::nullopt;
}

void GuardGaps::add(GuardGap gap) {
  const auto known = std::find_if(last.begin(), last.end(), [&](const GuardGap& other) {
    return other.kind == gap.kind && other.since == gap.since && other.until.empty();
  });
  if (known != last.end()) {
    *known = std::move(gap);
    return;
  }
  ++count;
  last.push_back(std::move(gap));
  if (last.size() > guard_gaps_kept) last.erase(last.begin());
}

std::string write_guard_gaps(const GuardGaps& gaps) {
  json last = json::array();
  for (const GuardGap& gap : gaps.last)
    last.push_back(json_of(gap));
  return dump_json({{"count", gaps.count}, {"last", last}});
}

GuardGaps read_guard_gaps(std::string_view text) {
  GuardGaps gaps;
  const Result<json> parsed = parse_json(text);
  if (!parsed || !parsed->is_object()) return gaps;
  const auto last = parsed->find("last");
  if (last == parsed->end() || !last->is_array()) return gaps;
  for (const json& element : *last) {
    if (std::optional<GuardGap> gap = gap_of(element)) gaps.add(*std::move(gap));
  }
  const auto count = parsed->find("count");
  if (count != parsed->end() && count->is_number_unsigned())
    gaps.count = std::max(gaps.count, count->get<std::size_t>());
  return gaps;
}

GuardGap not_running(std::string_view since, std::string_view until, bool stopped) {
  GuardGap gap{.kind = "not_running", .since = std::string(since), .until = std::string(until)};
  gap.sentence =
      stopped ? "prodparityd was stopped at " + gap.since + " and started again at " + gap.until
              : "prodparityd was killed at some time after " + gap.since +
                    " and started again at " + gap.until;
  if (gap.until < gap.since) gap.sentence += " (the clock was set back in between)";
  gap.sentence += ": what came and went in between was not seen";
  return gap;
}

std::string guard_gaps_sentence(const GuardGaps& gaps) {
  if (gaps.count == 0 || gaps.last.empty()) return {};
  const std::string& sentence = gaps.last.back().sentence;
  if (gaps.count == 1) return "guard: 1 gap in this session: " + sentence;
  return "guard: " + std::to_string(gaps.count) + " gaps in this session, the last: " + sentence;
}

}  // namespace prodparity
