#pragma once

#include "core/attest/refusal.h"

#include <string>
#include <utility>

// Inside of core/attest/ a refusal is thrown: what is not caught cannot be taken for verified. The
// public functions turn it into a value.
namespace prodparity::attest {

struct Refused {
  Refusal refusal;
};

[[noreturn]] inline void refuse(Reason reason, std::string detail = {}) {
  throw Refused{{.reason = reason, .detail = std::move(detail)}};
}

template <class F>
auto checked(const F& verify) -> Checked<decltype(verify())> {
  try {
    return verify();
  } catch (Refused& refused) {
    return std::move(refused.refusal);
  }
}

}  // namespace prodparity::attest
