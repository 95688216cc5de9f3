// A response read whole and byte by byte is the same, and never more than its bounds.
#include "fetch/http/limits.h"
#include "fetch/http/response_reader.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using prodparity::fetch::ResponseReader;
namespace limits = prodparity::fetch::limits;

struct Read {
  bool failed = false;
  int status = 0;
  prodparity::fetch::Headers headers;
  std::string body;

  bool operator==(const Read&) const = default;
};

Read read(std::string_view text, std::size_t part, std::size_t limit,
          ResponseReader::Expects expects) {
  ResponseReader reader(limit, expects);
  Read found;
  while (!text.empty() && !reader.is_done() && !found.failed) {
    found.failed = !reader.put(text.substr(0, part));
    text.remove_prefix(std::min(part, text.size()));
    found.body += reader.take_body();
  }
  if (!found.failed && !reader.is_done()) found.failed = !reader.put_end();
  if (found.failed) return {.failed = true};
  found.body += reader.take_body();
  found.status = reader.status();
  found.headers = reader.headers();
  if (found.status < 200 || found.body.size() > limit) std::abort();
  return found;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (size > limits::header_bytes / 2) return 0;  // what is cut in parts meets other bounds first
  for (const auto expects : {ResponseReader::Expects::body, ResponseReader::Expects::no_body}) {
    const std::size_t limit = 4096;
    if (read(text, size + 1, limit, expects) != read(text, 1, limit, expects)) std::abort();
  }
  return 0;
}
