// A policy file, whatever is in it: a waiver put in twice is put in once, with other words it is
// replaced and back again, and what is refused is refused for what is in the file.
#include "core/drift/waiver_edit.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace prodparity;

WaiverEdit must_put(std::string_view policy, const NewWaiver& waiver) {
  Result<WaiverEdit> edit = put_waiver(policy, "p", waiver);
  if (!edit) std::abort();
  return *std::move(edit);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view policy(reinterpret_cast<const char*>(data), size);
  const NewWaiver one = {.ecosystem = "deb", .name = "a", .reason = "r", .expires = {}};
  NewWaiver other = one;
  other.reason = "s";
  other.expires = Date{2027, 3, 31};
  const Result<WaiverEdit> first = put_waiver(policy, "p", one);
  if (!first) {
    if (first.error().code == ErrorCode::unsupported) std::abort();
    return 0;
  }
  if (must_put(first->bytes, one) != WaiverEdit{.bytes = first->bytes}) std::abort();
  const Result<WaiverEdit> second = put_waiver(first->bytes, "p", other);
  if (!second) {  // it alone may make the file too large
    if (second.error().code == ErrorCode::unsupported) std::abort();
    return 0;
  }
  if (second->change != WaiverChange::replaced) std::abort();
  // Put in by us, there and back is where it began.
  const WaiverEdit back = must_put(second->bytes, one);
  if (first->change == WaiverChange::added && back.bytes != first->bytes) std::abort();
  return 0;
}
