#include "core/ship/build_stages.h"
#include "core/ship/limits.h"
#include "tests/support/catch.h"
#include "tests/support/shipped_text.h"

#include <cstddef>
#include <string>

using namespace prodparity;
using test::List;
using test::ships;

TEST_CASE("dockerfile: bounds hold") {
  const std::string comment = "FROM debian\n#";
  CHECK(read_dockerfile(comment + std::string(limits::dockerfile_bytes - comment.size(), 'x'), {})
            .has_value());
  CHECK(
      read_dockerfile(comment + std::string(limits::dockerfile_bytes - comment.size() + 1, 'x'), {})
          .error()
          .code == ErrorCode::too_large);
  std::string many = "FROM debian\n";
  for (std::size_t i = 1; i < limits::dockerfile_instructions; ++i)
    many += "USER a\n";
  CHECK(read_dockerfile(many, {}).has_value());
  CHECK(read_dockerfile(many + "USER a\n", {}).error().code == ErrorCode::too_large);

  // A value that grows with each word is not followed without end.
  std::string wide = "FROM debian\nENV A=" + std::string(limits::ship_variable_bytes, 'x') +
                     " B=" + std::string(limits::ship_variable_bytes + 1, 'x') +
                     "\nRUN apt-get install -y";
  for (std::size_t i = 0; i <= limits::ship_words; ++i)
    wide += " \"$A\"";
  const Result<ShipReading> cut = read_dockerfile(wide, {});
  REQUIRE(cut.has_value());
  CHECK(cut->cut);
  CHECK(ships("FROM debian\nENV B=" + std::string(limits::ship_variable_bytes + 1, 'x') +
              "\nRUN apt-get install -y graphviz=$B\n") == List{"3 deb graphviz ?"});
}

TEST_CASE("dockerfile: what variables bring, shells call and stages copy is bounded") {
  const auto filled = [](std::size_t times) {
    std::string file = "FROM debian\nENV A=" + std::string(limits::ship_variable_bytes, 'x') +
                       " V=2.42\nRUN apt-get install -y \"";
    for (std::size_t i = 0; i < times; ++i)
      file += "$A";
    return ships(file + "\" graphviz=$V\n").back();
  };
  constexpr std::size_t most = limits::ship_expanded_bytes / limits::ship_variable_bytes;
  CHECK(filled(most - 1) == "3 deb graphviz=2.42 ?");
  CHECK(filled(most) == "3 deb graphviz ?");
  const auto defined = [](std::size_t variables) {
    std::string file = "FROM debian\nENV";
    for (std::size_t i = 1; i < variables; ++i)
      file += " V" + std::to_string(i) + "=1";
    return ships(file + " V=2.42\nRUN apt-get install -y graphviz=$V\n").back();
  };
  CHECK(defined(limits::ship_variables) == "3 deb graphviz=2.42 ?");
  CHECK(defined(limits::ship_variables + 1) == "3 deb graphviz ?");
  const auto is_cut = [](const std::string& file) {
    const Result<ShipReading> reading = read_dockerfile(file, {});
    return reading && reading->cut;
  };
  std::string calling = "FROM debian\nRUN true";
  for (std::size_t i = 0; i < limits::ship_shells; ++i)
    calling += " && sh -c true";
  CHECK_FALSE(is_cut(calling));
  CHECK(is_cut(calling + " && sh -c true"));
  std::string stages;
  std::string copies = "FROM debian\n";
  for (std::size_t i = 0; i <= limits::ship_copied_stages; ++i) {
    CHECK_FALSE(is_cut(stages + copies));
    stages += "FROM debian AS s" + std::to_string(i) + "\n";
    copies += "COPY --from=s" + std::to_string(i) + " a b\n";
  }
  CHECK(is_cut(stages + copies));
  CHECK(ships("FROM debian AS a\nRUN pip install flask\nFROM debian\nCOPY --from=a x y\n"
              "COPY --from=0 x z\n") == List{"2 pypi flask ?"});
}
