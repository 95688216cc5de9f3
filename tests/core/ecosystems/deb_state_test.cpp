#include "core/ecosystems/deb_state.h"

#include "tests/support/catch.h"

#include <string>

namespace prodparity {

TEST_CASE("dpkg: a Status is three words of dpkg's, in any case") {
  CHECK(parse_deb_state("install ok installed") == DebState{});
  CHECK(parse_deb_state(" PURGE\treinstreq  Half-Installed ") ==
        DebState{.want = "purge", .reinstreq = true, .state = "half-installed"});
  for (const std::string text : {"", "install", "install ok", "install ok installed now",
                                 "x ok installed", "install x installed", "install ok x"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_deb_state(text));
  }
}

TEST_CASE("dpkg: the words of a state leave out what goes without saying") {
  const auto words = [](std::string_view text) { return words_of(*parse_deb_state(text)); };
  CHECK(words("install ok unpacked") == "unpacked");
  CHECK(words("hold ok half-configured") == "half-configured");
  CHECK(words("install reinstreq installed") == "reinstreq");
  CHECK(words("install reinstreq half-installed") == "reinstreq half-installed");
  CHECK(words("deinstall ok half-configured") == "deinstall half-configured");
  CHECK(words("purge reinstreq installed") == "purge reinstreq");
  CHECK(words("install ok installed").empty());
}

TEST_CASE("dpkg: words are taken off one by one, and at the end there is none") {
  std::string_view text = " a \t b\n";
  CHECK(take_word(text) == "a");
  CHECK(take_word(text) == "b");
  CHECK(take_word(text).empty());
  CHECK(take_word(text).empty());
}

}  // namespace prodparity
