#include "fetch/credential_files.h"

#include "tests/support/catch.h"
#include "tests/support/temp_folder.h"

#include <sys/stat.h>

#include <map>
#include <string>
#include <vector>

namespace prodparity::fetch {
namespace {

// An environment, files and helpers of a test's own.
struct Outside {
  std::map<std::string, std::string> environment;
  std::map<std::string, std::string> files;
  std::map<std::string, Result<std::string>> helpers;
  std::vector<std::string> questions;  // "helper input"

  FoundCredential find(const std::string& image = "registry.example/acme/api") {
    return find_credential(
        *registry::image_place(image),
        {.environment = [this](const char* name) { return environment[name]; },
         .read = [this](const std::string& path) -> Result<std::string> {
           if (files.contains(path)) return files[path];
           return Error{.code = ErrorCode::not_found, .message = "not there", .path = {}};
         },
         .ask = [this](const std::string& helper, const std::string& input) -> Result<std::string> {
           questions.push_back(helper + ' ' + input);
           return helpers.at(helper);
         }});
  }
  std::string user(const std::string& image = "registry.example/acme/api") {
    const FoundCredential found = find(image);
    return found.credential ? found.credential->user : "nobody";
  }
};

// "dXNlcg==" forms: the user's name is the place that it is from.
std::string auths(const std::string& user) {
  return R"({"auths":{"registry.example":{"username":")" + user + R"(","password":"s3cret"}}})";
}

Error failure(ErrorCode code, const std::string& message = "s3cret") {
  return {.code = code, .message = message, .path = {}};
}

}  // namespace

TEST_CASE("credential files: docker's go before podman's, each at its place") {
  Outside outside;
  CHECK(outside.user() == "nobody");
  outside.environment = {
      {"HOME", "/home/dev"}, {"XDG_RUNTIME_DIR", "/run/user/1"}, {"REGISTRY_AUTH_FILE", "/a.json"}};
  outside.files["/home/dev/.config/containers/auth.json"] = auths("podman");
  CHECK(outside.user() == "podman");
  outside.files["/run/user/1/containers/auth.json"] = auths("runtime");
  CHECK(outside.user() == "runtime");
  outside.files["/a.json"] = auths("named");
  CHECK(outside.user() == "named");
  outside.files["/home/dev/.docker/config.json"] = auths("docker");
  CHECK(outside.user() == "docker");
  outside.environment["DOCKER_AUTH_CONFIG"] = auths("variable");
  CHECK(outside.user() == "variable");
}

TEST_CASE("credential files: folders that the environment names are taken, relative ones not") {
  Outside outside;
  outside.environment = {
      {"HOME", "/home/dev"}, {"DOCKER_CONFIG", "/etc/docker"}, {"XDG_CONFIG_HOME", "/cfg"}};
  outside.files["/home/dev/.docker/config.json"] = auths("wrong");
  outside.files["/cfg/containers/auth.json"] = auths("podman");
  CHECK(outside.user() == "podman");
  outside.files["/etc/docker/config.json"] = auths("docker");
  CHECK(outside.user() == "docker");
  Outside relative;
  relative.environment = {{"HOME", "."}, {"REGISTRY_AUTH_FILE", "a.json"}};
  relative.files = {{"./.docker/config.json", auths("wrong")}, {"a.json", auths("wrong")}};
  CHECK(relative.user() == "nobody");
}

TEST_CASE("credential files: a helper is asked by the name that it knows the registry by") {
  Outside outside;
  outside.environment["HOME"] = "/h";
  outside.files["/h/.docker/config.json"] = R"({"credsStore":"store"})";
  outside.helpers.emplace("store", R"({"Username":"kept","Secret":"s3cret"})");
  CHECK(outside.user() == "kept");
  CHECK(outside.user("debian") == "kept");
  CHECK(outside.questions ==
        std::vector<std::string>{"store registry.example", "store https://index.docker.io/v1/"});
  // A variable of CI has no helpers of its own.
  outside.environment["DOCKER_AUTH_CONFIG"] = R"({"credsStore":"other"})";
  CHECK(outside.user() == "kept");
}

TEST_CASE(
    "credential files: a helper that is missing, hangs, fails or answers nonsense is a warning") {
  for (const auto& [answer, warning] : std::vector<std::pair<Result<std::string>, std::string>>{
           {failure(ErrorCode::not_found), "is not here"},
           {failure(ErrorCode::timed_out),
            "does not answer and was ended: log in anew (docker login), or take the helper out of "
            "that file"},
           {failure(ErrorCode::io), "fails"},
           {std::string("s3cret"), "answers nothing that can be used"}}) {
    Outside outside;
    outside.environment["HOME"] = "/h";
    outside.files["/h/.docker/config.json"] = R"({"credsStore":"dev-containers-1"})";
    outside.helpers.emplace("dev-containers-1", answer);
    const FoundCredential found = outside.find();
    CHECK_FALSE(found.credential);
    CHECK(found.warnings ==
          std::vector<std::string>{
              "/h/.docker/config.json names the helper docker-credential-dev-containers-1, which " +
              warning});
    // Others may have it nonetheless.
    outside.files["/h/.config/containers/auth.json"] = auths("podman");
    CHECK(outside.user() == "podman");
  }
}

TEST_CASE("credential files: a helper that keeps nothing for the registry is no failure") {
  Outside outside;
  outside.environment["HOME"] = "/h";
  outside.files["/h/.docker/config.json"] = R"({"credsStore":"store"})";
  outside.helpers.emplace("store",
                          failure(ErrorCode::io, "credentials not found in native keychain"));
  CHECK(outside.find().warnings.empty());
}

TEST_CASE("credential files: a file that cannot be used is a warning without a secret") {
  Outside outside;
  outside.environment["HOME"] = "/h";
  outside.files["/h/.docker/config.json"] = R"({"auths": s3cret})";
  CHECK(outside.find().warnings ==
        std::vector<std::string>{
            "/h/.docker/config.json cannot be used: the credential file is not valid JSON"});
}

TEST_CASE("credential files: a real helper, found by PATH and told its registry") {
  const test::TempFolder folder;
  const std::string helper = folder.put("/docker-credential-own",
                                        "#!/bin/sh\n[ \"$1\" = get ] && read -r host\n"
                                        "[ \"$host\" = registry.example ] || exit 1\n"
                                        "echo '{\"Username\":\"asked\",\"Secret\":\"x\"}'\n");
  REQUIRE(::chmod(helper.c_str(), 0700) == 0);
  folder.put("/config.json", R"({"credsStore":"own"})");
  const auto find = [&](const std::string& path) {
    return find_credential(*registry::image_place("registry.example/a"),
                           {.environment = [&](const char* name) {
                             if (std::string(name) == "DOCKER_CONFIG") return folder.path();
                             return std::string(name) == "PATH" ? path : std::string();
                           }});
  };
  CHECK(find("/nowhere:" + folder.path()).credential->user == "asked");
  CHECK(find("/nowhere").warnings.size() == 1);
}

}  // namespace prodparity::fetch
