#include "core/counts_json.h"

#include "core/json.h"
#include "tests/support/catch.h"

#include <nlohmann/json.hpp>

using namespace prodparity;

TEST_CASE("counts: they come back as they were written") {
  const Counts counts{.dev_only_allowed = 1,
                      .dev_only_unexpected = 2,
                      .prod_only = 3,
                      .version_drift = 4,
                      .version_drift_runtime_sensitive = 5};
  CHECK(dump_json(counts_json(counts)) ==
        R"({"dev_only_allowed":1,"dev_only_unexpected":2,"prod_only":3,"version_drift":4,)"
        R"("version_drift_runtime_sensitive":5})");
  CHECK(read_counts(counts_json(counts)) == counts);
}

TEST_CASE("counts: what is absent is none") {
  CHECK(read_counts(nullptr) == Counts{});
  const auto object = parse_json(R"({"prod_only":2,"version_drift":"many"})");
  REQUIRE(object.has_value());
  CHECK(read_counts(*object) == Counts{.prod_only = 2});
}
