#include "io/ship_files.h"

#include "core/limits.h"
#include "tests/support/catch.h"
#include "tests/support/memory_files.h"

#include <string>
#include <vector>

using namespace prodparity;
using test::MemoryFiles;

namespace {

using List = std::vector<std::string>;

// "api: Dockerfile:2 graphviz ?doubt"
List spelled(const ShipFiles& read) {
  List texts;
  for (const Shipment& shipment : read.shipments) {
    for (const Shipped& shipped : shipment.shipped) {
      texts.push_back((shipment.reference.empty() ? "" : shipment.reference + ": ") +
                      shipped.at.path + ':' + std::to_string(shipped.at.line) + ' ' + shipped.name +
                      shipped.version + (shipped.certain() ? "" : " ?" + shipped.doubt));
    }
  }
  return texts;
}

List ships(const MemoryFiles& files, const Policy& policy = {}) {
  return spelled(read_ship_files(files, "/ws", policy));
}

const std::string installs = "FROM debian\nRUN apt-get install -y graphviz\n";

}  // namespace

TEST_CASE("ship files: the workspace's one Dockerfile is production's") {
  CHECK(ships(MemoryFiles({{"/ws/Dockerfile", installs}})) == List{"Dockerfile:2 graphviz"});
  CHECK(ships(MemoryFiles({{"/ws/api/Containerfile", installs}})) ==
        List{"api/Containerfile:2 graphviz"});
  CHECK(ships(MemoryFiles({{"/ws/ci/Dockerfile", installs}})) ==
        List{"ci/Dockerfile:2 graphviz ?its folder does not sound like production's, and the "
             "policy does not name it (ship)"});
  CHECK(ships(MemoryFiles({{"/ws/ci/Dockerfile", installs}}),
              {.ship = {{.dockerfile = "ci/Dockerfile"}}}) == List{"ci/Dockerfile:2 graphviz"});
  CHECK(ships(MemoryFiles({{"/ws/a/b/Dockerfile", installs}})).empty());
  CHECK(ships(MemoryFiles({{"/ws/.devcontainer/Dockerfile", installs}})).empty());
  CHECK(read_ship_files(MemoryFiles({{"/Dockerfile", installs}}), "", {}) == ShipFiles{});
}

TEST_CASE("ship files: what the dev container is built from is not production's") {
  MemoryFiles files({{"/ws/Dockerfile", installs},
                     {"/ws/.devcontainer/devcontainer.json",
                      R"({"build": {"dockerfile": "../Dockerfile", "target": "dev"}} // shared)"}});
  CHECK(ships(files).empty());
  CHECK(ships(files, {.ship = {{.dockerfile = "Dockerfile"}}}) == List{"Dockerfile:2 graphviz"});
}

TEST_CASE("ship files: what a dev container's Compose file builds may not be production's") {
  const auto with = [](const std::string& compose) {
    return ships(MemoryFiles({{"/ws/Dockerfile", installs},
                              {"/ws/.devcontainer/devcontainer.json",
                               R"({"dockerComposeFile": "docker-compose.yml", "service": "app"})"},
                              {"/ws/.devcontainer/docker-compose.yml", compose}}));
  };
  const List certain = {"Dockerfile:2 graphviz"};
  const List doubted = {
      "Dockerfile:2 graphviz ?the dev container may be built from it (Compose), "
      "and the policy does not name it (ship)"};
  CHECK(with("services:\n  app:\n    build: ..\n") == doubted);
  CHECK(with("services:\n  app:\n    build: { context: .. }\n") == doubted);
  CHECK(with("services:\n  app:\n    extends: x\n") == doubted);
  CHECK(with("services:\n  app:\n    image: debian\n") == certain);
  // As the templates have it.
  CHECK(with("services:\n  app:\n    build:\n      context: ..\n"
             "      dockerfile: .devcontainer/Dockerfile\n    volumes: []\n") == certain);
  CHECK(with("services:\n  app:\n    build:\n      context: .\n      dockerfile: Dockerfile\n") ==
        certain);
}

TEST_CASE("ship files: where several could be production's, they may ship") {
  const MemoryFiles files({{"/ws/api/Dockerfile", installs}, {"/ws/worker/Dockerfile", installs}});
  const std::string doubt =
      " ?several Dockerfiles may be production's, and the policy names none (ship)";
  CHECK(ships(files) ==
        List{"api/Dockerfile:2 graphviz" + doubt, "worker/Dockerfile:2 graphviz" + doubt});
  CHECK(ships(files, {.ship = {{.reference = "api", .dockerfile = "api/Dockerfile"}}}) ==
        List{"api: api/Dockerfile:2 graphviz"});
}

