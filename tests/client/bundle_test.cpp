#include "client/bundle.h"

#include "core/limits.h"
#include "tests/support/catch.h"
#include "tests/support/fetched.h"
#include "tests/support/temp_folder.h"
#include "tests/support/text_file.h"

#include <filesystem>
#include <string>
#include <vector>

using namespace prodparity;

namespace {

const std::vector<test::NameAndVersion> packages = {{"libssl3", "3.0.16-1"}};

}  // namespace

TEST_CASE("bundle: the policy, the trust root and every key go along") {
  const test::TempFolder folder;
  const AlongWanted wanted{
      .policy = folder.put("/prodparity.json", "{\"version\": 1}"),
      .trust = {.signer = {.keys = {folder.put("/a.pub", "A"), folder.put("/b.pub", "B")}},
                .trusted_root = folder.put("/root.json", "{}")}};
  const auto along = read_along(wanted);
  REQUIRE(along.has_value());
  REQUIRE(along->size() == 4);
  CHECK((*along)[0] == AlongFile{.kind = MaterialKind::policy,
                                 .name = "prodparity.json",
                                 .bytes = "{\"version\": 1}"});
  CHECK((*along)[1].kind == MaterialKind::trusted_root);
  CHECK((*along)[3] == AlongFile{.kind = MaterialKind::key, .name = "b.pub", .bytes = "B"});
}

TEST_CASE("bundle: what was named and cannot be read keeps it from being written") {
  const test::TempFolder folder;
  const std::string none = folder.path() + "/none";
  CHECK(read_along({.policy = none, .trust = {}}).error().path == none);
  CHECK(read_along({.policy = {}, .trust = {.trusted_root = none}}).error().path == none);
  const std::string root = folder.put("/root.json", "{}");
  CHECK(read_along({.policy = {}, .trust = {.signer = {.keys = {none}}, .trusted_root = root}})
            .error()
            .path == none);
  folder.put("/large", std::string(limits::along_bytes + 1, ' '));
  CHECK(read_along({.policy = folder.path() + "/large", .trust = {}}).error().code ==
        ErrorCode::too_large);
}

TEST_CASE("bundle: the same material is the same file, wherever it was carried before") {
  const test::TempFolder folder;
  const std::vector<AlongFile> along = {
      {.kind = MaterialKind::key, .name = "cosign.pub", .bytes = "PEM"}};
  const std::string fetched = folder.put("/fetched", test::material({test::signed_sbom(packages)}));
  const std::string path = folder.path() + "/api.bundle";
  const auto written = write_bundle(fetched, along, path);
  REQUIRE(written.has_value());
  const std::string bytes = test::read_file(path);
  CHECK(written->bytes == bytes.size());
  CHECK(written->sha256 == sha256_hex(bytes));
  CHECK_FALSE(std::filesystem::exists(path + ".new"));
  const std::string carried = folder.put("/carried", bytes.substr(0, bytes.find('}')) +
                                                         ",\"bundle\":\"/home/me/api.bundle\"" +
                                                         bytes.substr(bytes.find('}')));
  CHECK(read_bundle_at(carried)->header.bundle == "/home/me/api.bundle");
  CHECK(write_bundle(carried, along, path)->sha256 == written->sha256);
}

TEST_CASE("bundle: material that is torn leaves the file that was there") {
  const test::TempFolder folder;
  const std::string material = test::material({test::signed_sbom(packages)});
  const std::string torn = folder.put("/torn", material.substr(0, material.size() - 5));
  const std::string path = folder.put("/api.bundle", "before");
  CHECK(write_bundle(torn, {}, path).error().code == ErrorCode::truncated);
  CHECK(test::read_file(path) == "before");
  const auto read = read_bundle_at(torn);
  REQUIRE_FALSE(read.has_value());
  CHECK(read.error().path == torn);
  CHECK(read.error().message.find("no whole bundle") != std::string::npos);
}

TEST_CASE("bundle: what came along is laid out under our names, whatever it was called") {
  const test::TempFolder folder;
  const std::vector<AlongFile> along = {
      {.kind = MaterialKind::policy, .name = "../../etc/passwd", .bytes = "P"},
      {.kind = MaterialKind::trusted_root, .name = "", .bytes = "T"},
      {.kind = MaterialKind::key, .name = "/etc/shadow", .bytes = "1"},
      {.kind = MaterialKind::key, .name = "k", .bytes = "2"}};
  const std::string out = folder.path() + "/a/b";
  const auto paths = lay_out(along, out);
  REQUIRE(paths.has_value());
  CHECK(*paths == std::vector<std::string>{out + "/prodparity.json", out + "/trusted_root.json",
                                           out + "/key-1.pub", out + "/key-2.pub"});
  CHECK(test::read_file(out + "/key-2.pub") == "2");
  CHECK(lay_out(along, folder.put("/file", "") + "/b").error().path == folder.path() + "/file/b");
}
