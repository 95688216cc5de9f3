#include "core/registry/image_config.h"

#include "core/limits.h"
#include "core/registry/limits.h"
#include "tests/support/catch.h"

#include <string>
#include <string_view>
#include <vector>

namespace prodparity::registry {
namespace {

const std::string layer = "sha256:" + std::string(64, 'a');

std::string listed(std::string_view item, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i)
    text.append(text.empty() ? "" : ",").append(1, '"').append(item).append(1, '"');
  return '[' + text + ']';
}

ErrorCode refusal(std::string_view bytes) {
  const auto image = parse_image_config(bytes);
  REQUIRE_FALSE(image.has_value());
  return image.error().code;
}

}  // namespace

TEST_CASE("image configuration: what an image is built to run as") {
  const auto image = parse_image_config(
      R"({"os":"linux","architecture":"arm64","variant":"v8","created":"2026-11-20T08:00:00Z",)"
      R"("config":{"User":"app","Env":["PATH=/usr/bin","TZ=UTC"],"Labels":{"b":"2","a":"1"}},)"
      R"("rootfs":{"type":"layers","diff_ids":[")" +
      layer + "\"]}}");
  REQUIRE(image.has_value());
  CHECK(*image == ImageConfig{.user = "app",
                              .platform = {.os = "linux", .architecture = "arm64", .variant = "v8"},
                              .created = "2026-11-20T08:00:00Z",
                              .environment = {"PATH=/usr/bin", "TZ=UTC"},
                              .diff_ids = {layer},
                              .labels = {{"a", "1"}, {"b", "2"}}});
  CHECK(parse_image_config(R"({"config":null,"rootfs":{}})")->user == "root");
}

TEST_CASE("image configuration: what is none is refused") {
  for (const std::string_view bytes :
       {"{}", "[]", "7", R"({"config":7})", R"({"config":{"Env":7}})", R"({"config":{"Env":[7]}})",
        R"({"config":{"Labels":[]}})", R"({"config":{"Labels":{"a":7}}})",
        R"({"config":{"User":7}})", R"({"rootfs":{"diff_ids":["x"]}})",
        R"({"rootfs":{"diff_ids":7}})"})
    CHECK(refusal(bytes) == ErrorCode::malformed);
  CHECK(refusal("") == ErrorCode::empty);
}

TEST_CASE("image configuration: bounds of its size, variables, labels, layers and user") {
  const std::string small = R"({"config":{}})";
  CHECK(parse_image_config(small + std::string(limits::config_bytes - small.size(), ' '))
            .has_value());
  CHECK(refusal(small + std::string(limits::config_bytes + 1 - small.size(), ' ')) ==
        ErrorCode::too_large);
  const auto with_environment = [](std::size_t count) {
    return R"({"config":{"Env":)" + listed("A=b", count) + "}}";
  };
  CHECK(parse_image_config(with_environment(limits::environment)).has_value());
  CHECK(refusal(with_environment(limits::environment + 1)) == ErrorCode::too_large);
  const auto with_labels = [](std::size_t count) {
    std::string labels = R"("0":"")";
    for (std::size_t i = 1; i < count; ++i)
      labels += ",\"" + std::to_string(i) + "\":\"\"";
    return R"({"config":{"Labels":{)" + labels + "}}}";
  };
  CHECK(parse_image_config(with_labels(limits::environment)).has_value());
  CHECK(refusal(with_labels(limits::environment + 1)) == ErrorCode::too_large);
  const auto with_layers = [](std::size_t count) {
    return R"({"rootfs":{"diff_ids":)" + listed(layer, count) + "}}";
  };
  CHECK(parse_image_config(with_layers(limits::layers)).has_value());
  CHECK(refusal(with_layers(limits::layers + 1)) == ErrorCode::too_large);
  const auto with_user = [](std::size_t size) {
    return R"({"config":{"User":")" + std::string(size, 'u') + "\"}}";
  };
  CHECK(parse_image_config(with_user(prodparity::limits::name_bytes)).has_value());
  CHECK(refusal(with_user(prodparity::limits::name_bytes + 1)) == ErrorCode::too_large);
}

TEST_CASE("image configuration: built on what its first layers are, all of them") {
  CHECK(is_built_on({"a", "b"}, {"a"}));
  CHECK(is_built_on({"a"}, {"a"}));
  CHECK_FALSE(is_built_on({"a", "b"}, {"b"}));
  CHECK_FALSE(is_built_on({"a"}, {"a", "b"}));
  CHECK_FALSE(is_built_on({"a"}, {}));  // nothing says of what
}

}  // namespace prodparity::registry
