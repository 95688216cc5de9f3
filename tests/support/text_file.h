#pragma once

#include "tests/support/catch.h"
#include "tests/support/paths.h"
#include "tests/support/skipped.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace prodparity::test {

inline std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot open " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline std::string fixture(const std::string& name) {
  return read_file(std::string(fixtures_folder) + '/' + name);
}

// Compares with tests/fixtures/golden/NAME. PRODPARITY_REMAKE_GOLDEN=1 writes the file instead,
// and the test says skipped.
inline void check_golden(const std::string& name, const std::string& actual) {
  const std::string path = std::string(fixtures_folder) + "/golden/" + name;
  if (const char* remake = std::getenv("PRODPARITY_REMAKE_GOLDEN"); remake && *remake == '1') {
    std::ofstream(path, std::ios::binary) << actual;
    say_skipped("golden file remade");
    return;
  }
  CHECK(actual == read_file(path));
}

}  // namespace prodparity::test
