#include "fetch/layer_file.h"

#include "tests/support/catch.h"

#include <memory>
#include <string>

using namespace prodparity;
using namespace prodparity::fetch;

namespace {

std::string read_back(LayerFile& file) {
  const Result<std::unique_ptr<ByteSource>> source = file.read();
  REQUIRE(source.has_value());
  std::string bytes;
  for (;;) {
    const Result<std::string_view> part = (*source)->next();
    REQUIRE(part.has_value());
    if (part->empty()) return bytes;
    CHECK(part->size() <= 4);
    bytes += *part;
  }
}

}  // namespace

TEST_CASE(
    "layer file: what is written in parts of any size is read back, no file above its bound") {
  for (const std::string bytes : {"", "abc", "abcd", "abcde", "abcdefghijkl", "abcdefghijklm"}) {
    for (const std::size_t step : {1U, 3U, 4U, 9U, 20U}) {
      CAPTURE(bytes, step);
      LayerFile file(4);
      for (std::size_t at = 0; at < bytes.size(); at += step)
        REQUIRE(file.write(std::string_view(bytes).substr(at, step)).has_value());
      CHECK(read_back(file) == bytes);
    }
  }
}
