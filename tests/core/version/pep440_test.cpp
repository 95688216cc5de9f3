#include "core/version/pep440.h"

#include "core/text.h"
#include "tests/support/catch.h"
#include "tests/support/shared_data.h"
#include "tests/support/text_file.h"

#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace prodparity;

namespace {

int sign(std::strong_ordering order) {
  if (order < 0) return -1;
  return order > 0 ? 1 : 0;
}

}  // namespace

TEST_CASE("pep440: every version is later than those before it") {
  const std::vector<std::string_view> rising = {"",
                                                "not a version",
                                                "zzz",
                                                "0.0.dev1",
                                                "0",
                                                "1.0.dev456",
                                                "1.0a1.dev1",
                                                "1.0a1",
                                                "1.0a2",
                                                "1.0a12.dev456",
                                                "1.0a12",
                                                "1.0b1.dev456",
                                                "1.0b2",
                                                "1.0b2.post345.dev456",
                                                "1.0b2.post345",
                                                "1.0rc1",
                                                "1.0",
                                                "1.0+abc.5",
                                                "1.0+abc.7",
                                                "1.0+5",
                                                "1.0+5.0",
                                                "1.0.post456.dev34",
                                                "1.0.post456",
                                                "1.1.dev1",
                                                "1.1",
                                                "1.10",
                                                "2012.2",
                                                "1!0.1",
                                                "18446744073709551617!1"};
  for (std::size_t i = 0; i < rising.size(); ++i) {
    for (std::size_t j = 0; j < rising.size(); ++j) {
      INFO(rising[i] << " against " << rising[j]);
      CHECK(sign(compare_pep440(rising[i], rising[j])) == sign(i <=> j));
    }
  }
}

TEST_CASE("pep440: spellings of one version are equal") {
  const std::vector<std::vector<std::string_view>> equal = {
      {"1.0", "1", "1.0.0", "v1.0", " 1.0\n", "V1", "0!1", "01.00"},
      {"1.0a1", "1.0alpha1", "1.0-A.1", "1.0_alpha_1", "1.0.a01"},
      {"1.0rc0", "1.0c", "1.0.pre", "1.0-preview0", "1.0rc."},
      {"1.0.post1", "1.0-1", "1.0r1", "1.0-rev.1", "1.0.POST-1"},
      {"1.0.dev0", "1.0dev", "1.0-dev-0"},
      {"1.0+ubuntu.1", "1.0+Ubuntu-1", "1.0+ubuntu_01"},
      {"1.0a.post1", "1.0a0.post1", "1.0a--1"}};
  for (const auto& spellings : equal) {
    for (const std::string_view spelling : spellings) {
      INFO(spelling);
      CHECK(is_pep440(spelling));
      CHECK(sign(compare_pep440(spelling, spellings[0])) == 0);
    }
  }
}

TEST_CASE("pep440: what is no version has an order by its text all the same") {
  for (const std::string_view text :
       {"", "v", "1.", "1..0", "1.0-", "1.0+", "1.0+a..b", "1!", "!1", "1.0-1-1", "french toast",
        "1.0a1a2", "1.0 .dev1", "1.0+a+b", "1.0.dev1.post1"}) {
    INFO(text);
    CHECK_FALSE(is_pep440(text));
    CHECK(sign(compare_pep440(text, "0.0.dev0")) < 0);
    CHECK(sign(compare_pep440(text, text)) == 0);
  }
  CHECK(sign(compare_pep440("abc", "abd")) < 0);
}

TEST_CASE("pep440: numbers of any length are compared, none is cut") {
  const std::string nines(4000, '9');
  CHECK(sign(compare_pep440("1." + nines, "1." + nines + "0")) < 0);
  CHECK(sign(compare_pep440("1.0." + std::string(4000, '0') + "1", "1.0.1")) == 0);
}

TEST_CASE("pep440: the change from production's version is classed by its first difference") {
  struct Case {
    std::string_view production, dev;
    Change change;
  };
  for (const Case& c :
       std::vector<Case>{{"1.0", "1.0.0", {}},
                         {"1.0", "1!1.0", {.change_class = ChangeClass::epoch}},
                         {"1.9", "2.0", {.change_class = ChangeClass::major}},
                         {"2.0", "1.9", {.change_class = ChangeClass::major, .downgrade = true}},
                         {"1.1", "1.2.3", {.change_class = ChangeClass::minor}},
                         {"1.1", "1.1.1", {.change_class = ChangeClass::patch}},
                         {"1.1", "1.1.post1", {.change_class = ChangeClass::patch}},
                         {"1.1", "1.1rc1", {ChangeClass::patch, true, true}},
                         {"23.0.1", "24.1b2", {ChangeClass::major, false, true}},
                         {"1.0a1", "1.0a2", {.change_class = ChangeClass::patch}},
                         {"1.0", "1.1.dev1", {ChangeClass::minor, false, true}},
                         {"2.1.0", "2.1.0+cu121", {.change_class = ChangeClass::local}},
                         {"2.1.0+cu121", "2.1.0+cpu", {ChangeClass::local, true, false}},
                         {"2.1.0+cu121", "2.1.1+cu121", {.change_class = ChangeClass::patch}},
                         {"unknown", "1.0", {.change_class = ChangeClass::other}},
                         {"unknown", "unknown", {}}}) {
    INFO(c.production << " to " << c.dev);
    CHECK(classify_pep440(c.production, c.dev) == c.change);
  }
}

TEST_CASE("pep440: pre-releases are a, b, rc, dev and what follows one") {
  for (const std::string_view pre :
       {"1.0a1", "1.0rc1", "1.0.dev1", "1.0b1.post1", "1.0.post1.dev2"})
    CHECK(is_pep440_pre_release(pre));
  for (const std::string_view final : {"1.0", "1.0.post1", "1.0+dev1", "not a1"})
    CHECK_FALSE(is_pep440_pre_release(final));
}

TEST_CASE("pep503: names are lower case and separators one dash") {
  CHECK(normalise_pypi_name("Zope.Interface") == "zope-interface");
  CHECK(normalise_pypi_name("ruamel__yaml.-_clib") == "ruamel-yaml-clib");
  CHECK(normalise_pypi_name("") == "");
}

TEST_CASE("pep440: agrees with the vectors of pip's own packaging") {
  const std::optional<std::string> path =
      test::shared_data("generated/vectors/pep440.pip-23.0.1.tsv");
  if (!path) return;
  std::size_t compared = 0;
  for_each_line(test::read_file(*path), [&](std::string_view line, std::size_t number) {
    const std::vector<std::string_view> fields = split(line, '\t');
    if (fields.size() < 2 || line.starts_with('#')) return;
    ++compared;
    // Kinds: I, no version; N, a spelling and its normal form; C, a name and its; else two
    // versions and a sign.
    bool agrees = false;
    if (fields[0] == "I") {
      agrees = !is_pep440(fields[1]);
    } else if (fields[0] == "N") {
      agrees = is_pep440(fields[1]) && compare_pep440(fields[1], fields[2]) == 0;
    } else if (fields[0] == "C") {
      agrees = normalise_pypi_name(fields[1]) == fields[2];
    } else {
      agrees = std::to_string(sign(compare_pep440(fields[0], fields[1]))) == fields[2];
    }
    if (!agrees) FAIL_CHECK("line " << number << ": " << line);
  });
  CHECK(compared > 2000);
}
