#include "core/ecosystems/deb_relations.h"

#include "tests/support/catch.h"

#include <string_view>
#include <vector>

using namespace prodparity;
using Names = std::vector<std::string_view>;

TEST_CASE("deb relations: names with alternatives, without versions and restrictions") {
  CHECK(relation_names("libc6 (>= 2.34), foo:any | bar [amd64 !i386] <!nocheck>,g++-12(=1)") ==
        Names{"libc6", "foo", "bar", "g++-12"});
  CHECK(relation_names("a,\n b\t|c ") == Names{"a", "b", "c"});
  CHECK(relation_names("libfoo1.2:i386 (<< 1:3~)") == Names{"libfoo1.2"});
}

TEST_CASE("deb relations: broken fields give the names that are there") {
  CHECK(relation_names("").empty());
  CHECK(relation_names(" , ,| ,").empty());
  CHECK(relation_names("(>= 1), ${misc:Depends}, a (").size() == 1);
}

TEST_CASE("deb relations: one relation has a name, an architecture and a condition") {
  CHECK(*parse_deb_relation("libssl3 (>= 3.0)") ==
        DebRelation{.name = "libssl3", .arch = {}, .op = ">=", .version = "3.0"});
  CHECK(*parse_deb_relation(" python3:any (<<3.12) [amd64] <!nocheck>") ==
        DebRelation{.name = "python3", .arch = "any", .op = "<<", .version = "3.12"});
  CHECK(parse_deb_relation("a (< 1)")->op == "<=");
  CHECK(parse_deb_relation("a (> 1)")->op == ">=");
  for (const std::string_view text : {"", "(>= 1)", "a (>= )", "a (1)", "a (>= 1", "a (== 1)",
                                      "a: (>= 1)", "a b", "a (>= 1) b", "a (>= 1 2)"}) {
    INFO(text);
    CHECK_FALSE(parse_deb_relation(text).has_value());
  }
}

TEST_CASE("deb relations: a version is what a relation asks for, or not") {
  const auto within = [](std::string_view relation, std::string_view version) {
    return fits(*parse_deb_relation(relation), version);
  };
  CHECK(within("a", "1"));
  CHECK(within("a (>= 3.0)", "3.0"));
  CHECK(within("a (>= 3.0)", "1:0"));
  CHECK_FALSE(within("a (>= 3.0)", "3.0~rc1"));
  CHECK(within("a (= 3.0-1)", "0:3.0-1"));
  CHECK_FALSE(within("a (= 3.0-1)", "3.0-1+b1"));
  CHECK(within("a (<< 3)", "3~"));
  CHECK_FALSE(within("a (<< 3)", "3"));
  CHECK(within("a (<= 3)", "3"));
  CHECK(within("a (>> 3)", "3-1"));
  CHECK_FALSE(within("a (>> 3)", "3"));
}

TEST_CASE("deb relations: alternatives stand together") {
  const auto all = deb_alternatives("a (>= 1) | b, , |, c [amd64]");
  REQUIRE(all.size() == 2);
  REQUIRE(all[0].size() == 2);
  CHECK(all[0][1].name == "b");
  CHECK(all[1][0].name == "c");
}
