#include "core/ship/lock_files.h"

#include "core/limits.h"
#include "tests/support/catch.h"

#include <string>
#include <string_view>
#include <vector>

using namespace prodparity;

namespace {

using List = std::vector<std::string>;

List locked(std::string_view bytes, std::string_view path) {
  const Result<ShipReading> reading = read_lock_file(bytes, path);
  if (!reading) return {"error: " + to_string(reading.error())};
  List texts;
  for (const Shipped& shipped : reading->shipped)
    texts.push_back(std::to_string(shipped.at.line) + ' ' + shipped.name + shipped.version +
                    (shipped.certain() ? "" : " ?" + shipped.doubt));
  return texts;
}

}  // namespace

TEST_CASE("lock files: poetry.lock, with groups, with categories and with neither") {
  CHECK(locked("[[package]]\nname = \"Flask\"\nversion = \"3.0.0\"\noptional = false\n"
               "groups = [\"main\", \"dev\"]\n"
               "[[package]]\nname = \"pytest\"\nversion = \"8.0\"\ngroups = [\"dev\"]\n"
               "[[package]]\nname = \"tz\"\nversion = \"1\"\ngroups = [\"main\"]\n"
               "markers = \"sys_platform == 'win32'\"\n"
               "[[package]]\nname = \"extra\"\nversion = \"1\"\noptional = true\n"
               "groups = [\"main\"]\n",
               "poetry.lock") == List{"1 flask==3.0.0",
                                      "6 pytest==8.0 ?only with a group or an extra",
                                      "10 tz==1 ?only where sys_platform == 'win32'",
                                      "15 extra==1 ?only with a group or an extra"});
  CHECK(locked("[[package]]\nname = \"a\"\nversion = \"1\"\ncategory = \"main\"\n"
               "[[package]]\nname = \"b\"\nversion = \"1\"\ncategory = \"dev\"\n"
               "[[package]]\nname = \"c\"\nversion = \"1\"\n",
               "x/poetry.lock") == List{"1 a==1", "5 b==1 ?only with a group or an extra",
                                        "9 c==1 ?the lock file does not say in which group it is"});
}

TEST_CASE("lock files: uv.lock, as far as the project itself needs it") {
  CHECK(locked(
            "version = 1\n"
            "[[package]]\nname = \"app\"\nversion = \"0\"\nsource = { virtual = \".\" }\n"
            "dependencies = [\n { name = \"flask\" },\n"
            " { name = \"win\", marker = \"sys_platform == 'win32'\" },\n { name = \"fork\" },\n]\n"
            "[package.dev-dependencies]\ndev = [{ name = \"pytest\" }]\n"
            "[[package]]\nname = \"flask\"\nversion = \"3.0.0\"\n"
            "source = { registry = \"https://pypi.org/simple\" }\n"
            "dependencies = [{ name = \"jinja2\" }]\n"
            "[[package]]\nname = \"jinja2\"\nversion = \"3.1\"\n"
            "[[package]]\nname = \"win\"\nversion = \"1\"\n"
            "[[package]]\nname = \"pytest\"\nversion = \"8\"\n"
            "[[package]]\nname = \"fork\"\nversion = \"1\"\n"
            "[[package]]\nname = \"fork\"\nversion = \"2\"\n",
            "uv.lock") == List{"13 flask==3.0.0", "18 jinja2==3.1",
                               "21 win==1 ?only with a group or an extra",
                               "24 pytest==8 ?only with a group or an extra",
                               "27 fork==1 ?the lock file has it in several versions",
                               "30 fork==2 ?the lock file has it in several versions"});
}

TEST_CASE("lock files: pylock.toml and Pipfile.lock") {
  CHECK(locked("lock-version = \"1.0\"\n[[packages]]\nname = \"flask\"\nversion = \"3.0.0\"\n"
               "[[packages]]\nname = \"tz\"\nversion = \"1\"\nmarker = \"os_name == 'nt'\"\n"
               "[[packages]]\nname = \"vcs\"\n",
               "pylock.toml") == List{"2 flask==3.0.0", "5 tz==1 ?only where os_name == 'nt'",
                                      "9 vcs ?its version is not said"});
  CHECK(locked("{\n  \"_meta\": {},\n  \"default\": {\n    \"flask\": {\n"
               "      \"version\": \"==3.0.0\"\n    },\n    \"tz\": {\n"
               "      \"markers\": \"os_name == 'nt'\",\n      \"version\": \"==1\"\n    }\n  },\n"
               "  \"develop\": {\n    \"pytest\": {\n      \"version\": \"==8\"\n    }\n  }\n}\n",
               "Pipfile.lock") == List{"4 flask==3.0.0", "7 tz==1 ?only where os_name == 'nt'"});
}

TEST_CASE(
    "lock files: what is none is an error with its line, and types that are off are nothing") {
  CHECK(
      locked("a = 1\nb = = 2\n", "poetry.lock")[0].starts_with("error: poetry.lock:2: not TOML: "));
  CHECK(locked("{\n\"default\": [\n", "Pipfile.lock")[0].starts_with("error: Pipfile.lock:"));
  CHECK(locked("", "x.lock")[0].starts_with("error: x.lock: not a lock file that is read"));
  CHECK(locked("package = 1\n", "poetry.lock").empty());
  CHECK(locked("package = [1, [2], {name = 3}]\n", "uv.lock").empty());
  CHECK(locked("[[package]]\nname = \"a b; c\"\nversion = \"1\"\ngroups = [\"main\"]\n",
               "poetry.lock")
            .empty());
  CHECK(locked("[[package]]\nname = \"a\"\nversion = \"1; x\"\ngroups = [\"main\"]\n",
               "poetry.lock") == List{"1 a ?its version is not said"});
  CHECK(locked("{\"default\": 1}", "Pipfile.lock").empty());
  CHECK(locked("{\"default\": {\"a\": 1}}", "Pipfile.lock") ==
        List{"1 a ?its version is not said"});
}

TEST_CASE("lock files: bounds hold, however deep they nest") {
  CHECK(read_lock_file(std::string(limits::ship_file_bytes, '#'), "uv.lock").has_value());
  CHECK(read_lock_file(std::string(limits::ship_file_bytes + 1, '#'), "uv.lock").error().code ==
        ErrorCode::too_large);
  CHECK(locked("a = " + std::string(100'000, '['), "uv.lock")[0].starts_with("error: "));
  CHECK(locked(
            "[a" +
                [] {
                  std::string dots;
                  for (int i = 0; i < 10'000; ++i)
                    dots += ".a";
                  return dots;
                }() +
                "]\n",
            "uv.lock")
            .size() <= 1);
  std::string many;
  for (std::size_t i = 0; i <= limits::ship_entries; ++i)
    many += "[[packages]]\nname = \"a\"\n";
  const Result<ShipReading> reading = read_lock_file(many, "pylock.toml");
  REQUIRE(reading.has_value());
  CHECK(reading->cut);
  CHECK(reading->shipped.size() == limits::ship_entries);
}
