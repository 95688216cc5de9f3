#include "core/purl.h"

#include "core/json.h"
#include "tests/support/catch.h"
#include "tests/support/shared_data.h"
#include "tests/support/text_file.h"

#include <nlohmann/json.hpp>

#include <string>

using namespace prodparity;

TEST_CASE("purl: every part is split and decoded") {
  const auto purl = parse_purl(
      "pkg:deb/debian/zlib1g@1%3A1.2.13.dfsg-1%2Bb1?arch=amd64&Distro=debian-12&empty=#/a/./b/");
  REQUIRE(purl.has_value());
  CHECK(*purl == Purl{.type = "deb",
                      .name_space = "debian",
                      .name = "zlib1g",
                      .version = "1:1.2.13.dfsg-1+b1",
                      .qualifiers = {{"arch", "amd64"}, {"distro", "debian-12"}},
                      .subpath = "a/b"});
  CHECK(purl->qualifier("distro") == "debian-12");
  CHECK(purl->qualifier("none").empty());
}

TEST_CASE("purl: what tools really write is taken") {
  CHECK(parse_purl("pkg:deb/debian/libstdc++6@12.2.0-14?arch=amd64")->name == "libstdc++6");
  CHECK(parse_purl("pkg:deb/debian/attr@1:2.5.1-4+b1")->version == "1:2.5.1-4+b1");
  CHECK(parse_purl("pkg:deb/zlib1g@1.2")->name_space.empty());
  const auto scoped = parse_purl("pkg:npm/@angular/core");
  CHECK(scoped->name_space == "@angular");
  CHECK(scoped->name == "core");
  CHECK(scoped->version.empty());
  CHECK(parse_purl("pkg:npm/@angular/core@1.0")->version == "1.0");
  CHECK(parse_purl("pkg:npm/%40angular/core@1.0")->name_space == "@angular");
  CHECK(parse_purl("PKG:PyPI/PyYAML@6.0")->name == "PyYAML");
  CHECK(parse_purl("pkg:generic/a@1?url=https://x/?q=1%zz")->qualifier("url") ==
        "https://x/?q=1%zz");
  CHECK(parse_purl("pkg://deb//debian//a@1")->name_space == "debian");
  CHECK(parse_purl("pkg:deb/a@1?arch=x&arch=y")->qualifier("arch") == "x");
}

TEST_CASE("purl: what is none is malformed") {
  for (const char* const text : {"", "pkg:", "pkg:deb", "pkg:deb/", "deb/debian/a@1", "pkg:1x/a",
                                 "pkg:d b/a", "pkg:/a@1", "pkg:deb/@1/"}) {
    INFO(text);
    const auto purl = parse_purl(text);
    if (purl) {
      CHECK(purl->name == "@1");  // an unencoded scope alone
    } else {
      CHECK(purl.error().code == ErrorCode::malformed);
    }
  }
}

TEST_CASE("purl: the canonical spelling reads back as the same") {
  const Purl purl{.type = "npm",
                  .name_space = "@a b/c",
                  .name = "d+e",
                  .version = "1:2~3+4",
                  .qualifiers = {{"arch", "x/y"}, {"os", "é"}},
                  .subpath = "s/t"};
  CHECK(to_string(purl) == "pkg:npm/%40a%20b/c/d%2Be@1:2~3%2B4?arch=x%2Fy&os=%C3%A9#s/t");
  CHECK(*parse_purl(to_string(purl)) == purl);
}

TEST_CASE("purl: the specification's own parse vectors for the types we know") {
  const auto folder = test::shared_data("vectors/purl/tests/types");
  if (!folder) return;
  std::size_t checked = 0;
  for (const std::string type : {"deb", "npm", "rpm", "apk", "golang", "generic", "oci"}) {
    const auto document = parse_json(test::read_file(*folder + '/' + type + "-test.json"));
    REQUIRE(document.has_value());
    for (const auto& vector : document->at("tests")) {
      if (vector.at("test_type") != "parse" || vector.at("expected_failure") == true) continue;
      const auto& expected = vector.at("expected_output");
      INFO(vector.dump());
      const auto purl = parse_purl(vector.at("input").get<std::string>());
      REQUIRE(purl.has_value());
      const auto text = [&](const char* key) {
        return expected.at(key).is_null() ? "" : expected.at(key).get<std::string>();
      };
      CHECK(purl->type == text("type"));
      CHECK(purl->name == text("name"));
      CHECK(purl->name_space == text("namespace"));
      CHECK(purl->version == text("version"));
      CHECK(purl->subpath == text("subpath"));
      if (expected.at("qualifiers").is_object()) {
        for (const auto& [key, value] : expected.at("qualifiers").items())
          CHECK(purl->qualifier(key) == value.get<std::string>());
      }
      ++checked;
    }
  }
  CHECK(checked > 20);
}

TEST_CASE("purl: a qualifier whose key has other characters than the specification's is left out") {
  const auto purl = parse_purl("pkg:deb/debian/a@1?ar#ch=x&0rch=y&arch=amd64&di?stro=z#");
  REQUIRE(purl.has_value());
  CHECK(purl->qualifiers == std::vector<std::pair<std::string, std::string>>{{"arch", "amd64"}});
  CHECK(parse_purl(to_string(*purl)).value() == *purl);
}

TEST_CASE("purl: a segment holds no '/' and is not '..', however it was encoded") {
  const auto purl = parse_purl("pkg:golang/%2Fgithub.com%2F%2Fa/n#%2e%2e/b/%2E%2Fc");
  REQUIRE(purl.has_value());
  CHECK(purl->name_space == "github.com/a");
  CHECK(purl->subpath == "b/c");
  CHECK(to_string(*purl) == "pkg:golang/github.com/a/n#b/c");
  CHECK(parse_purl(to_string(*purl)).value() == *purl);
}
