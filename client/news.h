#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <string>
#include <vector>

// The timeline since somebody last looked, folded: what a prompt and an agent are told. Pure.
namespace prodparity {

// One finding as the timeline has it. Everything in it is untrusted.
struct NewsItem {
  std::string id, group, head, kind, ecosystem, name, dev_version, prod_version;
  std::string tier;  // "block" or "warn"; others came along in their group
  std::string rule, reason;
  std::size_t group_size = 1;
  std::string ship, undo;   // commands; empty: none
  bool ship_first = false;  // that is the recommended one
  std::string cause;        // to an agent's session: "this_call", "other" (core/announce.h)
  std::string who;          // "Claude Code", "person"; printable. Empty: not known
  std::string caused_by;    // the same with what was run: for a person's eyes alone

  bool operator==(const NewsItem&) const = default;
};

// A finding that was told before, and that this branch ships.
struct NewsShipped {
  std::string id, name;
  std::string place;  // "Dockerfile:7"

  bool operator==(const NewsShipped&) const = default;
};

struct News {
  std::vector<NewsItem> appeared;     // still so; in the order they came
  std::vector<std::string> resolved;  // names that were told before these entries and are gone
  std::vector<NewsShipped> shipping;
  std::vector<std::string> production;  // that it changed, or is not known: the last of it

  bool ended() const { return !resolved.empty() || !shipping.empty(); }
  bool empty() const { return appeared.empty() && !ended() && production.empty(); }
  bool operator==(const News&) const = default;
};

// Takes in the "entries" of one answer of `findings`. What came and went within them leaves
// nothing.
void add_entries(News& news, const nlohmann::json& entries);

// One line's worth: a group's members in it, the strictest tier among them.
struct NewsLine {
  std::vector<const NewsItem*> members;  // of the News it was made of
  bool block = false;
};
// The own doing of who asks first, then what nobody knows who did; of each the blocks first.
std::vector<NewsLine> fold_news(const News& news);
const NewsItem& head_of(const NewsLine& line);
// What is different, printable: "libssl3, openssl: 3.0.22 here, 3.0.20 in production".
std::string what_of(const NewsLine& line);
// "prodparity: production changed: ..." or "prodparity: production cannot be compared with: ...",
// printable, a line each; empty where neither is.
std::string production_lines(const News& news);
// Of a reference's "sentence" and "remedy", printable: "production cannot be compared with: ...;
// what to do: ...".
std::string unknown_production(const nlohmann::json& problem);
// Of the daemon's `status`: which references are not there, with why and what to do, or are not as
// they are now. Printable, each without the "prodparity: " before it.
std::vector<std::string> reference_problems(const nlohmann::json& status);
// Of these only what somebody has to do something for.
std::vector<std::string> missing_references(const nlohmann::json& status);
// "prodparity: resolved: libssl3, curl and 4 more; graphviz (shipped by this branch,
// Dockerfile:7)", printable; at most `most` of each by name.
std::string ended_line(const News& news, std::size_t most);

}  // namespace prodparity
