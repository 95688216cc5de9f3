// Credential files, whatever the bytes: a helper is a program's name, and a credential is bounded.
#include "core/registry/credentials.h"
#include "core/registry/limits.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity::registry;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const std::string_view image : {"registry.example:5000/acme/api:main", "debian:12"}) {
    const auto choice = choose_credential(bytes, *image_place(image));
    if (!choice) continue;
    if (choice->helper.find_first_of("/ \n") != std::string::npos) std::abort();
    if (choice->helper.starts_with('-') || choice->helper.starts_with('.')) std::abort();
    if (!choice->credential) continue;
    if (choice->credential->user.size() > limits::credential_bytes) std::abort();
    if (choice->credential->password.size() > limits::credential_bytes) std::abort();
  }
  return 0;
}
