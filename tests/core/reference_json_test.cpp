#include "core/digest.h"
#include "core/inventory_json.h"
#include "core/limits.h"
#include "tests/support/catch.h"
#include "tests/support/full_inventory.h"

#include <cstddef>
#include <string>
#include <string_view>

using namespace prodparity;

namespace {

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

TEST_CASE("reference file: as many components as the bound allows may be announced, not one more") {
  const auto code = [](std::size_t count) {
    const std::string text = write_reference({});
    const std::string body = text.substr(0, text.find('\n') + 1);
    return read_code(body + R"({"end":)" + std::to_string(count) + R"(,"sha256":")" +
                     sha256_hex(body) + "\"}\n");
  };
  CHECK(code(limits::components) == ErrorCode::malformed);  // none of them is there
  CHECK(code(limits::components + 1) == ErrorCode::too_large);
}
