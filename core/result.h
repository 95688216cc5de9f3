#pragma once

#include <boost/system/result.hpp>

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace prodparity {

// What went wrong, for a program: tests and callers compare this, never the message.
enum class ErrorCode {
  malformed,    // the bytes are not what they claim to be
  truncated,    // they end in mid-document
  empty,        // there are none
  too_large,    // a bound of core/limits.h
  too_deep,     // nested deeper than a bound of core/limits.h
  unsupported,  // a known format or version that is not read
  not_found,
  denied,
  io,            // any other failure of the operating system
  busy,          // somebody else holds it (a second daemon, a package manager's lock)
  timed_out,     // a deadline passed
  unavailable,   // the daemon does not answer
  unverified,    // it is there, and not believed: by its signature, or because it has none
  wrong_usage,   // the caller's words are off (command line, request parameters)
  wrong_config,  // a configuration or policy file's words are off
};

// The code's name as it stands in the protocol and in JSON ("malformed").
std::string_view to_string(ErrorCode code);

// An expected failure. `message` is for a person: lower case, no full stop, says what was being
// done with what and, where there is one, what to do next. It may quote untrusted text: whoever
// shows it calls text.h's printable().
struct Error {
  ErrorCode code = ErrorCode::io;
  std::string message;
  std::string path;      // the file it is about, or empty
  std::size_t line = 0;  // 1-based line in that file; 0 where there is none

  bool operator==(const Error&) const = default;
};

// "PATH:LINE: MESSAGE", leaving out what is not there.
std::string to_string(const Error& error);

[[noreturn]] inline void throw_exception_from_error(const Error& error,
                                                    const boost::source_location&) {
  throw std::logic_error("unchecked error: " + to_string(error));
}

// A value or an Error. `[[nodiscard]]` because a dropped failure reads as "clean".
template <class T>
class [[nodiscard]] Result : public boost::system::result<T, Error> {
 public:
  using boost::system::result<T, Error>::result;
};

}  // namespace prodparity
