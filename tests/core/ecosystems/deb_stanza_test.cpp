#include "core/ecosystems/deb_stanza.h"

#include "tests/support/catch.h"

using namespace prodparity;

TEST_CASE("deb stanza: folded values are whole, unknown fields passed over with their lines") {
  DebStanzaReader reader("Depends: a,\n b,\n\tc\nDescription: x\n Package: no\nPackage: p\n");
  const auto stanza = reader.next();
  REQUIRE(stanza);
  CHECK((*stanza)[DebField::depends] == "a,\n b,\n\tc");
  CHECK((*stanza)[DebField::package] == "p");
  CHECK(stanza->line == 6);
  CHECK(stanza->fault.empty());
  CHECK_FALSE(reader.next());
}

TEST_CASE("deb stanza: an empty file and empty lines hold none") {
  CHECK_FALSE(DebStanzaReader("").next());
  CHECK_FALSE(DebStanzaReader("\n\r\n\n# only a comment\n").next());
}

TEST_CASE("deb stanza: a line of blanks is no separator") {
  DebStanzaReader reader("Package: a\n \nVersion: 1\n");
  const auto stanza = reader.next();
  REQUIRE(stanza);
  CHECK((*stanza)[DebField::version] == "1");
}
