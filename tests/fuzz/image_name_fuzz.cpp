// The name of an image, whatever the bytes: what is told is a part of them, and the same as itself;
// what is asked for by it is safe in an address.
#include "core/registry/content_digest.h"
#include "core/registry/image_name.h"
#include "core/registry/layout.h"
#include "core/url.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace prodparity::registry;

void check_place(std::string_view text) {
  const auto place = image_place(text);
  if (!place) return;
  const std::string path = '/' + place->repository + '/' + place->wanted();
  if (path.find_first_of(" ?#%\\@\r\n") != std::string::npos) std::abort();
  if (path.find("/.") != std::string::npos || path.find("//") != std::string::npos) std::abort();
  if (!place->digest.empty() && !algorithm_of(place->digest)) std::abort();
  const auto url = prodparity::parse_url("https://" + place->api_host + "/v2" + path);
  if (!url || url->path != "/v2" + path) std::abort();
  if (place->loopback != prodparity::is_this_machine(url->host)) std::abort();
}

void check_layout_name(std::string_view text) {
  const auto name = parse_layout_name(text);
  if (!name) return;
  if (!text.starts_with(name->path) || name->path.empty()) std::abort();
  if (!name->digest.empty() && !algorithm_of(name->digest)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_place(text);
  check_layout_name(text);
  const auto name = parse_image_name(text);
  if (!name) return 0;
  if (name->repository.empty() || name->repository.size() > size + 18) std::abort();
  if (name->tag.size() > size + 6 || name->digest.size() > size) std::abort();
  if (!is_same_image(*name, *name)) std::abort();
  return 0;
}
