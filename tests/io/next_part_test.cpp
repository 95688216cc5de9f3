#include "io/next_part.h"

#include "core/limits.h"
#include "io/unique_fd.h"
#include "tests/support/catch.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <string>

namespace prodparity {
namespace {

struct Ends {
  UniqueFd ours;
  UniqueFd theirs;
};

Ends sockets() {
  std::array<int, 2> fds{};
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, fds.data()) == 0);
  return {.ours = UniqueFd(fds[0]), .theirs = UniqueFd(fds[1])};
}

}  // namespace

TEST_CASE("next part: what comes is appended, a small part first, then as much as is held") {
  const std::string sent(300 * limits::kib, 'x');
  std::FILE* const file = std::tmpfile();
  REQUIRE(file != nullptr);
  const UniqueFd fd(::dup(::fileno(file)));
  std::fclose(file);
  REQUIRE(::pwrite(fd.get(), sent.data(), sent.size(), 0) == static_cast<ssize_t>(sent.size()));
  std::string bytes;
  CHECK(read_next_part(fd.get(), bytes) == 4 * limits::kib);
  CHECK(read_next_part(fd.get(), bytes) == 4 * limits::kib);
  CHECK(read_next_part(fd.get(), bytes) == 8 * limits::kib);
  while (read_next_part(fd.get(), bytes) > 0) {
  }
  CHECK(bytes == sent);
  CHECK(read_next_part(fd.get(), bytes) == 0);
  CHECK(bytes == sent);
}

TEST_CASE("next part: where nothing is there, what is held stays") {
  Ends ends = sockets();
  std::string bytes = "held";
  CHECK(receive_next_part(ends.ours.get(), bytes) == -1);
  CHECK(errno == EAGAIN);
  CHECK(bytes == "held");
  REQUIRE(::write(ends.theirs.get(), "more", 4) == 4);
  CHECK(receive_next_part(ends.ours.get(), bytes) == 4);
  CHECK(bytes == "heldmore");
  ends.theirs.reset();
  CHECK(receive_next_part(ends.ours.get(), bytes) == 0);
  CHECK(read_next_part(-1, bytes) == -1);
  CHECK(errno == EBADF);
  CHECK(bytes == "heldmore");
}

}  // namespace prodparity
