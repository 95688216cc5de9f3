// A registry's WWW-Authenticate, whatever the bytes: what is read is a part of them, and what is
// asked for with it is one line.
#include "core/registry/challenge.h"
#include "core/registry/limits.h"
#include "core/registry/token.h"
#include "core/url.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity::registry;
  const auto challenges = parse_challenges({reinterpret_cast<const char*>(data), size});
  if (!challenges) return 0;
  if (challenges->size() > limits::challenges) std::abort();
  for (const Challenge& challenge : *challenges) {
    if (challenge.scheme.empty()) std::abort();
    if (challenge.parameters.size() > limits::challenge_parameters) std::abort();
    std::size_t read = challenge.scheme.size() + challenge.token68.size();
    for (const auto& [name, value] : challenge.parameters)
      read += name.size() + value.size();
    if (read > size) std::abort();
    const auto realm = prodparity::parse_url(challenge.parameter("realm"));
    if (!realm) continue;
    const std::string url =
        token_url(*realm, challenge.parameter("service"), challenge.parameter("scope"));
    if (url.find_first_of(" \r\n#") != std::string::npos) std::abort();
    if (!is_same_origin(*prodparity::parse_url(url), *realm)) std::abort();
  }
  return 0;
}
