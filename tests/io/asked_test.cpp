#include "io/asked.h"

#include "tests/support/catch.h"
#include "tests/support/memory_files.h"

#include <string>
#include <vector>

using namespace prodparity;

TEST_CASE("asked: every name that an install asked for, once, and no dependency") {
  test::MemoryFiles files;
  CHECK(read_asked(files).empty());
  files.put("/var/log/apt/history.log",
            "Start-Date: 2026-01-02  03:04:05\n"
            "Install: graphviz:amd64 (2.42.2-7), libann0:amd64 (1.1.2, automatic)\n"
            "End-Date: 2026-01-02  03:04:09\n\n"
            "Start-Date: 2026-01-03  03:04:05\n"
            "Install: gdb:amd64 (13.1-3), graphviz:amd64 (2.42.2-7)\n"
            "End-Date: 2026-01-03  03:04:09\n");
  CHECK(read_asked(files) == std::vector<std::string>{"gdb", "graphviz"});
  files.deny("/var/log/apt/history.log");
  CHECK(read_asked(files).empty());
}