TEST_CASE("ship files: requirements are followed from the Dockerfile, constraints narrow them") {
  const MemoryFiles files({{"/ws/api/Dockerfile",
                            "FROM python\nWORKDIR /app\nCOPY . .\n"
                            "RUN pip install -c pins.txt -r requirements.txt\n"},
                           {"/ws/api/requirements.txt", "-r base.txt\nflask\n"},
                           {"/ws/api/base.txt", "requests>=2\n-r requirements.txt\n"},
                           {"/ws/api/pins.txt", "Flask==3.0\nother==1\n"}});
  CHECK(ships(files) == List{"api/requirements.txt:2 flask==3.0", "api/base.txt:1 requests>=2"});
  const ShipFiles read = read_ship_files(files, "/ws", {});
  CHECK(read.notes.empty());
  for (const char* const path :
       {"/ws/api/Dockerfile", "/ws/api/requirements.txt", "/ws/api/base.txt", "/ws/api/pins.txt"}) {
    INFO(path);
    CHECK(std::ranges::count(read.files, path) == 1);
  }
}

TEST_CASE("ship files: two folders that could be the context are a doubt; the policy ends it") {
  const MemoryFiles files(
      {{"/ws/api/Dockerfile", "FROM python\nCOPY r.txt /\nRUN pip install -r /r.txt\n"},
       {"/ws/api/r.txt", "flask\n"},
       {"/ws/r.txt", "django\n"}});
  CHECK(ships(files) == List{"api/r.txt:1 flask ?two folders could be the build's context"});
  CHECK(ships(files, {.ship = {{.dockerfile = "api/Dockerfile", .context = "."}}}) ==
        List{"r.txt:1 django"});
}

TEST_CASE("ship files: requirements that nothing installs may ship; the policy can name them") {
  const MemoryFiles files({{"/ws/requirements.txt", "flask==3.0\n"}});
  CHECK(ships(files) ==
        List{"requirements.txt:1 flask==3.0 ?nothing says that production is installed from it"});
  CHECK(ships(files, {.ship = {{.requirements = {"requirements.txt"}}}}) ==
        List{"requirements.txt:1 flask==3.0"});
}

TEST_CASE("ship files: what cannot be read is noted, and what is not there is waited for") {
  MemoryFiles files({{"/ws/Dockerfile", installs}});
  files.deny("/ws/Dockerfile");
  const ShipFiles denied = read_ship_files(files, "/ws", {});
  CHECK(denied.shipments.empty());
  REQUIRE(denied.notes.size() == 1);
  CHECK(denied.notes[0].code == "ship_unread");
  CHECK(denied.notes[0].sentence.find("what it ships is not known") != std::string::npos);

  const ShipFiles missing = read_ship_files(MemoryFiles(), "/ws", {});
  CHECK(missing.notes.empty());
  CHECK(std::ranges::count(missing.files, "/ws/Dockerfile") == 1);
  const ShipFiles named =
      read_ship_files(MemoryFiles(), "/ws", {.ship = {{.dockerfile = "prod/Dockerfile"}}});
  CHECK(named.notes.size() == 1);
  CHECK(named.files == List{"/ws/prod/Dockerfile"});
  CHECK(read_ship_files(MemoryFiles({{"/ws/Dockerfile", installs}}), "/ws",
                        {.ship = {{.dockerfile = "Dockerfile", .target = "web"}}})
            .notes.size() == 1);
}

TEST_CASE("ship files: includes end at their bound, and paths stay in the workspace") {
  std::string chain;
  MemoryFiles files;
  for (std::size_t i = 0; i <= limits::ship_files; ++i)
    files.put("/ws/" + std::to_string(i) + ".txt", "-r " + std::to_string(i + 1) + ".txt\nflask\n");
  const ShipFiles read = read_ship_files(files, "/ws", {.ship = {{.requirements = {"0.txt"}}}});
  CHECK(read.files.size() == limits::ship_files);
  CHECK(read.notes.size() == 1);
  CHECK(spelled(read).size() == limits::ship_files);

  const MemoryFiles outside({{"/etc/r.txt", "flask\n"}, {"/ws/a.txt", "-r ../etc/r.txt\n"}});
  CHECK(ships(outside, {.ship = {{.requirements = {"a.txt", "../etc/r.txt"}}}}).empty());
}

TEST_CASE("ship files: projects and lock files are read as what they are") {
  const MemoryFiles files(
      {{"/ws/Dockerfile",
        "FROM python\nWORKDIR /app\nCOPY . .\nRUN pip install . && poetry install --only main\n"},
       {"/ws/pyproject.toml", "[project]\ndependencies = [\"flask>=3\"]\n"},
       {"/ws/poetry.lock",
        "[[package]]\nname = \"django\"\nversion = \"5.0\"\ngroups = [\"main\"]\n"}});
  CHECK(ships(files) == List{"pyproject.toml:2 flask>=3", "poetry.lock:1 django==5.0"});
  CHECK(ships(MemoryFiles({{"/ws/uv.lock", "a = = b\n"}})).empty());
  CHECK(read_ship_files(MemoryFiles({{"/ws/uv.lock", "a = = b\n"}}), "/ws", {}).notes.size() == 1);
}
