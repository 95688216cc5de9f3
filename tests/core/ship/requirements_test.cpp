#include "core/ship/requirements.h"

#include "core/limits.h"
#include "core/ship/python_requirement.h"
#include "tests/support/catch.h"

#include <string>
#include <string_view>
#include <vector>

using namespace prodparity;

namespace {

using List = std::vector<std::string>;

List ships(std::string_view bytes, std::string_view path = "requirements.txt") {
  const Result<ShipReading> reading = read_requirements(bytes, path);
  if (!reading) return {"error: " + to_string(reading.error())};
  List texts;
  for (const Shipped& shipped : reading->shipped) {
    texts.push_back(std::to_string(shipped.at.line) + ' ' + shipped.name + ' ' + shipped.version +
                    (shipped.certain() ? "" : " ?" + shipped.doubt));
  }
  for (const ShipInclude& include : reading->includes) {
    texts.push_back((include.kind == ShipInclude::Kind::constraints ? "-c " : "-r ") +
                    include.paths[0] + (include.doubt.empty() ? "" : " ?"));
  }
  return texts;
}

}  // namespace

TEST_CASE("requirements: names, versions, markers, options and includes") {
  CHECK(ships("# production\n"
              "Flask_Login == 0.6.3  # why\n"
              "requests[socks]>=2.31, <3 --hash=sha256:abc \\\n"
              "    --hash=sha256:def\n"
              "\n"
              "zope.interface\n"
              "-r base.txt\n"
              "--requirement=more/x.txt\n"
              "-c constraints.txt\n"
              "--index-url https://x/simple\n"
              "uvloop==0.19 ; sys_platform != \"win32\"\n"
              "pkg @ git+https://x/pkg.git@v1\n"
              "-e git+https://x/y.git#egg=Editable&subdirectory=z\n"
              "-e .\n"
              "./local.whl\n"
              "https://x/a.whl\n"
              "token==${VERSION}\n",
              "api/requirements.txt") ==
        List{"2 flask-login ==0.6.3", "3 requests >=2.31,<3", "6 zope-interface ",
             "11 uvloop ==0.19 ?only where sys_platform != \"win32\"",
             "12 pkg  ?it comes from an address, and its version is not said",
             "13 editable  ?it comes from an address, and its version is not said",
             "-r api/base.txt", "-r api/more/x.txt", "-c api/constraints.txt"});
}

TEST_CASE("requirements: an option stands behind any white space") {
  CHECK(ships("flask==3.0.0\t--hash=sha256:abc\t--hash=sha256:def\n"
              "jinja2==3.1 \t--config-settings=a=b --hash=sha256:abc\n") ==
        List{"1 flask ==3.0.0", "2 jinja2 ==3.1"});
}

TEST_CASE("requirements: includes stay in the workspace") {
  CHECK(ships("-r ../../../../etc/passwd\n", "api/requirements.txt") == List{"-r etc/passwd"});
  CHECK(ships("-r /etc/passwd\n") == List{"-r etc/passwd"});
  CHECK(ships("-r ${WHICH}.txt\n") == List{"-r ${WHICH}.txt ?"});
  CHECK(ships("-r https://x/y.txt\n").empty());
}

TEST_CASE("requirements: what is none is passed over, and no bound is passed") {
  CHECK(ships("flask==1 2\n!!\n===\n;\n[\n@ x\nname[\n").empty());
  CHECK(ships(std::string("a\0b", 3)) ==
        List{"error: requirements.txt: it is no text: there is a NUL byte in it"});
  CHECK(read_requirements(std::string(limits::ship_file_bytes, '#'), "r").has_value());
  CHECK(read_requirements(std::string(limits::ship_file_bytes + 1, '#'), "r").error().code ==
        ErrorCode::too_large);
  std::string many;
  for (std::size_t i = 0; i < limits::ship_entries; ++i)
    many += "a" + std::to_string(i) + "\n";
  CHECK_FALSE(read_requirements(many, "r")->cut);
  many += "more\n";
  CHECK(read_requirements(many, "r")->cut);
  CHECK(read_requirements(many, "r")->shipped.size() == limits::ship_entries);
  std::string includes;
  for (std::size_t i = 0; i <= limits::ship_files; ++i)
    includes += "-r " + std::to_string(i) + ".txt\n";
  CHECK(read_requirements(includes, "r")->cut);
  CHECK(read_requirements(includes, "r")->includes.size() == limits::ship_files);
}

TEST_CASE("requirements: which versions meet a specifier") {
  const struct {
    std::string version, specifiers;
    bool meets;
  } rows[] = {
      {"3.0.0", "", true},         {"3.0", "==3.0.0", true},    {"3.0.1", "==3.0.*", true},
      {"3.1", "==3.0.*", false},   {"3.0.1", "!=3.0.*", false}, {"3.0.1", ">=3,<4", true},
      {"4.0", ">=3,<4", false},    {"4.0rc1", "<4", false},     {"2.2.post1", ">2.2", false},
      {"2.3", ">2.2", true},       {"1.4.9", "~=1.4.2", true},  {"1.5", "~=1.4.2", false},
      {"1.9", "~=1.4", true},      {"2.0", "~=1.4", false},     {"1.0+local", "==1.0", true},
      {"1.0+a", "==1.0+b", false}, {"1.0", "===1.0", true},     {"1.0.0", "===1.0", false},
      {"1.0", "=1.0", false},      {"1.0", "==", false},        {"1.0", ">=1.0,<=1.0", true},
      {"3.10", "==3.1.*", false},  {"1!2.0", "==1!2.*", true},
  };
  for (const auto& row : rows) {
    INFO(row.version + ' ' + row.specifiers);
    CHECK(meets_specifiers(row.version, row.specifiers) == row.meets);
  }
  CHECK(pinned_version("==1.2") == "1.2");
  CHECK(pinned_version(">=1,===1.2") == "1.2");
  CHECK(pinned_version("==1.*").empty());
  CHECK(pinned_version("===1.*").empty());
  CHECK(pinned_version(">=1").empty());
  CHECK(pinned_version("").empty());
}
