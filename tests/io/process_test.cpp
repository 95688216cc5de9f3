#include "io/process.h"

#include "tests/support/acting_process.h"
#include "tests/support/catch.h"
#include "tests/support/temp_folder.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <exception>
#include <string>
#include <thread>
#include <vector>

namespace prodparity {

TEST_CASE("process: a process's arguments, environment and ancestors are read while it runs") {
  const test::TempFolder folder;
  test::ActingProcess process(folder, {"apt-get", "install", "-y", "graphviz"},
                              {"CODEX_CI=1", "CODEX_THREAD_ID=01a2", "X="});
  const ProcessChain chain = read_process_chain(process.pid());
  CHECK(chain.complete);
  REQUIRE(chain.processes.size() >= 2);
  const ProcessView& first = chain.processes.front();
  CHECK(first.key == process_key(process.pid()));
  CHECK(first.comm == "apt-get");
  CHECK(first.arguments == std::vector<std::string>{"/bin/sh", folder.path() + "/apt-get",
                                                    "install", "-y", "graphviz"});
  CHECK(first.environment_known);
  const std::string environment("CODEX_CI=1\0CODEX_THREAD_ID=01a2\0X=\0", 35);
  CHECK(first.environment.starts_with(environment));
  CHECK_FALSE(first.executable.empty());
  CHECK(is_below(process.pid(), chain.processes.back().key.pid));
  const Sighted seen = read_chain(chain);
  CHECK(seen.causes.front().agent == "codex");
  CHECK(seen.causes.front().command == "apt-get install -y graphviz");

  const int pid = process.pid();
  const ProcessKey key = process_key(pid);
  process.end();
  CHECK(process_key(pid) != key);
  CHECK_FALSE(read_process_chain(pid).complete);
  for (const int nobody : {0, -1}) {
    CHECK(read_process_chain(nobody).processes.empty());
    CHECK_FALSE(read_process_chain(nobody).why_not.empty());
  }
}

// Between its old and its new program a process has neither arguments nor an environment, while its
// name is the new one's: what made a change would lose its agent's marks.
TEST_CASE("process: one that is just becoming its program is not one without marks") {
  const test::TempFolder folder;
  const std::string program = folder.path() + "/becoming";
  REQUIRE(::symlink("/bin/sleep", program.c_str()) == 0);
  int without_marks = 0;
  for (int i = 0; i < 200; ++i) {
    const int pid = ::fork();
    if (pid == 0) {
      const std::array<const char*, 3> arguments{"becoming", "60", nullptr};
      const std::array<const char*, 2> environment{"CODEX_CI=1", nullptr};
      ::execve(program.c_str(), const_cast<char* const*>(arguments.data()),
               const_cast<char* const*>(environment.data()));
      ::_exit(1);
    }
    ProcessView view;
    while (view.comm != "becoming") {
      const ProcessChain chain = read_process_chain(pid);
      if (!chain.processes.empty()) view = chain.processes.front();
      if (view.executable.empty()) break;  // it could not become the program
    }
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    // Where the machine has no time for it, it is not known; that is said, and nobody is named.
    if (view.environment_known && view.environment != std::string("CODEX_CI=1\0", 11))
      ++without_marks;
  }
  CHECK(without_marks == 0);
}

TEST_CASE("process: package managers of an ecosystem are found by their words, in their root") {
  const test::TempFolder folder;
  const test::ActingProcess pip(folder, {"pip", "install", "requests"}, {});
  const test::ActingProcess apt(folder, {"apt-get", "install", "curl"}, {});
  const std::vector<int> found = find_package_managers("/", "pypi");
  CHECK(std::ranges::count(found, pip.pid()) == 1);
  CHECK(std::ranges::count(found, apt.pid()) == 0);
  const std::vector<int> elsewhere = find_package_managers(folder.path(), "pypi");
  CHECK(std::ranges::count(elsewhere, pip.pid()) == 0);
  CHECK(find_package_managers(folder.path() + "/none", "pypi").empty());
}

TEST_CASE("process: one that ends while it is looked at is no fault") {
  std::atomic<int> child{0};
  std::atomic<bool> done{false};
  std::atomic<int> thrown{0};
  // What was opened before it was waited for is read after it: /proc then says ESRCH.
  std::thread looking([&] {
    while (!done) {
      const int pid = child;
      if (pid == 0) continue;
      try {
        static_cast<void>(parent_of_process(pid));
        static_cast<void>(describe_process(pid));
        static_cast<void>(command_line_of(pid));
      } catch (const std::exception&) {
        ++thrown;
      }
    }
  });
  for (int i = 0; i < 300; ++i) {
    const int pid = ::fork();
    if (pid == 0) ::_exit(0);
    child = pid;
    ::waitpid(pid, nullptr, 0);
  }
  done = true;
  looking.join();
  CHECK(thrown == 0);
}

}  // namespace prodparity
