#pragma once

#include "tests/support/catch.h"

#include <cstdio>
#include <string>
#include <string_view>

namespace prodparity::test {

// Says of the test that runs that it is skipped: ctest and script/unit_tests.py read this line.
inline void say_skipped(std::string_view reason) {
  const std::string name = Catch::getResultCapture().getCurrentTestName();
  std::printf("PRODPARITY_SKIPPED [%s]: %s\n", name.c_str(), std::string(reason).c_str());
}

}  // namespace prodparity::test
