// A URL that was read is read again as the same, and none leads from it to what is not one; what is
// shown of a text never holds what follows '?'.
#include "core/url.h"
#include "fetch/http/proxy.h"
#include "fetch/http/redirect.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t line = text.find('\n');
  const std::string_view first = text.substr(0, line);
  const std::string_view second = line == text.npos ? std::string_view() : text.substr(line + 1);
  if (shown_url(first).find('?') != std::string::npos) std::abort();
  if (const auto proxy = parse_proxy_url(first); proxy && proxy->url.port == 0) std::abort();
  const auto url = parse_url(first);
  if (!url) return 0;
  const auto again = parse_url(to_string(*url));
  if (to_string(*url).size() <= limits::url_bytes && (!again || *again != *url)) std::abort();
  if (resolve(*url, "").value() != *url) std::abort();
  fetch::is_excepted(*url, second);
  const auto next = resolve(*url, second);
  if (!next) return 0;
  if (next->path.empty() || next->path[0] != '/' || next->host.empty()) std::abort();
  if (fetch::may_lead(*url, *next) && url->scheme == "https" && next->scheme != "https")
    std::abort();
  return 0;
}
