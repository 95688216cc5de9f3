#include "core/material.h"

#include "core/limits.h"
#include "tests/support/catch.h"

#include <fmt/format.h>

#include <string>
#include <vector>

using namespace prodparity;

namespace {

const MaterialHeader header{.asked = "registry.example/api:main",
                            .image = "registry.example/api",
                            .digest = "sha256:ab",
                            .platform_digest = "sha256:cd",
                            .platform = "linux/amd64",
                            .fetched_at = "2026-11-22T12:00:00Z",
                            .bundle = "/srv/api.bundle"};
const MaterialPart bundle{.kind = MaterialKind::bundle, .place = "referrer sha256:ef", .bytes = 6};
const MaterialPart legacy{.kind = MaterialKind::legacy,
                          .place = "sha256-ab.att",
                          .annotations = {{"predicateType", "https://cyclonedx.org/bom"}},
                          .bytes = 3};

std::string whole() {
  return material_header(header) + material_part(bundle) + "{\"a\"\n}" + material_part(legacy) +
         "abc" + material_end(2);
}

// Every part's kind and body, or the code of what went wrong.
struct Read {
  std::vector<std::string> parts;
  std::optional<ErrorCode> error;
  bool operator==(const Read&) const = default;
};

Read read(const std::string& bytes, std::size_t part_bytes, bool skip_bodies = false) {
  WholeText source(bytes, part_bytes);
  MaterialReader reader(source);
  Read result;
  const Result<MaterialHeader> first = reader.header();
  if (!first) {
    result.error = first.error().code;
    return result;
  }
  for (;;) {
    const Result<std::optional<MaterialPart>> part = reader.next();
    if (!part) result.error = part.error().code;
    if (!part || !*part) return result;
    const Result<std::string> body = skip_bodies ? std::string() : reader.body(limits::kib);
    if (!body) {
      result.error = body.error().code;
      return result;
    }
    result.parts.push_back(
        fmt::format("{} {} {}", to_string((*part)->kind), (*part)->place, *body));
  }
}

}  // namespace

TEST_CASE("material: what was written is read, however the bytes come") {
  const Read expected{.parts = {"bundle referrer sha256:ef {\"a\"\n}", "legacy sha256-ab.att abc"},
                      .error = std::nullopt};
  for (const std::size_t part_bytes : {1U, 2U, 7U, 100'000U}) {
    INFO(part_bytes);
    CHECK(read(whole(), part_bytes) == expected);
    CHECK(read(whole(), part_bytes, true).parts.size() == 2);
  }
  const std::string bytes = whole();
  WholeText source(bytes, 5);
  MaterialReader reader(source);
  CHECK(reader.header().value() == header);
  CHECK(reader.next().value() == bundle);
  CHECK(reader.next().value() == legacy);
  CHECK_FALSE(reader.next().value());
}

TEST_CASE("material: cut off anywhere it is truncated, never whole") {
  const std::string bytes = whole();
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    INFO(length);
    const Read cut = read(bytes.substr(0, length), 64);
    CHECK(cut.error == ErrorCode::truncated);
  }
}

TEST_CASE("material: what it is not") {
  struct Case {
    const char* what;
    std::string bytes;
    ErrorCode code;
  };
  const std::string start = material_header(header);
  const std::vector<Case> cases = {
      {"no JSON", "what\n", ErrorCode::malformed},
      {"another schema", "{\"schema\":\"prodparity.material/2\"}\n", ErrorCode::unsupported},
      {"a list", "[]\n", ErrorCode::malformed},
      {"an unknown part", start + "{\"part\":\"soup\",\"bytes\":0}\n", ErrorCode::malformed},
      {"no length", start + "{\"part\":\"bundle\"}\n", ErrorCode::malformed},
      {"a length below none", start + "{\"part\":\"bundle\",\"bytes\":-1}\n", ErrorCode::malformed},
      {"annotations that are none",
       start + "{\"part\":\"bundle\",\"bytes\":0,\"annotations\":[]}\n", ErrorCode::malformed},
      {"fewer parts than it says", start + material_end(1), ErrorCode::truncated},
  };
  for (const Case& one : cases) {
    INFO(one.what);
    CHECK(read(one.bytes, 64).error == one.code);
  }
}

TEST_CASE("material: the bounds of a line, a part and their number") {
  const auto line_of = [](std::size_t size) {
    std::string line = material_header({.asked = "x"});
    line.insert(line.size() - 2, std::string(size - (line.size() - 1), ' '));
    return line;
  };
  CHECK(read(line_of(limits::material_line_bytes) + material_end(0), 4096).error == std::nullopt);
  CHECK(read(line_of(limits::material_line_bytes + 1) + material_end(0), 4096).error ==
        ErrorCode::too_large);

  const std::string start = material_header(header);
  const auto part_of = [&](std::size_t bytes) {
    return read(start + material_part({.kind = MaterialKind::document, .bytes = bytes}), 64, true);
  };
  CHECK(part_of(limits::material_part_bytes).error == ErrorCode::truncated);
  CHECK(part_of(limits::material_part_bytes + 1).error == ErrorCode::too_large);

  const auto parts_of = [&](std::size_t documents, std::size_t files) {
    std::string bytes = start;
    for (std::size_t i = 0; i < documents; ++i)
      bytes += material_part({.kind = MaterialKind::document});
    for (std::size_t i = 0; i < files; ++i)
      bytes += material_part({.kind = MaterialKind::package_file});
    return read(bytes + material_end(documents + files), 65'536).error;
  };
  CHECK(parts_of(limits::material_parts, 0) == std::nullopt);
  CHECK(parts_of(limits::material_parts + 1, 0) == ErrorCode::too_large);
  // What an image's layers have does not count there, and has a bound of its own.
  CHECK(parts_of(limits::material_parts, limits::material_files) == std::nullopt);
  CHECK(parts_of(0, limits::material_files + 1) == ErrorCode::too_large);

  const std::string large =
      start + material_part({.kind = MaterialKind::document, .bytes = limits::kib + 1}) +
      std::string(limits::kib + 1, 'x');
  CHECK(read(large, 64).error == ErrorCode::too_large);  // asked for with a bound of 1 KiB
}
