#pragma once

#include <sys/types.h>

#include <string>

namespace prodparity {

// Appends what one read(2) of `fd` gives, as much as is held already, but 4 to 64 KiB: a short
// message touches two pages of memory, a long one takes few calls. Interrupted, it reads again. The
// number of bytes; 0 at the end; -1 with errno set, and `bytes` as they were.
ssize_t read_next_part(int fd, std::string& bytes);
// The same of a socket that need not have anything (MSG_DONTWAIT: then EAGAIN).
ssize_t receive_next_part(int socket, std::string& bytes);

}  // namespace prodparity
