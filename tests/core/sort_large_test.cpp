#include "core/sort_large.h"

#include "tests/support/catch.h"

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

using namespace prodparity;

TEST_CASE("sort large: every permutation of a few values comes out sorted") {
  const std::vector<std::string> sorted = {"a", "b", "c", "d", "e", "f"};
  std::vector<std::string> values = sorted;
  do {
    std::vector<std::string> copy = values;
    sort_large(copy, std::less<>());
    REQUIRE(copy == sorted);
  } while (std::next_permutation(values.begin(), values.end()));
}

TEST_CASE("sort large: equal values and empty lists are no trouble") {
  std::vector<std::string> values = {"b", "a", "b", "a", "b"};
  sort_large(values, std::less<>());
  CHECK(values == std::vector<std::string>{"a", "a", "b", "b", "b"});
  values.clear();
  sort_large(values, std::less<>());
  CHECK(values.empty());
}
