#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace prodparity {

// Stands before the Recommends in Component::relations: what a package needs is before it.
inline constexpr std::string_view recommends_mark = "; ";

namespace detail {
// Takes the first relation from `rest`; empty where there is no name in it.
std::string_view take_relation_name(std::string_view& rest);
}  // namespace detail

// Calls `visit(name)` for each package named in a relation field (Debian Policy 7.1), alternatives
// included, in their order: "libc6 (>= 2.34), foo:any | bar [amd64] <!nocheck>" gives libc6, foo,
// bar. Versions, architectures and build profiles are passed over. Nothing is an error.
template <class Visit>
void for_each_relation(std::string_view relations, Visit visit) {
  while (!relations.empty()) {
    const std::string_view name = detail::take_relation_name(relations);
    if (!name.empty()) visit(name);
  }
}

// The same as a list; views into `relations`.
std::vector<std::string_view> relation_names(std::string_view relations);

// One relation: NAME[:ARCH] [(OP VERSION)]. Architectures in [] and build profiles in <> are passed
// over. Views into the text it was parsed from.
struct DebRelation {
  std::string_view name;
  std::string_view arch;     // "any", "amd64"; mostly empty
  std::string_view op;       // "<<", "<=", "=", ">=", ">>"; empty: every version
  std::string_view version;  // empty where op is

  bool operator==(const DebRelation&) const = default;
};

// Nullopt: it is none.
std::optional<DebRelation> parse_deb_relation(std::string_view text);

// Whether a package's version is what `relation` asks for, by dpkg's order.
bool fits(const DebRelation& relation, std::string_view version);

// The alternatives of each relation of a field, in their order: "a (>= 1) | b, c" gives {a, b} and
// {c}. What is no relation is left out.
std::vector<std::vector<DebRelation>> deb_alternatives(std::string_view relations);

}  // namespace prodparity
