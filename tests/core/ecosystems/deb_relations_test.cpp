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
