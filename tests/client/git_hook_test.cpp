#include "client/git_hook.h"

#include "tests/support/catch.h"

#include <string>

namespace prodparity {

TEST_CASE("git hook: ours is known for ours, with the program that it calls") {
  const std::string hook = git_hook_text("/usr/local/bin/prodparity");
  CHECK(hook.starts_with("#!/bin/sh\n"));
  CHECK(hook.find("if [ -x /usr/local/bin/prodparity ]; then\n") != std::string::npos);
  CHECK(hook.find("@PROGRAM@") == std::string::npos);
  CHECK(program_of_git_hook(hook) == "/usr/local/bin/prodparity");
  CHECK(program_of_git_hook(git_hook_text("/opt/a/p")) == "/opt/a/p");
  CHECK(calls_pre_push(hook));
}

TEST_CASE("git hook: whatever is not ours byte for byte is somebody's") {
  const std::string hook = git_hook_text("/usr/local/bin/prodparity");
  for (const std::string& other :
       {std::string(), std::string("#!/bin/sh\n"), hook + "make lint\n", hook + '\n',
        hook.substr(0, hook.size() - 1), "\n" + hook, git_hook_text("/a ]; then rm -rf /; fi\n"),
        hook.substr(0, hook.find("pre-push \"$@\"")) + "other" +
            hook.substr(hook.find(" pre-push \"$@\""))}) {
    INFO(other);
    CHECK(program_of_git_hook(other) != "/usr/local/bin/prodparity");
  }
  CHECK_FALSE(program_of_git_hook("").has_value());
  CHECK_FALSE(program_of_git_hook(hook + "make lint\n").has_value());
}

TEST_CASE("git hook: the line for somebody's hook is one, and is found again in it") {
  const std::string line = git_hook_line("/usr/local/bin/prodparity");
  CHECK(line.find('\n') == std::string::npos);
  CHECK(calls_pre_push("#!/bin/bash\n" + line + "\nmake lint\n"));
  CHECK_FALSE(calls_pre_push("#!/bin/sh\n# prodparity is fine\n"));
}

}  // namespace prodparity
