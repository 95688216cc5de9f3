#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// What a shell's prompt tells: the timeline since the shell last looked, folded. Pure.
namespace prodparity {

// One finding as the timeline has it. Everything in it is untrusted.
struct NewsItem {
  std::string id, group, head, kind, ecosystem, name, dev_version, prod_version;
  std::string tier;  // "block" or "warn"; others came along in their group
  std::size_t group_size = 1;
  std::string ship, undo;   // commands; empty: none
  bool ship_first = false;  // that is the recommended one

  bool operator==(const NewsItem&) const = default;
};

struct News {
  std::vector<NewsItem> appeared;     // still so; in the order they came
  std::vector<std::string> resolved;  // names that were told before these entries and are gone

  bool empty() const { return appeared.empty() && resolved.empty(); }
  bool operator==(const News&) const = default;
};

// Takes in the "entries" of one answer of `findings`. What came and went within them leaves
// nothing.
void add_entries(News& news, const nlohmann::json& entries);

inline constexpr std::size_t prompt_lines = 8;

// At most prompt_lines lines; red only for block.
std::string render_news(const News& news, bool colour);

// "42 settled", the line of the daemon's `sequence` file: the number; npos where there is none.
inline constexpr std::uint64_t no_sequence = ~std::uint64_t{0};
std::uint64_t sequence_of(std::string_view line);

}  // namespace prodparity
