#include "core/shared.h"

#include "tests/support/catch.h"

#include <string>

using namespace prodparity;

TEST_CASE("shared: copies are one value, not two") {
  const Shared<std::string> first = std::string("libssl3");
  const Shared<std::string> second = first;
  CHECK(&*first == &*second);
  CHECK(second->size() == 7);
}

TEST_CASE("shared: an edit changes this one only") {
  Shared<std::string> first = std::string("libssl3");
  const Shared<std::string> second = first;
  first.edit([](std::string& text) { text += "t64"; });
  CHECK(*first == "libssl3t64");
  CHECK(*second == "libssl3");
}

TEST_CASE("shared: equal is equal by value, and empty is no value") {
  CHECK(Shared<std::string>(std::string("a")) == Shared<std::string>(std::string("a")));
  CHECK_FALSE(Shared<std::string>(std::string("a")) == Shared<std::string>(std::string("b")));
  CHECK(Shared<std::string>() == Shared<std::string>());
  CHECK_FALSE(Shared<std::string>() == Shared<std::string>(std::string()));
  CHECK_FALSE(Shared<std::string>().has_value());
  CHECK(Shared<std::string>(std::string()).has_value());
  CHECK(Shared<std::string>()->empty());
}
