#include "daemon/attributor.h"

#include "tests/support/catch.h"
#include "tests/support/memory_files.h"
#include "tests/support/temp_folder.h"

#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <string>

namespace prodparity {
namespace {

// A process whose program is called `name`, until it goes out of scope.
class NamedProcess {
 public:
  NamedProcess(const test::TempFolder& folder, std::string name) {
    std::string path = folder.path() + '/' + name;
    std::filesystem::copy_file("/bin/sleep", path);
    std::string seconds = "60";
    const std::array<char*, 3> arguments = {name.data(), seconds.data(), nullptr};
    REQUIRE(::posix_spawn(&pid_, path.c_str(), nullptr, nullptr, arguments.data(), environ) == 0);
  }
  ~NamedProcess() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  NamedProcess(const NamedProcess&) = delete;
  NamedProcess& operator=(const NamedProcess&) = delete;

  int pid() const { return pid_; }

 private:
  pid_t pid_ = 0;
};

const AgentSession unnamed = {.agent = "gemini", .session = ""};

}  // namespace

TEST_CASE(
    "attributor: an agent that names no session is the one whose hook ran below its program") {
  const test::TempFolder folder;
  const NamedProcess gemini(folder, "gemini");
  const test::MemoryFiles files({});
  Attributor attributor(AttributionMode::agents, "/", files);
  CHECK(attributor.whose(unnamed, gemini.pid()) == unnamed);  // its hook never ran
  const AgentSession first = {.agent = "gemini", .session = "a"};
  attributor.on_hook(first, {}, gemini.pid(), 1);
  CHECK(attributor.whose(unnamed, gemini.pid()) == first);
  CHECK(attributor.whose({.agent = "gemini", .session = "x"}, gemini.pid()).session == "x");
  const AgentSession other = {.agent = "codex", .session = ""};
  CHECK(attributor.whose(other, gemini.pid()) == other);
  CHECK(attributor.whose(unnamed, ::getpid()) == unnamed);  // below nothing of that name
  // Two sessions of one program: nobody knows which of them runs the command.
  attributor.on_hook({.agent = "gemini", .session = "b"}, {}, gemini.pid(), 2);
  CHECK(attributor.whose(unnamed, gemini.pid()) == unnamed);
}

TEST_CASE("attributor: where nobody is asked who did what, no session is looked for") {
  const test::TempFolder folder;
  const NamedProcess gemini(folder, "gemini");
  const test::MemoryFiles files({});
  Attributor attributor(AttributionMode::off, "/", files);
  attributor.on_hook({.agent = "gemini", .session = "a"}, {}, gemini.pid(), 1);
  CHECK(attributor.whose(unnamed, gemini.pid()) == unnamed);
}

}  // namespace prodparity
