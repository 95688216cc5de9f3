#include "core/version/deb.h"

#include "core/text.h"
#include "tests/support/catch.h"
#include "tests/support/shared_data.h"
#include "tests/support/text_file.h"

#include <string>
#include <string_view>
#include <tuple>
#include <vector>

using namespace prodparity;

namespace {

int order_of(std::string_view left, std::string_view right) {
  const auto order = compare_deb_versions(left, right);
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

}  // namespace

TEST_CASE("deb version: split into epoch, upstream and revision at the last hyphen") {
  const DebVersion version = split_deb_version("1:2.3-rc-4+b1");
  CHECK(version.epoch == 1);
  CHECK(version.upstream == "2.3-rc");
  CHECK(version.revision == "4+b1");
  CHECK(split_deb_version("12.4+deb12u5").upstream == "12.4+deb12u5");
  CHECK_FALSE(split_deb_version("12.4+deb12u5").has_revision);
  CHECK(split_deb_version(" \t1.0-1 ").upstream == "1.0");
  CHECK(split_deb_version("").upstream.empty());
}

TEST_CASE("deb version: an epoch is a number; what is none stays part of upstream") {
  CHECK(split_deb_version("0:1.0").epoch == 0);
  CHECK(split_deb_version("a:1.0").upstream == "a:1.0");
  CHECK(split_deb_version(":1.0").upstream == ":1.0");
  CHECK(split_deb_version("1:2:3").upstream == "2:3");
  CHECK(split_deb_version("2147483647:1").epoch == 2147483647);
  CHECK(split_deb_version("2147483648:1").epoch == 2147483647);
  CHECK(split_deb_version("99999999999999999999999999:1").epoch == 2147483647);
}

TEST_CASE("deb version: each of the list is older than the next") {
  const std::vector<std::string_view> rising = {"",
                                                "~~",
                                                "~~a",
                                                "~",
                                                "0",
                                                "0.9~~",
                                                "0.9~rc1",
                                                "0.9",
                                                "0.9-0+b1",
                                                "0.9-1~bpo1",
                                                "0.9-1",
                                                "0.9-1+deb12u2",
                                                "0.9-1+deb12u10",
                                                "0.9-1.1",
                                                "0.9A",
                                                "0.9a",
                                                "0.9+dfsg",
                                                "0.9.1",
                                                "0.9.10",
                                                "1.0",
                                                "1.0-a",
                                                "99999999999999999998",
                                                "99999999999999999999",
                                                "100000000000000000000",
                                                "1:0.1",
                                                "9:0"};
  for (std::size_t i = 0; i < rising.size(); ++i)
    for (std::size_t j = 0; j < rising.size(); ++j) {
      CAPTURE(rising[i], rising[j]);
      CHECK(order_of(rising[i], rising[j]) == (i < j ? -1 : i > j ? 1 : 0));
    }
}

TEST_CASE("deb version: spellings of one version are equivalent") {
  for (const auto& [left, right] :
       std::vector<std::pair<std::string_view, std::string_view>>{{"1.0", "1.0-0"},
                                                                  {"1.0", "0:1.0"},
                                                                  {"1.0", "1.00"},
                                                                  {"1.0", "01.0"},
                                                                  {"1.0-1", "1.0-01"},
                                                                  {"1.", "1.0"},
                                                                  {"1.2-3-4", " 1.2-3-4\t"}}) {
    CAPTURE(left, right);
    CHECK(order_of(left, right) == 0);
    CHECK(classify_deb(left, right) == Change{});
  }
}

TEST_CASE("deb version: bytes dpkg warns of are ordered, also NUL and above ASCII") {
  using namespace std::string_view_literals;
  CHECK(order_of("1.0"sv, "1.0\0"sv) < 0);
  CHECK(order_of("1.0a"sv, "1.0\0"sv) < 0);
  CHECK(order_of("1.0z"sv, "1.0\xc3\xa9"sv) < 0);
  CHECK(order_of("1.0\xc3\xa9"sv, "1.0+"sv) < 0);
  CHECK(order_of("a"sv, "b"sv) < 0);
}

TEST_CASE("deb version: as dpkg 1.21 orders 3,400 pairs") {
  const auto path = test::shared_data("generated/vectors/dpkg-1.21.compare-versions.tsv");
  if (!path) return;
  std::size_t pairs = 0;
  std::string wrong;
  const std::string bytes = test::read_file(*path);
  for_each_line(bytes, [&](std::string_view line, std::size_t number) {
    if (line.starts_with('#') || line.empty()) return;
    const auto fields = split(line, '\t');
    REQUIRE(fields.size() >= 3);
    ++pairs;
    if (std::to_string(order_of(fields[0], fields[1])) != fields[2])
      wrong += std::to_string(number) + ' ' + std::string(line) + '\n';
  });
  CHECK(wrong.empty());
  CHECK(pairs > 3000);
}

TEST_CASE("deb change: the most significant part that differs decides") {
  using enum ChangeClass;
  const std::vector<std::tuple<std::string_view, std::string_view, ChangeClass>> table = {
      {"1:1.0-1", "2:1.0-1", epoch},
      {"1.0-1", "1:0.9-1", epoch},
      {"1.9.9-1", "2.0.0-1", major},
      {"2.36-9", "2.37-1", minor},
      {"2-1", "2.1-1", minor},
      {"3.0.15-1~deb12u1", "3.0.16-1~deb12u1", patch},
      {"1.2.3.4-1", "1.2.3.5-1", patch},
      {"1.0-1", "1.0.0-1", patch},
      {"2024a-1", "2024b-1", patch},
      {"1.2+dfsg-1", "1.2+dfsg2-1", patch},
      {"20230311", "20240203", major},
      {"1.0-1", "1.0-2", revision},
      {"1.0-1", "1.0-1+nmu1", revision},
      {"1.0-1", "1.0-1~bpo12+1", revision},
      {"1.0", "1.0-1", revision},
      {"1.0-1", "1.0-1ubuntu1", revision},
      {"2.36-9+deb12u9", "2.36-9+deb12u10", security},
      {"2.36-9", "2.36-9+deb12u1", security},
      {"3.0.11-1~deb12u1", "3.0.11-1~deb12u2", security},
      {"12.4+deb12u4", "12.4+deb12u5", security},
      {"20230311", "20230311+deb12u1", security},
      {"20250419~deb12u1", "20250419~deb12u2", security},
      {"1.0-1", "1.0-1ubuntu0.1", security},
      {"1.0-1ubuntu0.22.04.1", "1.0-1ubuntu0.22.04.2", security},
      {"3.0.2-0ubuntu1.10", "3.0.2-0ubuntu1.18", security},
      {"3.0.2-0ubuntu1", "3.0.2-0ubuntu1.1", security},
      {"1.0-1ubuntu0.1~20.04", "1.0-1ubuntu0.2~20.04", security},
      {"1.0-1ubuntu2.1", "1.0-1ubuntu2.1+esm1", security},
      {"1.0-1+deb12u1+b1", "1.0-1+deb12u2", security},
      {"1.0-1", "1.0-1+b1", rebuild},
      {"1.0-1+b1", "1.0-1+b10", rebuild},
      {"1.0-1+deb12u1", "1.0-1+deb12u1+b1", rebuild},
      {"1.3-3", "1.3-3build1", rebuild},
      {"2.4-4ubuntu2build1", "2.4-4ubuntu2", rebuild},
      {"abc", "abd", other},
      {"", "1.0", other}};
  for (const auto& [production, dev, expected] : table) {
    CAPTURE(production, dev);
    CHECK(to_string(classify_deb(production, dev).change_class) == to_string(expected));
    CHECK(to_string(classify_deb(dev, production).change_class) == to_string(expected));
  }
}

TEST_CASE("deb change: an older dev is a downgrade") {
  CHECK(classify_deb("2.36-9+deb12u10", "2.36-9+deb12u9").downgrade);
  CHECK_FALSE(classify_deb("2.36-9+deb12u9", "2.36-9+deb12u10").downgrade);
  CHECK(classify_deb("1:1.0-1", "2.0-1").downgrade);
}

TEST_CASE("deb change: a pre-release in dev against a release in production") {
  for (const std::string_view version :
       {"2.0~rc1-1", "2.0~beta2+dfsg-1", "2.0~alpha-1", "2.0~pre1", "2.0~dev2023", "2.0~RC1-1",
        "2.0~b1-1", "2.0+~1~a2-1", "2.0~preview.3-1"}) {
    CAPTURE(version);
    CHECK(is_deb_pre_release(version));
    CHECK(classify_deb("1.9-1", version).pre_release);
    CHECK_FALSE(classify_deb("1.9~rc1-1", version).pre_release);
  }
  for (const std::string_view version :
       {"2.0-1~rc1", "0.0~git20230123.b2528b0-1", "2.0~bpo12-1", "2.0~deb12u1", "2.0rc1-1", "2.0~",
        "2.0~1", "2.0~rcs-1", "2.0~a-1", ""}) {
    CAPTURE(version);
    CHECK_FALSE(is_deb_pre_release(version));
  }
}
