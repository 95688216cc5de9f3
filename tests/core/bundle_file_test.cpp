#include "core/bundle_file.h"

#include "core/limits.h"
#include "tests/support/catch.h"

#include <string>
#include <string_view>
#include <vector>

using namespace prodparity;

namespace {

const MaterialHeader header{.asked = "registry.example/api:main",
                            .image = "registry.example/api",
                            .digest = "sha256:ab",
                            .platform = "linux/amd64",
                            .fetched_at = "2026-11-22T12:00:00Z"};
const std::vector<AlongFile> along = {
    {.kind = MaterialKind::policy, .name = "prodparity.json", .bytes = "{}"},
    {.kind = MaterialKind::key, .name = "cosign.pub", .bytes = "PEM\n"}};

std::string part(MaterialKind kind, const std::string& place, const std::string& bytes) {
  return material_part({.kind = kind, .place = place, .annotations = {}, .bytes = bytes.size()}) +
         bytes;
}

const std::string fetched = material_header(header) +
                            part(MaterialKind::bundle, "referrer", "signed") +
                            part(MaterialKind::legacy, "a.att", "older") + material_end(2);

Result<std::string> copied(const std::string& bytes, const BundleCopy& copy) {
  WholeText source(bytes, 7);
  std::string out;
  const Result<void> done = copy_bundle(source, copy, [&](std::string_view some) -> Result<void> {
    out += some;
    return {};
  });
  if (!done) return done.error();
  return out;
}

Result<BundleContent> read(const std::string& bytes) {
  WholeText source(bytes, 7);
  return read_bundle(source);
}

}  // namespace

TEST_CASE("bundle: what was fetched and what goes along are in one file, and come apart again") {
  const std::string bundle = copied(fetched, {.change = {}, .along = along}).value();
  CHECK(read(bundle).value() == BundleContent{.header = header, .parts = 2, .along = along});
  CHECK(copied(bundle, {}).value() == fetched);
  CHECK(read(fetched).value().along.empty());
}

TEST_CASE("bundle: a copy takes other files along than were there, and its header is changed") {
  const std::string bundle = copied(fetched, {.change = {}, .along = along}).value();
  const std::vector<AlongFile> others = {
      {.kind = MaterialKind::trusted_root, .name = "root.json", .bytes = "{}"}};
  const auto rename = [](MaterialHeader& changed) -> Result<void> {
    changed.asked = "other";
    return {};
  };
  const BundleContent content =
      read(copied(bundle, {.change = rename, .along = others}).value()).value();
  CHECK(content.header.asked == "other");
  CHECK(content.along == others);
  const auto refuse = [](MaterialHeader&) -> Result<void> {
    return Error{.code = ErrorCode::unverified, .message = "no"};
  };
  CHECK(copied(bundle, {.change = refuse, .along = {}}).error().code == ErrorCode::unverified);
}

TEST_CASE("bundle: cut off anywhere it is none, and is copied by nobody") {
  const std::string bundle = copied(fetched, {.change = {}, .along = along}).value();
  for (std::size_t length = 0; length < bundle.size(); ++length) {
    INFO(length);
    CHECK(read(bundle.substr(0, length)).error().code == ErrorCode::truncated);
    CHECK(copied(bundle.substr(0, length), {}).error().code == ErrorCode::truncated);
  }
}

TEST_CASE("bundle: a sink that fails ends the copy with its error") {
  WholeText source(fetched);
  std::size_t room = 3;
  const auto full = [&](std::string_view) -> Result<void> {
    if (--room == 0) return Error{.code = ErrorCode::io, .message = "full"};
    return {};
  };
  CHECK(copy_bundle(source, {}, full).error().message == "full");
}

TEST_CASE("bundle: the bounds of what goes along") {
  const auto with = [](std::size_t files, std::size_t bytes) {
    std::vector<AlongFile> many(files, {.kind = MaterialKind::key, .name = "k", .bytes = "x"});
    many.back().bytes.resize(bytes, 'x');
    return read(copied(fetched, {.change = {}, .along = many}).value());
  };
  CHECK(with(limits::along_files, 1).value().along.size() == limits::along_files);
  CHECK(with(limits::along_files + 1, 1).error().code == ErrorCode::too_large);
  CHECK(with(1, limits::along_bytes).value().along.size() == 1);
  CHECK(with(1, limits::along_bytes + 1).error().code == ErrorCode::too_large);
}
