#include "core/report/wrap.h"

#include "core/text.h"
#include "tests/support/catch.h"

#include <string>
#include <vector>

using namespace prodparity;
using Lines = std::vector<std::string>;

TEST_CASE("wrap: sentences break at spaces and never pass the width") {
  CHECK(wrap_sentence("a bb ccc", 0) == Lines{"a bb ccc"});
  CHECK(wrap_sentence("a bb ccc", 8) == Lines{"a bb ccc"});
  CHECK(wrap_sentence("a bb ccc", 7) == Lines{"a bb", "ccc"});
  CHECK(wrap_sentence("日本 語学", 5) == Lines{"日本", "語学"});
  CHECK(wrap_sentence("a toolongword b", 5) == Lines{"a", "tool…", "b"});
  CHECK(wrap_sentence("", 5) == Lines{""});
}

TEST_CASE("wrap: commands can still be pasted") {
  CHECK(wrap_command("apt-get install -y a=1 b=2", 0) == Lines{"apt-get install -y a=1 b=2"});
  CHECK(wrap_command("apt-get install -y a=1 b=2", 20) ==
        Lines{"apt-get install -y \\", "a=1 b=2"});
  CHECK(wrap_command("echo 'a b c d' \"e f\" g", 12) ==
        Lines{"echo \\", "'a b c d' \\", "\"e f\" g"});
  CHECK(wrap_command("pip install averyveryverylongname==1", 12) ==
        Lines{"pip \\", "install \\", "averyveryverylongname==1"});
}
