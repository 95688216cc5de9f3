#pragma once

#include "client/commands/commands.h"
#include "io/unique_fd.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace prodparity::test {

struct Ran {
  int code = 0;
  std::string out;
  std::string err;
};

// A standard stream that is another file for a while.
class Redirected {
 public:
  Redirected(int stream, int to) : stream_(stream), before_(::fcntl(stream, F_DUPFD_CLOEXEC, 10)) {
    ::dup2(to, stream);
  }
  Redirected(const Redirected&) = delete;
  Redirected& operator=(const Redirected&) = delete;
  ~Redirected() { ::dup2(before_.get(), stream_); }

 private:
  int stream_;
  UniqueFd before_;
};

inline UniqueFd memory_file(const std::string& bytes = {}) {
  UniqueFd fd(::memfd_create("stream", MFD_CLOEXEC));
  if (::pwrite(fd.get(), bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    std::abort();
  return fd;
}

inline std::string content(const UniqueFd& fd) {
  const off_t size = ::lseek(fd.get(), 0, SEEK_END);
  std::string bytes(static_cast<std::size_t>(size), '\0');
  if (::pread(fd.get(), bytes.data(), bytes.size(), 0) != size) std::abort();
  return bytes;
}

// The whole program with this command line and standard input, in this process, without the
// environment that changes what it says.
inline Ran run(const std::vector<std::string>& arguments, const std::string& input = {}) {
  for (const char* name : {"COLUMNS", "NO_COLOR", "TERM", "PRODPARITY_SOCKET"})
    ::unsetenv(name);
  std::vector<const char*> argv = {"prodparity"};
  for (const std::string& argument : arguments)
    argv.push_back(argument.c_str());
  const UniqueFd in = memory_file(input);
  const UniqueFd out = memory_file();
  const UniqueFd err = memory_file();
  std::fflush(stdout);
  std::fflush(stderr);
  Ran ran;
  {
    const Redirected to_in(STDIN_FILENO, in.get());
    const Redirected to_out(STDOUT_FILENO, out.get());
    const Redirected to_err(STDERR_FILENO, err.get());
    ran.code = run_client(static_cast<int>(argv.size()), argv.data());
  }
  ran.out = content(out);
  ran.err = content(err);
  return ran;
}

inline bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace prodparity::test
