// What was signed is read as a statement or refused; one that is about an image names it.
#include "core/attest/refused.h"
#include "core/attest/statement.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace prodparity::attest;
  const std::string_view payload(reinterpret_cast<const char*>(data), size);
  const std::string image(64, 'a');
  try {
    check_subject(read_statement(payload), image);
  } catch (const Refused&) {
    return 0;
  }
  if (payload.find("predicateType") == std::string_view::npos) std::abort();
  return 0;
}
