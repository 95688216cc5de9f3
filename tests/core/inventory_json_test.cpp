#include "core/inventory_json.h"

#include "tests/support/catch.h"

#include <string>

using namespace prodparity;

namespace {

Component full_component() {
  return {.ecosystem = "deb",
          .origin = "debian",
          .name = "libssl3",
          .version = "3.0.20-1~deb12u2",
          .arch = "amd64",
          .place = "/p",
          .evidence = {.path = "/var/lib/dpkg/status", .line = 12},
          .owner = "deb:x",
          .hides = "pypi:pip@23",
          .source = "openssl",
          .source_version = "3.0.20-1",
          .section = "libs",
          .relations = "libc6 (>= 2.34)",
          .provides = "libssl",
          .automatic = true,
          .held = true,
          .ships = Ships::runtime_files,
          .editable = true,
          .pre_release = true,
          .virtual_environment = true,
          .base_prefix = "/usr"};
}

Inventory full_inventory() {
  return {.platform = {.id = "debian",
                       .version_id = "12",
                       .codename = "bookworm",
                       .pretty_name = "Debian \"12\"",
                       .arch = "amd64"},
          .ecosystems = {"deb", "pypi"},
          .components = {full_component(), {.ecosystem = "pypi", .name = "pip\n\x1b[0m"}},
          .facts = {{.kind = "locale", .name = "C", .value = "x", .evidence = {.path = "/f"}}},
          .unread = {{.ecosystem = "pypi",
                      .error = {.code = ErrorCode::denied,
                                .message = "cannot read",
                                .path = "/METADATA",
                                .line = 3}}},
          .in_transition = {{.ecosystem = "deb",
                             .name = "a",
                             .arch = "i386",
                             .state = "unpacked",
                             .evidence = {.path = "/s", .line = 1}}}};
}

Reference full_reference() {
  return {.name = "api",
          .source = "oci://x",
          .format = "CycloneDX 1.6",
          .generator = "trivy 0.74.0",
          .subject = "debian:12",
          .created = "2026-01-01T00:00:00Z",
          .digest = std::string(64, 'a'),
          .verification = Verification::unsigned_statement,
          .inventory = full_inventory(),
          .coverage = {{.ecosystem = "deb", .components = 1},
                       {.ecosystem = "pypi", .coverage = Coverage::not_covered, .why = "w"}},
          .faults = {{.kind = FaultKind::epoch_lost, .count = 3, .example = "zlib1g"}},
          .states = {ReferenceState::no_distribution, ReferenceState::no_packages}};
}

ErrorCode read_code(std::string_view text) {
  const auto result = read_reference(text, "r");
  REQUIRE_FALSE(result.has_value());
  return result.error().code;
}

}  // namespace

TEST_CASE("inventory json: every field comes back") {
  const auto read = read_inventory(write_inventory(full_inventory()), "i.json");
  REQUIRE(read.has_value());
  CHECK(*read == full_inventory());
  CHECK(*read_inventory(write_inventory({}), "i.json") == Inventory{});
}

TEST_CASE("inventory json: errors say what is wrong and on which line") {
  const auto code = [](std::string_view text) { return read_inventory(text, "i").error().code; };
  CHECK(code("") == ErrorCode::empty);
  CHECK(code("{}") == ErrorCode::malformed);
  CHECK(code(R"({"schema":"prodparity.inventory/2"})") == ErrorCode::unsupported);
  CHECK(code(R"({"schema":"prodparity.inventory/1"})") == ErrorCode::malformed);
  const auto wrong = read_inventory(
      "{\"schema\":\"prodparity.inventory/1\",\"components\":[\n"
      "{\"ecosystem\":\"deb\",\"name\":\"a\"},\n{\"ecosystem\":\"deb\",\"name\":7}]}",
      "i");
  REQUIRE_FALSE(wrong.has_value());
  CHECK(
      wrong.error() ==
      Error{.code = ErrorCode::malformed, .message = "'name' is no text", .path = "i", .line = 3});
}

TEST_CASE("reference file: every field comes back") {
  const auto read = read_reference(write_reference(full_reference()), "r");
  REQUIRE(read.has_value());
  CHECK(*read == full_reference());
  CHECK(*read_reference(write_reference({}), "r") == Reference{});
}

TEST_CASE("reference file: cut at any byte it is an error, never a smaller reference") {
  const std::string text = write_reference(full_reference());
  for (std::size_t size = 0; size < text.size(); ++size) {
    INFO(size);
    const auto result = read_reference(std::string_view(text).substr(0, size), "r");
    REQUIRE_FALSE(result.has_value());
    CHECK((result.error().code == ErrorCode::truncated || result.error().code == ErrorCode::empty));
  }
}

TEST_CASE("reference file: a changed byte is caught by the digest") {
  std::string text = write_reference(full_reference());
  text[text.find("libssl3")] = 'x';
  CHECK(read_code(text) == ErrorCode::malformed);
}

TEST_CASE("reference file: every line of a long one is read") {
  const auto file_of = [](std::size_t count) {
    Reference reference;
    for (std::size_t i = 0; i < count; ++i) {
      reference.inventory.components.push_back(full_component());
      reference.inventory.components.back().name = "package" + std::to_string(i);
    }
    return write_reference(reference);
  };
  const auto read = read_reference(file_of(20'000), "r");
  REQUIRE(read.has_value());
  CHECK(read->inventory.components.size() == 20'000);
}
